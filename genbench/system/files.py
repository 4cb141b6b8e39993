"""Files that are either whole or not there."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_PREFIX = ".partial-"


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Gives a name beside `path` to write to, and renames it to `path` at the end.

    Missing folders are made. If the writing fails, `path` stays as it was. Nor does a power cut
    leave half a file: the content is on the disk before the name.
    """
    _make_folder(path.parent)
    # The ending stays last: pictures and networks are written in the format it names.
    beside = path.with_name(f"{_PREFIX}{os.getpid()}-{path.name}")
    try:
        yield beside
        synchronise(beside)
        beside.replace(path)
        synchronise(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def _make_folder(path: Path) -> None:
    """Makes a folder and those above it, where they are missing, and their names last."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for folder in reversed(missing):
        synchronise(folder.parent)


def free_name(path: Path) -> Path:
    """Returns <path>.old-1, or the next such name that is free."""
    numbers = itertools.count(1)
    beside = (path.with_name(f"{path.name}.old-{number}") for number in numbers)
    return next(name for name in beside if not os.path.lexists(name))


def synchronise(path: Path) -> None:
    """Waits until a file's content, or a folder's names, are on the disk."""
    if path.is_dir() and sys.platform == "win32":  # Where a folder cannot be opened.
        return
    file = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(file)
    finally:
        os.close(file)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds a lock, which the system lets go of when the process ends, however it ends.

    Raises:
        BlockingIOError: another process holds it.
    """
    _make_folder(path.parent)
    with path.open("ab") as file:
        if not _try_lock(file):
            raise BlockingIOError(
                f"{path.parent} is being written by another process. Wait until it has ended."
            )
        yield


# What filelock would do: for these twenty lines a dependency weighs too much.
if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def remove_partial(folder: Path) -> None:
    """Removes what a killed process was writing in the folder and the ones below it."""
    for path in folder.rglob(f"{_PREFIX}*"):
        path.unlink()
