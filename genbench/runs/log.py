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
# What every line of the log holds beside the scalars.
CLOCK = ("step", "epoch", "images", "seconds", "memory")


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
    *lines, _unfinished = path.read_bytes().split(b"\n")
    return [_entry(path, number, line) for number, line in enumerate(lines, 1)]


def _entry(path: Path, number: int, line: bytes) -> LogEntry:
    """Returns what a line holds, counted from 1."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):  # Bad UTF-8 and a thousand brackets, too.
        entry = None
    if not isinstance(entry, dict) or type(entry.get("step")) is not int:
        raise BrokenRun(
            f"{path} is damaged in line {number}: it is no JSON object with a step. "
            "Remove that line."
        )
    return entry


def _line(entry: LogEntry) -> str:
    return json.dumps(entry) + "\n"
