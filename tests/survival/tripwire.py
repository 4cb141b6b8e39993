"""A wire across a process's way: it lists what the process does to files, and ends it at one."""

from __future__ import annotations

import builtins
import io
import itertools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

# Python tells of these before they are done, with the path as the first argument.
AUDITED = {
    "os.link": "link",
    "os.mkdir": "mkdir",
    "os.remove": "remove",
    "os.rename": "rename",
    "os.rmdir": "rmdir",
    "os.symlink": "link",
    "os.truncate": "truncate",
    "shutil.rmtree": "rmtree",
}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def stretch(folder: Path, *, told: int, at: int | None) -> None:
    """Watches this process from now on, for good.

    What Python does is seen; TensorFlow writes its event files by itself.

    Args:
        folder: what is done to files elsewhere does not count.
        told: a file descriptor to which each operation goes as a line, before it is done.
        at: the number of the operation, from 1, at which the process kills itself: before it, or
            where it is a write, when half of the bytes are written. None: lives.
    """
    top = str(folder.resolve())
    number = itertools.count(1)

    def is_below(path: object) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        whole = os.path.abspath(os.fsdecode(path))  # noqa: PTH100, resolve() opens files
        return whole.startswith(top + os.sep)

    def pass_by(kind: str, path: Any, half: Callable[[], object] | None = None) -> None:
        if not is_below(path):
            return
        os.write(told, f"{kind}\t{os.fsdecode(path)}\n".encode())
        if next(number) == at:
            if half is not None:
                half()
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event in AUDITED:
            pass_by(AUDITED[event], arguments[0])
        elif event == "open" and arguments[2] & WRITING:
            pass_by("open", arguments[0])

    class Watched(io.FileIO):
        def write(self, data: Any) -> int:
            whole = memoryview(data).cast("B")
            write = super().write
            pass_by("write", self.name, half=lambda: write(whole[: len(whole) // 2]))
            return write(data)

    def open_watched(
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Callable[[str, int], int] | None = None,
    ) -> IO[Any]:
        if opener or not set(mode) & set("wax+") or not is_below(file):
            return plain_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
        raw = Watched(file, mode.replace("b", "").replace("t", ""))
        if buffering == 0:
            return raw
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        if "b" in mode:
            return buffered
        return io.TextIOWrapper(buffered, encoding, errors, newline)

    def synchronise(file: Any) -> None:
        number = file if isinstance(file, int) else file.fileno()
        pass_by("fsync", os.readlink(f"/proc/self/fd/{number}"))  # noqa: PTH115
        plain_fsync(file)

    plain_open, plain_fsync = io.open, os.fsync
    io.open = builtins.open = open_watched  # type: ignore[assignment]
    os.fsync = synchronise
    sys.addaudithook(hear)
