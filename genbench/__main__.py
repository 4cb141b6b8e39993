"""The command `genbench`, also as `python -m genbench`, which Ctrl-C ends with one line."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import NoReturn

from genbench.system.errors import Interrupted

# What the shell adds to the number of the signal.
ENDED_BY_SIGNAL = 128
_came: list[int] = []


def main() -> None:
    """Runs what the words on the command line say."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # Else it is to be ignored.
        signal.signal(signal.SIGINT, _interrupt)
    try:
        # What it loads takes a moment, in which Ctrl-C may come.
        from genbench.cli.main import main as run

        run()
        _end_at_once(0)
    except SystemExit as stop:
        if isinstance(stop.code, int):
            _end_at_once(stop.code)
        raise
    except BaseException as error:
        # Where a class is made, Python puts a RuntimeError in the place of the interruption.
        if not _came and not isinstance(error, KeyboardInterrupt):
            raise
        print("Interrupted.", file=sys.stderr)
        _end_at_once(ENDED_BY_SIGNAL + signal.SIGINT)
    finally:
        # While the interpreter ends, an exception would come out anywhere.
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _end_at_once(code: int) -> NoReturn:
    """Ends the process; what was to be kept is on the disk."""
    # To take TensorFlow down takes more than a second, ten on a busy machine.
    for stream in filter(None, (sys.stdout, sys.stderr)):  # None where it was closed.
        with suppress(OSError):
            stream.flush()
    os._exit(code)


def _interrupt(number: int, frame: object) -> None:
    _came.append(number)
    # Python ends by the signal instead of the exit code where code that it was given as text, as
    # dataclasses give it, was left by a KeyboardInterrupt that is none of its subclasses.
    raise Interrupted("", number)


if __name__ == "__main__":
    main()
