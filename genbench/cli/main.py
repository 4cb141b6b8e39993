"""The command line: words in, one command run, a mistake told in one line."""

from __future__ import annotations

import errno
import io
import os
import re
import signal
import sys
import warnings
from collections.abc import Sequence
from typing import NoReturn, TextIO

import tyro

from genbench.cli.commands import COMMANDS
from genbench.cli.parsing import deferred, parse
from genbench.system import backend, own_code
from genbench.system.errors import BrokenRun, InvalidInput, unknown
from genbench.system.flags import in_flags, on_the_command_line
from genbench.system.version import __version__

CURES = {
    errno.ENOSPC: "What is there is whole. Free some space, and the same command goes on.",
    errno.EACCES: "Change the folder, or its permissions.",
    errno.EROFS: "Change to a folder that can be written.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
    errno.ENOTDIR: "A file stands where a folder should be: move it away.",
    errno.EEXIST: "A file stands where a folder should be: move it away.",
    errno.ELOOP: "A link leads to itself: remove it.",
}
# Modules that are not called like the package that brings them.
PACKAGES = {"PIL": "pillow", "keras": "tensorflow", "sklearn": "scikit-learn"}
TOO_LARGE = "lower --batch-size, the sizes of the layers, or how much is asked for."
DESCRIPTION = """\
Train autoencoders, VAEs and GANs, watch them learn, and compare what they draw.

`genbench duel` does it all on 5,000 digits that come with the package, without a network. Every
command reads and writes a run directory below runs/, so you can stop anywhere, look at the
files, and go on. --verbose with any command shows TensorFlow's messages and full tracebacks;
--version says which genbench this is. --trust lets a command run the code that a run of your own
recipe brings; --code FILE names it."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command. What the user can cure is one line on stderr, and the exit code 2.

    Anything else is a mistake of the program's own, and keeps its traceback. Where nobody reads
    what is printed any more, as after `| head`, it ends without a word.
    """
    _open_standard_streams()
    # No figure is shown in a window, so none can fail for a backend that is not there.
    os.environ["MPLBACKEND"] = "agg"
    words = list(sys.argv[1:] if arguments is None else arguments)
    verbose = "--verbose" in words
    if verbose:
        words.remove("--verbose")
        backend.be_verbose()
    is_trusted = "--trust" in words
    if is_trusted:
        words.remove("--trust")
    warnings.showwarning = _print_warning
    try:
        try:
            with on_the_command_line(), own_code.trusting(is_trusted):
                _run(_without_code(words) or ["--help"])
        finally:
            _flush()
    except KeyboardInterrupt as interruption:
        # As the shell does for a process that a signal ends.
        number = getattr(interruption, "number", signal.SIGINT)
        _stop(str(interruption) or "Interrupted.", 128 + number)
    except BrokenPipeError:
        # As the shell has it of a command that SIGPIPE has ended.
        raise SystemExit(128 + 13) from None
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
        _stop(_said(mistake), 2, getattr(mistake, "theirs", ""))
    except Exception as mistake:
        theirs = own_code.theirs_of(mistake)
        if verbose or not theirs:
            raise
        _stop(f"Your own code failed: {own_code.said(mistake)}.", 2, theirs)


def _without_code(words: list[str]) -> list[str]:
    """Returns the words without --code FILE, which consents to that file's code."""
    if "--code" not in words:
        return words
    at = words.index("--code")
    if at + 1 == len(words):
        raise InvalidInput("--code needs the file of the code that a run was trained with.")
    own_code.consent(words[at + 1])
    return [*words[:at], *words[at + 2 :]]


def _run(words: Sequence[str]) -> None:
    name, *rest = words
    if name == "--version":
        print(f"genbench {__version__}")
    elif name == "train":
        # Here, because the other commands' help does not need the recipes.
        from genbench.cli.recipe_flags import train_recipe

        train_recipe(rest)
    elif name == "fork":
        from genbench.cli.recipe_flags import fork_run

        fork_run(rest)
    elif name in COMMANDS:
        parse(deferred(COMMANDS[name]), rest, prog=f"genbench {name}")()
    elif name in ("-h", "--help") or name.startswith("--tyro"):  # Completion for the shell.
        tyro.extras.subcommand_cli_from_dict(
            COMMANDS, prog="genbench", description=DESCRIPTION, args=words
        )
    else:
        raise InvalidInput(f"{unknown('command', name, COMMANDS)} See `genbench --help`.")


def _open_standard_streams() -> None:
    """Opens what the shell has closed, and lets every terminal print every text."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # Else the next file would get its number, and TensorFlow's messages with it.
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _flush() -> None:
    """Writes what was printed, now that it can still be told if that fails."""
    try:
        sys.stdout.flush()
    except OSError:
        _leave(sys.stdout)
        raise


def _leave(stream: TextIO) -> None:
    """Sends what a stream still holds to nowhere, or it would be tried again at the very end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


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
    """Returns what a mistake says, in flags; where it is the system that says it, also the cure."""
    if isinstance(mistake, InvalidInput | BrokenRun):
        return in_flags(str(mistake), mistake.arguments)
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


def _stop(message: str, code: int, before: str = "") -> NoReturn:
    """Ends with a message in one line, and before it what may have more of them."""
    try:
        print(before, end="", file=sys.stderr)
        print(re.sub(r"\s*\n\s*", " ", message.strip()), file=sys.stderr, flush=True)
    except OSError:  # The terminal is gone, and the code still tells.
        _leave(sys.stderr)
    raise SystemExit(code)
