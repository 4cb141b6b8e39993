"""genbench itself, run as a program of its own: the only program that genbench starts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

# What the system says in its own words for "another has it: try later" (EX_TEMPFAIL).
IN_HAND = 75

# The line that each of them is held by, which ends with this process, however that ends.
_lines: set[BinaryIO] = set()


@dataclass(frozen=True)
class Ended:
    """How a program ended.

    Attributes:
        code: 0 where all went well; negative: the number of the signal that ended it.
        said: the last line that it said of an error; "" where it said nothing.
    """

    code: int
    said: str


def run(words: Sequence[str], *, threads: int, folder: Path) -> Ended:
    """Runs `genbench WORDS` in a process of its own, and waits until it has ended.

    It is told by its input, which ends with this process, that nobody waits for it any more; see
    `end_with_input`.

    Args:
        words: what stands on the command line after genbench.
        threads: that TensorFlow shares one operation out to; convolutions sum in another order
            where they are more or fewer.
        folder: that it works in.
    """
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as line, tempfile.TemporaryFile() as errors:
        _lines.add(line)
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", "genbench", *words],
                stdin=reading,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                cwd=folder,
                env=os.environ | {"TF_NUM_INTRAOP_THREADS": str(threads)},
            )
            code = process.wait()
        finally:
            os.close(reading)
            _lines.discard(line)
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip().splitlines()
        return Ended(code, said[-1] if said else "")


def stop_all() -> None:
    """Asks all that run to end, as SIGTERM would."""
    for line in [*_lines]:
        line.close()


def end_with_input() -> None:
    """Asks this process to end, as SIGTERM does, once its input does."""

    def watch() -> None:
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
