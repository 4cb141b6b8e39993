"""Files that are either whole or not there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = ".partial-"


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Gives a name beside `path` to write to, and renames it to `path` at the end.

    Missing folders are made. If the writing fails, `path` stays as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # The ending stays last: pictures and networks are written in the format it names.
    beside = path.with_name(f"{_PREFIX}{os.getpid()}-{path.name}")
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def remove_partial(folder: Path) -> None:
    """Removes what a killed process was writing in the folder and the ones below it."""
    for path in folder.rglob(f"{_PREFIX}*"):
        path.unlink()
