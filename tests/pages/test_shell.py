"""What every page has from its shell."""

import re
from dataclasses import replace

import pytest

from genbench.pages import shell


@pytest.fixture
def kind(tmp_path, monkeypatch):
    """A kind of page whose room is a package of three files."""
    room = tmp_path / "shown_room"
    files = {
        "__init__.py": "",
        "parts/page.html.jinja": '{% extends "shell.html.jinja" %}{% block body %}<p>{{ name }}'
        "</p>{% endblock %}",
        "css/own.css": "p { margin: 1px; }\n",
        "js/own.js": "const own = facts.n;\n",
    }
    for name, content in files.items():
        (room / name).parent.mkdir(parents=True, exist_ok=True)
        (room / name).write_text(content, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return shell.Kind("shown_room", styles=("own",), scripts=("own",))


def test_the_rooms_own_files_stand_after_those_of_all_pages(kind):
    html = kind.render({"n": 3}, name="a")
    assert html.index("--paper") < html.index("p { margin: 1px; }")
    assert html.index("const facts") < html.index("const own = facts.n;")


def test_a_look_that_several_pages_share_stands_before_the_rooms_own(kind):
    assert ".console" not in kind.render({}, name="a")
    html = replace(kind, shared=("evolution",)).render({}, name="a")
    assert html.index("--paper") < html.index(".console") < html.index("p { margin: 1px; }")


def test_what_is_not_allowed_is_forbidden(kind):
    (policy,) = re.findall(
        r'Policy" content="([^"]*)"', replace(kind, sources={}).render({}, name="a")
    )
    assert policy.startswith("default-src &#39;none&#39;; style-src")
    assert "img-src" not in policy


def test_names_and_facts_cannot_leave_their_place(kind):
    html = kind.render({"n": "</script><b>"}, name="</p><b>")
    assert "<b>" not in html


def test_a_page_opens_in_the_language_that_is_asked_for(kind):
    assert '<html lang="en" data-other-language="zh-CN" data-other=' in kind.render({}, name="a")
    asked = kind.render({}, language="zh-CN", name="a")
    assert '<html lang="zh-CN" data-other-language="en" data-asked data-other=' in asked


def test_only_the_scripts_own_messages_travel_with_them(kind):
    assert '<script type="application/json" id="words">{}</script>' in kind.render({}, name="a")
