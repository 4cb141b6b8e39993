"""A page that holds what another language says differently."""

import json
import re
from html import unescape

import pytest

from genbench.pages.both import both


def different(page):
    return [json.loads(unescape(found)) for found in re.findall(r'data-other="([^"]*)"', page)]


def test_what_is_the_same_in_both_is_as_it_was():
    page = '<!DOCTYPE html>\n<p a="1 &lt; 2">x &amp; y<br><svg><line x1="0"/></svg></p>\n'
    assert both(page, page) == page


def test_the_words_of_an_element_stand_beside_them_with_all_it_holds():
    page = both(
        "<div><p>Run <b>x</b>.</p><p>1</p></div>", "<div><p><b>x</b>运行。</p><p>1</p></div>"
    )
    assert different(page) == [{"": "<b>x</b>运行。"}]
    assert re.sub(' data-other="[^"]*"', "", page) == "<div><p>Run <b>x</b>.</p><p>1</p></div>"


def test_attributes_stand_beside_theirs():
    page = both(
        '<p lang="en"><img alt="a" src="s"></p>', '<p lang="zh"><img alt="“b”" src="s"></p>'
    )
    assert different(page) == [{"lang": "zh"}, {"alt": "“b”"}]


def test_marks_do_not_stand_in_what_has_been_replaced():
    page = both('<p>a<i title="b">c</i></p>', '<p>d<i title="e">f</i></p>')
    assert different(page) == [{"": 'd<i title="e">f</i>'}]


def test_scripts_are_left_alone():
    page = both("<script>1 < 2</script>", "<script>2 < 1</script>")
    assert page == "<script>1 < 2</script>"


@pytest.mark.parametrize("page", ["<p>a", "<p><b></p></b>", "</p>"])
def test_an_element_that_is_not_closed_is_told(page):
    with pytest.raises(ValueError, match="closed"):
        both(page, page)
