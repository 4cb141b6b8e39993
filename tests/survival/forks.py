"""Commands of genbench in processes of their own, started in a moment from one that is loaded."""

from __future__ import annotations

import importlib
import os
import pkgutil
import shlex
import signal
import tempfile
import time
import traceback
from pathlib import Path
from typing import NamedTuple

import genbench
from genbench.cli.main import main
from genbench.system import backend
from tests.survival.tripwire import stretch

LIMIT_SECONDS = 600.0


class Ended(NamedTuple):
    """How a command ended.

    Attributes:
        status: its exit code; negative, the signal that ended it.
        operations: what it did to files, kind and path.
        said: all that it printed.
        seconds: how long it took.
    """

    status: int
    operations: list[tuple[str, str]]
    said: str
    seconds: float


def load() -> None:
    """Imports genbench and TensorFlow, which forks then have: none may compute in this process."""
    assert backend.tf.__version__
    assert backend.keras.__version__
    for module in pkgutil.walk_packages(genbench.__path__, "genbench."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def run(
    command: str,
    folder: Path,
    *,
    at: int | None = None,
    stop: tuple[signal.Signals, float] | None = None,
) -> Ended:
    """Runs a command in a folder, whose `cache` is the cache.

    Args:
        command: its words.
        folder: the working folder.
        at: the operation at which it is killed; see `tripwire.stretch`.
        stop: a signal to send, and after how many seconds.
    """
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as told:
        child = os.fork()
        if child == 0:
            _be(command, folder, said.fileno(), told.fileno(), at)
        status = _wait(child, stop)
        said.seek(0)
        told.seek(0)
        operations = [_operation(line) for line in told.read().decode().splitlines()]
        seconds = time.perf_counter() - started
        return Ended(status, operations, said.read().decode(errors="replace"), seconds)


def _be(command: str, folder: Path, said: int, told: int, at: int | None) -> None:
    """Is the child: never returns."""
    code = 1
    try:
        os.chdir(folder)
        os.environ["GENBENCH_CACHE"] = str(folder / "cache")
        for stream in (1, 2):
            os.dup2(said, stream)
        stretch(folder, told=told, at=at)
        main(shlex.split(command))
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def _wait(child: int, stop: tuple[signal.Signals, float] | None) -> int:
    started = time.perf_counter()
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - started
        if stop is not None and seconds > stop[1]:
            os.kill(child, stop[0])
            stop = None
        if seconds > LIMIT_SECONDS:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.005)


def _operation(line: str) -> tuple[str, str]:
    kind, _, path = line.partition("\t")
    return kind, path
