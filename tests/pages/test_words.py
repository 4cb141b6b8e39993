"""Every message has its Chinese, and no Chinese is without its message."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from genbench import pictures
from genbench.metrics.decision import AS_REAL, NOBODY
from genbench.pages.saying import CHINESE, words
from genbench.scoring import from_files, glossary
from genbench.scoring.calibration_rows import ROWS
from genbench.scoring.doses import SWEEPS
from genbench.scoring.likelihoods import LABELS
from genbench.scoring.table import METRICS
from genbench.scoring.verdicts import DISAGREE, TEST

PACKAGE = Path(__file__).parents[2] / "genbench"
CATALOGUES = sorted((PACKAGE / "pages" / "words" / CHINESE).glob("*.json"))
TEMPLATES = sorted(PACKAGE.glob("**/parts/*.jinja"))
SCRIPTS = sorted(PACKAGE.glob("**/js/*.js"))
MODULES = sorted(PACKAGE.glob("**/*.py"))
# What takes a message first, and what takes it first of several that are chained.
MAKERS = ("Sentence", "chain")
PLACE = re.compile(r"\{[^{}]*\}")


def of_tables() -> Iterator[str]:
    """Messages that stand in tables of the package, and are no literal where they are said."""
    yield from (AS_REAL, NOBODY, DISAGREE, TEST, *from_files.MESSAGES, *LABELS.values())
    yield from (text for metric in METRICS for text in (metric.label, metric.meaning))
    yield from (quality.title for quality in (*glossary.QUALITIES, *glossary.OTHERS))
    yield from (*ROWS, *glossary.ROWS, *glossary.ROWS.values())
    yield from (glossary.space_label(space) for space in ("judge", *glossary.SPACES))
    yield from (text for fault in SWEEPS for text in (fault, fault.capitalize()))
    yield from pictures.LABELS.values()
    yield from ("encoder", "decoder", "generator", "discriminator")


def of_module(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MAKERS:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def parsed(path: Path) -> nodes.Template:
    return jinja2.Environment().parse(path.read_text("utf-8"))


def of_template(path: Path) -> Iterator[str]:
    for call in parsed(path).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "say":
            first = call.args[0]
            assert isinstance(first, nodes.Const), f"{path}, line {call.lineno}: no literal"
            yield first.value


def of_script(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    found = re.findall(r'\bsay\(\s*("(?:[^"\\]|\\.)*")', text)
    assert len(found) == len(re.findall(r"\bsay\(", text)), f"{path}: no literal"
    yield from map(json.loads, found)


USED = {
    *of_tables(),
    *(message for path in MODULES for message in of_module(path)),
    *(message for path in TEMPLATES for message in of_template(path)),
    *(message for path in SCRIPTS for message in of_script(path)),
}


class Unsaid(HTMLParser):
    """Finds what a template tells its readers without `say`."""

    TOLD = ("aria-label", "alt", "title", "placeholder")

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.names: list[str] = []
        tokens = jinja2.Environment().lex(path.read_text("utf-8"))
        # What stands between pieces of the text is for Jinja, and may be words that are said.
        self.feed("\N{SYMBOL FOR NULL}".join(text for _, kind, text in tokens if kind == "data"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.names or tag == "code" or ("translate", "no") in attrs:
            self.names.append(tag)
        for name, value in attrs:
            if name in self.TOLD:
                self.handle_data(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.names:
            self.names.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self.names:
            self.found += re.findall("[A-Za-z]{2,}", data)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parents[1].name}/{path.name}")
def test_a_template_says_all_its_words(path: Path) -> None:
    assert Unsaid(path).found == []


def test_every_message_has_its_chinese() -> None:
    assert sorted(USED - words(CHINESE).keys()) == []


def test_no_chinese_is_without_its_message() -> None:
    assert sorted(words(CHINESE).keys() - USED) == []


def test_no_message_stands_in_two_files() -> None:
    found = Counter(
        message for path in CATALOGUES for message in json.loads(path.read_text("utf-8"))
    )
    assert [message for message, n in found.items() if n > 1] == []


def test_the_places_of_a_message_are_those_of_its_chinese() -> None:
    differing = [
        message
        for message, said in words(CHINESE).items()
        if {*PLACE.findall(message)} != {*PLACE.findall(said)}
    ]
    assert differing == []
