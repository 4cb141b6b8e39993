"""What a page says in its reader's language."""

import pytest
from markupsafe import Markup

from genbench.pages import saying
from genbench.pages.saying import CHINESE, ENGLISH, Voice, check_language, in_each
from genbench.system.errors import InvalidInput
from genbench.system.sentences import Sentence, listing


@pytest.fixture
def chinese(monkeypatch):
    said = {
        "{n:,} of {name}": "{name}中的 {n:,} 个",
        "noise": "噪声",
        "{first} and {last}": "{first}和{last}",
    }
    monkeypatch.setattr(saying, "words", lambda language: said if language == CHINESE else {})
    return Voice(CHINESE)


def test_values_of_a_message_are_escaped():
    assert Voice(ENGLISH).say("{n} of <{name}>", n=3, name="<b>") == "3 of &lt;&lt;b&gt;&gt;"


def test_markup_stays_markup():
    assert (
        Voice(ENGLISH).say("{command} does it.", command=Markup("<b>x</b>")) == "<b>x</b> does it."
    )


def test_a_message_is_said_in_chinese(chinese):
    assert chinese.say("{n:,} of {name}", n=1234, name="x") == "x中的 1,234 个"


def test_a_sentence_is_said_with_the_sentences_in_it(chinese):
    words = listing([Sentence("noise"), Sentence("{n:,} of {name}", n=2, name="b")])
    assert words == "noise and 2 of b"
    assert chinese.tell(words) == "噪声和b中的 2 个"


def test_what_is_no_sentence_is_a_name_and_stays(chinese):
    assert chinese.tell("noise") == "noise"


def test_what_has_no_translation_is_said_as_it_is(chinese):
    assert chinese.tell(Sentence("a metric of mine")) == "a metric of mine"


def test_a_script_is_told_a_sentence_in_each_language(chinese):
    assert in_each(Sentence("noise")) == {ENGLISH: "noise", CHINESE: "噪声"}
    assert in_each(Sentence("a < b")) == {ENGLISH: "a < b", CHINESE: "a < b"}


def test_another_language_is_refused():
    with pytest.raises(InvalidInput, match=r"one of en, zh-CN\. Received: 'fr'"):
        check_language("fr")
