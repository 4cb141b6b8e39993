"""The log of a training: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from genbench.system.errors import BrokenRun
from genbench.system.files import replacing

# A line of the log: the clock, and every scalar by name.
LogEntry = dict[str, Any]
# What a line of the log holds beside the scalars and alarms; not every system tells of memory.
NEEDED = ("step", "epoch", "images", "seconds")
CLOCK = (*NEEDED, "memory")
COUNTS = ("step", "images")


def append_entry(path: Path, entry: LogEntry) -> None:
    """Adds a line to a log."""
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(_line(entry))


def rewrite_entries(path: Path, entries: Iterable[LogEntry]) -> None:
    """Writes a log of these lines alone."""
    with replacing(path) as beside:
        beside.write_text("".join(map(_line, entries)), "utf-8", newline="\n")


def read_entries(path: Path) -> list[LogEntry]:
    """Returns the lines of a log, without a last one that is still being written.

    Raises:
        BrokenRun: a line is damaged.
    """
    return parsed(path, path.read_bytes())


def parsed(path: Path, content: bytes, *, after: int = 0) -> list[LogEntry]:
    """Returns the whole lines of a part of a log.

    Args:
        path: of the log, for what is said of a damaged line.
        content: bytes that begin with a line.
        after: how many lines stand before them.

    Raises:
        BrokenRun: a line is damaged.
    """
    *lines, _unfinished = content.split(b"\n")
    return [_entry(path, number, line) for number, line in enumerate(lines, after + 1)]


def _entry(path: Path, number: int, line: bytes) -> LogEntry:
    """Returns what a line holds, counted from 1."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):  # Bad UTF-8 and a thousand brackets, too.
        entry = {}
    if fault := _fault(entry):
        raise BrokenRun(f"{path} is damaged in line {number}: {fault}. Remove that line.")
    return entry


def _fault(entry: object) -> str:
    """Returns what is wrong with what a line holds; '' for nothing."""
    if not isinstance(entry, dict) or not entry:
        return "it is no JSON object"
    if lacking := [name for name in NEEDED if name not in entry]:
        return f"it has no {lacking[0]}"
    for name, value in entry.items():
        if name in COUNTS:
            fits, wanted = type(value) is int and value >= 0, "a whole number"
        elif name in CLOCK:
            fits, wanted = _is_number(value), "a number"
        elif name == "alarms":
            fits, wanted = _are_texts(value), "texts by their names"
        else:
            parts = value if isinstance(value, list) else [value]
            fits, wanted = all(map(_is_number, parts)), "a number or a list of some"
        if not fits:
            return f"{name} is {str(value)[:40]!r} where {wanted} belongs"
    return ""


def _is_number(value: object) -> bool:
    return type(value) in (int, float)


def _are_texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _line(entry: LogEntry) -> str:
    return json.dumps(entry) + "\n"
