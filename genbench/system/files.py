"""Files that are either whole or not there."""

from __future__ import annotations

import functools
import itertools
import os
import platform
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

# Several machines may write into one folder, and their processes' numbers mean nothing here.
_OURS = f".partial-{zlib.crc32(platform.node().encode()):08x}-"


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Gives a name beside `path` to write to, and renames it to `path` at the end.

    Missing folders are made. If the writing fails, `path` stays as it was. Nor does a power cut
    leave half a file: the content is on the disk before the name. What killed processes were
    writing in the folder is removed.
    """
    _make_folder(path.parent)
    _sweep_once(path.parent.absolute())
    # The ending stays last: pictures and networks are written in the format it names.
    beside = path.with_name(f"{_OURS}{os.getpid()}-{path.name}")
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


def expanded(path: str | os.PathLike[str]) -> Path:
    """Returns a path with the home folder in the place of its ~."""
    # Not Path.expanduser, which raises a RuntimeError for "~nobody/a".
    return Path(os.path.expanduser(path))  # noqa: PTH111


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
def locked(path: Path, task: str) -> Iterator[None]:
    """Holds a lock, which the system lets go of when the process ends, however it ends.

    Args:
        path: the lock's file, in the folder that it stands for.
        task: what is done meanwhile, for others to be told: "genbench sample".

    Raises:
        BlockingIOError: another process holds it.
    """
    _make_folder(path.parent)
    with path.open("a+b") as file:
        if not _try_lock(file):
            holder = path.read_text("utf-8", errors="replace") or "another process"
            raise BlockingIOError(
                f"{path.parent} is being written by {holder}. Wait until it has ended."
            )
        file.truncate(0)
        file.write(f"`{task}`, process {os.getpid()}".encode())
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def is_held(path: Path) -> bool:
    """Returns whether a living process of this machine has noted itself in a lock's file.

    To try the lock instead would keep a process from it that comes at that moment.
    """
    if not path.is_file() or not path.stat().st_size:
        return False
    number = path.read_text("utf-8", errors="replace").rpartition(" ")[2]
    return number.isdecimal() and _is_alive(int(number))


def is_locked(path: Path) -> bool:
    """Returns whether a process holds the lock of that file, one of another machine included.

    It tries the lock, so it is not for whoever looks twice a second; see `is_held`.
    """
    if not path.is_file():
        return False
    with path.open("a+b") as file:
        return not _try_lock(file)


# What filelock would do: for these twenty lines a dependency weighs too much.
if sys.platform == "win32":
    import msvcrt

    # Beyond the text: what is locked there cannot be read by others.
    _PLACE = 2**30

    def _try_lock(file: IO[bytes]) -> bool:
        file.seek(_PLACE)
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
    """Removes what killed processes were writing in the folder and the ones below it."""
    for path in folder.rglob(f"{_OURS}*"):
        _remove_abandoned(path)


@functools.cache
def _sweep_once(folder: Path) -> None:
    """Removes what killed processes were writing in the folder, the first time it is asked to."""
    for path in folder.glob(f"{_OURS}*"):
        _remove_abandoned(path)


def _remove_abandoned(path: Path) -> None:
    """Removes a partial file, unless the process that writes it is alive."""
    number, _, _ = path.name.removeprefix(_OURS).partition("-")
    if number.isdecimal() and not _is_alive(int(number)):
        path.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    # Signal 0 would end it there. A file that is left over costs less than one that is wanted.
    if sys.platform == "win32":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
