"""Work in a process of its own, which begins with nothing loaded and takes all of it along."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import signal
import sys
import threading
import types
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from genbench.system.errors import InvalidInput

P = ParamSpec("P")
T = TypeVar("T")

# Seconds after which somebody who waits is to be told that it goes on.
PATIENCE = 0.5


def apart(work: Callable[P, Iterator[T]], *args: P.args, **kwargs: P.kwargs) -> Generator[T | None]:
    """Gives what a generator gives that runs in a new process, and None now and then meanwhile.

    Args:
        work: a generator function of a module; it, its arguments and what it gives are pickled.
        *args: its arguments.
        **kwargs: those that have names.

    Raises:
        Exception: what the generator raises.
        InvalidInput: the process was ended from outside.
    """
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_send_all, args=(there, work, args, kwargs), daemon=True)
    try:
        with _main_hidden():
            process.start()
        there.close()
        yield from _received(here)
    except EOFError:
        process.join()
        raise InvalidInput(
            f"A process of its own ended with code {process.exitcode} before it was done. "
            "Where that is -9, the system wanted its memory: ask for less at once."
        ) from None
    finally:
        process.kill()
        process.join()


def command(words: Sequence[str], said: Path | None = None) -> BaseProcess:
    """Starts `python -m genbench` in a new process beside this one, whose end it is asked to share.

    Args:
        words: of the command line.
        said: a file for all that it prints; by default it prints where this process does.
    """
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(words, said))
    with _main_hidden():
        process.start()
    return process


@contextmanager
def beside(words: Sequence[str]) -> Iterator[None]:
    """Lets a command of genbench run in a process of its own until the end of the block."""
    process = command(words)
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _run(words: Sequence[str], said: Path | None) -> None:
    if said:
        with said.open("wb") as file:
            for stream in (1, 2):
                os.dup2(file.fileno(), stream)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from tqdm import tqdm

    # The lock that it would share with other processes is left behind by one that ends at once.
    tqdm.set_lock(threading.RLock())
    sys.argv = ["genbench", *words]
    runpy.run_module("genbench", run_name="__main__")


def _end_with_parent() -> None:
    """Asks this process to end when the one that started it has, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _received(connection: Connection) -> Iterator[Any]:
    while True:
        if not connection.poll(PATIENCE):
            yield None
            continue
        is_error, item = connection.recv()
        if is_error:
            raise item
        if item is None:
            return
        yield item


def _send_all(connection: Connection, work: Callable[..., Iterator[Any]], args: Any, kwargs: Any):
    # Ctrl-C is for the process that waits, which ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for item in work(*args, **kwargs):
            connection.send((False, item))
        connection.send((False, None))
    except Exception as error:
        connection.send((True, error))


@contextmanager
def _main_hidden() -> Iterator[None]:
    """Hides the main module, which a new process would run again: a user's script, unguarded."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
