"""The Chinese README keeps step with the English one: what is not prose is the same in both."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENGLISH = (ROOT / "README.md").read_text("utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text("utf-8")
FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.S | re.M)
# What introduces the twin in each, and is only there.
TWINS = {"README.md", "README.zh-CN.md"}


def sections(text: str) -> list[tuple[str, str]]:
    """Returns heading and body of each section; a line of code that begins with # is no heading."""
    blocks: list[str] = []

    def put_aside(block: re.Match[str]) -> str:
        blocks.append(block[0])
        return f"\0{len(blocks) - 1}\0"

    found = re.split(r"^(#+ .*)$", FENCED.sub(put_aside, text), flags=re.M)
    bodies = [re.sub(r"\0(\d+)\0", lambda at: blocks[int(at[1])], body) for body in found[2::2]]
    return list(zip(found[1::2], bodies, strict=True))


def level(heading: str) -> int:
    return len(heading) - len(heading.lstrip("#"))


def prose(body: str) -> str:
    return FENCED.sub("", body)


def commands(body: str) -> list[str]:
    """Returns what is to be typed; in other blocks, which may hold words, the lines of commands."""
    return [
        block if language != "text" else "\n".join(re.findall("^genbench .*", block, re.M))
        for language, block in FENCED.findall(body)
    ]


def pictures(body: str) -> list[str]:
    return re.findall(r"!\[[^\]]*\]\(([^)]+)\)", body)


def links(body: str) -> Counter[str]:
    return Counter(set(re.findall(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", prose(body))) - TWINS)


def code(body: str) -> Counter[str]:
    """Returns the words in code: commands, files, fields. Another grammar has another order."""
    return Counter(re.findall(r"`([^`]+)`", re.sub(r"\s+", " ", prose(body))))


def tables(body: str) -> list[tuple[int, Counter[str]]]:
    """Returns of each row of a table how many cells it has, and its numbers."""
    rows = [line for line in prose(body).splitlines() if line.startswith("|")]
    return [(row.count("|"), Counter(re.findall(r"\d[\d,.]*\d|\.?\d+", row))) for row in rows]


PAIRS = list(zip(sections(ENGLISH), sections(CHINESE), strict=False))


def test_the_headings_are_of_the_same_levels_in_order() -> None:
    ours, theirs = ([level(heading) for heading, _ in sections(t)] for t in (ENGLISH, CHINESE))
    assert ours == theirs


@pytest.mark.parametrize("of", [commands, pictures, links, code, tables])
def test_each_section_has_the_same(of: Callable[[str], object]) -> None:
    apart = {en: (of(ours), of(zh)) for (en, ours), (_, zh) in PAIRS if of(ours) != of(zh)}
    assert apart == {}


def test_each_leads_to_the_other() -> None:
    assert "](README.zh-CN.md)" in ENGLISH.partition("\n## ")[0]
    assert "](README.md)" in CHINESE.partition("\n## ")[0]


def test_a_command_that_one_side_gains_is_seen() -> None:
    (_, body), longer = sections(ENGLISH)[1], ENGLISH.replace("```sh\n", "```sh\ngenbench new\n", 1)
    assert commands(body) != commands(sections(longer)[1][1])


def test_no_sentence_is_left_in_english() -> None:
    """Names, code, and words of the tool that are quoted stay as they are."""
    own = re.sub(r'`[^`]*`|"[^"]*"', "", prose(CHINESE))
    assert re.findall(r"[A-Za-z]+(?: [a-z]+){3,}", own) == []
