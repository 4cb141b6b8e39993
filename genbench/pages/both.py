"""One page in two languages: what the other one says differently travels with the page."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markupsafe import escape

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
# What no reader sees: it is the same in both, or the scripts' own affair.
UNREAD = {"script", "style"}
MARK = "data-other"
"""Holds of an element, as JSON, which attributes are different, and under "" what it holds."""


@dataclass
class _Element:
    """An element as it is written, tag by tag."""

    tag: str
    start: str
    attributes: dict[str, str | None]
    parts: list[str | _Element] = field(default_factory=list)
    end: str = ""

    @property
    def content(self) -> str:
        return "".join(part if isinstance(part, str) else part.source for part in self.parts)

    @property
    def source(self) -> str:
        return f"{self.start}{self.content}{self.end}"

    @property
    def shape(self) -> list[str]:
        """Its own text, and which elements stand in it."""
        return [part if isinstance(part, str) else f"<{part.tag}>" for part in self.parts]


class _Reader(HTMLParser):
    """Reads a page whose elements are all closed, and keeps every character."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open = [_Element("", "", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        element = self.open[-1].parts[-1]
        if tag not in VOID and isinstance(element, _Element):
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].parts.append(_Element(tag, self.get_starttag_text() or "", dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        element = self.open.pop()
        if element.tag != tag:
            raise ValueError(f"{element.start} must be closed first. Received: </{tag}>.")
        element.end = f"</{tag}>"

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.handle_data(f"<!{decl}>")


def both(page: str, other: str) -> str:
    """Returns a page that can be turned into the same page in another language.

    An element that is different there has an attribute more, see `MARK`; where its own words are,
    all that it holds goes into it.

    Args:
        page: HTML, every element closed.
        other: the same in another language.

    Raises:
        ValueError: an element is not closed.
    """
    return _joined(_read(page), _read(other)).source


def _read(page: str) -> _Element:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    root, *left_open = reader.open
    if left_open:
        raise ValueError(f"{left_open[-1].start} is not closed.")
    return root


def _joined(element: _Element, other: _Element) -> _Element:
    """Returns an element with what is different in the other one."""
    if element.tag in UNREAD:
        return element
    different: dict[str, str | None] = {
        name: value
        for name, value in other.attributes.items()
        if value != element.attributes.get(name)
    }
    parts = element.parts
    if element.shape != other.shape:
        different[""] = other.content
    else:
        pairs = zip(element.parts, other.parts, strict=True)
        parts = [
            _joined(ours, theirs)
            if isinstance(ours, _Element) and isinstance(theirs, _Element)
            else ours
            for ours, theirs in pairs
        ]
    start = element.start
    if different:
        told = escape(json.dumps(different, ensure_ascii=False))
        end = "/>" if start.endswith("/>") else ">"
        start = f'{start.removesuffix(end)} {MARK}="{told}"{end}'
    return _Element(element.tag, start, element.attributes, parts, element.end)
