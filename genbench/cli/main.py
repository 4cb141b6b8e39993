"""The command line: words in, one command run, a mistake told in one line."""

from __future__ import annotations

import errno
import sys
import warnings
from collections.abc import Sequence
from typing import Any, NoReturn

import tyro

from genbench.cli.commands import COMMANDS
from genbench.cli.parsing import deferred, parse_and_run
from genbench.cli.recipe_flags import train_recipe
from genbench.system import backend
from genbench.system.errors import BrokenRun, unknown

CURES = {
    errno.ENOSPC: "What is there is whole. Free some space, and the same command goes on.",
    errno.EACCES: "Change the folder, or its permissions.",
    errno.EROFS: "Change to a folder that can be written.",
}
DESCRIPTION = """\
Train autoencoders, VAEs and GANs, watch them learn, and compare what they draw.

`genbench duel` does it all on 5,000 digits that come with the package, without a network. Every
command reads and writes a run directory below runs/, so you can stop anywhere, look at the
files, and go on. --verbose with any command shows TensorFlow's messages and full tracebacks."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command; a mistake is one line on stderr and the exit code 2."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    verbose = "--verbose" in words
    if verbose:
        words.remove("--verbose")
        backend.be_verbose()
    warnings.showwarning = _print_warning
    try:
        if words[:1] == ["train"]:
            train_recipe(words[1:])
        elif words and not words[0].startswith("-") and words[0] not in COMMANDS:
            raise ValueError(f"{unknown('command', words[0], COMMANDS)} See `genbench --help`.")
        else:
            parse_and_run(
                tyro.extras.subcommand_cli_from_dict,
                {name: deferred(command) for name, command in COMMANDS.items()},
                words or ["--help"],
                prog="genbench",
                description=DESCRIPTION,
            )
    except KeyboardInterrupt as interruption:
        _stop(str(interruption) or "Interrupted.", 130)
    except (ValueError, OSError, ImportError, MemoryError, BrokenRun) as mistake:
        if verbose:
            raise
        _stop(_said(mistake), 2)


def _said(mistake: Exception) -> str:
    """Returns the message of an exception; of one by the system, what it says and a cure."""
    if not isinstance(mistake, OSError) or mistake.errno is None:
        return str(mistake)
    where = f"{mistake.filename}: " if mistake.filename else ""
    return f"{where}{mistake.strerror}. {CURES.get(mistake.errno, '')}"


def _print_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    print(f"Warning: {message}", file=sys.stderr)


def _stop(message: str, code: int) -> NoReturn:
    print(" ".join(message.split()), file=sys.stderr)
    raise SystemExit(code)
