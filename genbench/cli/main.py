"""The command line: words in, one command run, a mistake told in one line."""

from __future__ import annotations

import errno
import sys
import warnings
from collections.abc import Sequence
from typing import NoReturn

import tyro

from genbench.cli.commands import COMMANDS
from genbench.cli.parsing import deferred, parse
from genbench.system import backend
from genbench.system.errors import BrokenRun, InvalidInput, unknown

CURES = {
    errno.ENOSPC: "What is there is whole. Free some space, and the same command goes on.",
    errno.EACCES: "Change the folder, or its permissions.",
    errno.EROFS: "Change to a folder that can be written.",
}
# Modules that are not called like the package that brings them.
PACKAGES = {"PIL": "pillow", "keras": "tensorflow", "sklearn": "scikit-learn"}
TOO_LARGE = "lower --batch-size, the sizes of the layers, or how much is asked for."
DESCRIPTION = """\
Train autoencoders, VAEs and GANs, watch them learn, and compare what they draw.

`genbench duel` does it all on 5,000 digits that come with the package, without a network. Every
command reads and writes a run directory below runs/, so you can stop anywhere, look at the
files, and go on. --verbose with any command shows TensorFlow's messages and full tracebacks."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command. What the user can cure is one line on stderr, and the exit code 2.

    Anything else is a mistake of the program's own, and keeps its traceback.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    verbose = "--verbose" in words
    if verbose:
        words.remove("--verbose")
        backend.be_verbose()
    warnings.showwarning = _print_warning
    try:
        _run(words or ["--help"])
    except KeyboardInterrupt as interruption:
        _stop(str(interruption) or "Interrupted.", 130)
    except (
        InvalidInput,
        BrokenRun,
        OSError,
        MemoryError,
        ModuleNotFoundError,
        *_exhausted(),
    ) as mistake:
        if verbose or _is_our_module(mistake):
            raise
        _stop(_said(mistake), 2)


def _run(words: Sequence[str]) -> None:
    name, *rest = words
    if name == "train":
        # Here, because the other commands' help does not need the recipes.
        from genbench.cli.recipe_flags import train_recipe

        train_recipe(rest)
    elif name in COMMANDS:
        parse(deferred(COMMANDS[name]), rest, prog=f"genbench {name}")()
    elif name in ("-h", "--help") or name.startswith("--tyro"):  # Completion for the shell.
        tyro.extras.subcommand_cli_from_dict(
            COMMANDS, prog="genbench", description=DESCRIPTION, args=words
        )
    else:
        raise InvalidInput(f"{unknown('command', name, COMMANDS)} See `genbench --help`.")


def _exhausted() -> tuple[type[Exception], ...]:
    """Returns what TensorFlow raises for want of memory, once it is loaded."""
    loaded = sys.modules.get("tensorflow")
    return (loaded.errors.ResourceExhaustedError,) if loaded else ()


def _is_our_module(mistake: Exception) -> bool:
    """Returns whether a module of genbench is missing: nothing that the user could install."""
    if not isinstance(mistake, ModuleNotFoundError):
        return False
    return mistake.name is None or mistake.name.split(".")[0] == "genbench"


def _said(mistake: Exception) -> str:
    """Returns what a mistake says; where it is the system that says it, also the cure."""
    if isinstance(mistake, ModuleNotFoundError) and mistake.name:
        module = mistake.name.split(".")[0]
        package = PACKAGES.get(module, module)
        return f"{mistake}. Run `pip install {package}`; `genbench doctor` lists what is missing."
    if isinstance(mistake, OSError) and mistake.errno is not None:
        where = f"{mistake.filename}: " if mistake.filename else ""
        return f"{where}{mistake.strerror}. {CURES.get(mistake.errno, '')}"
    if isinstance(mistake, _exhausted()):
        return f"There is not enough memory: {TOO_LARGE}"
    if isinstance(mistake, MemoryError):
        return str(mistake) or "There is not enough memory."
    return str(mistake)


def _print_warning(message: Warning | str, *_: object, **__: object) -> None:
    print(f"Warning: {message}", file=sys.stderr)


def _stop(message: str, code: int) -> NoReturn:
    print(" ".join(message.split()), file=sys.stderr)
    raise SystemExit(code)
