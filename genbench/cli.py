"""The command line: words in, one command run, a mistake told in one line."""

from __future__ import annotations

import contextlib
import errno
import functools
import inspect
import io
import re
import shlex
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any, NoReturn

import tyro
from tyro.conf import OmitArgPrefixes

from genbench.commands import COMMANDS, train
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
            _train(words[1:])
        elif words and not words[0].startswith("-") and words[0] not in COMMANDS:
            raise ValueError(f"{unknown('command', words[0], COMMANDS)} See `genbench --help`.")
        else:
            _run(
                tyro.extras.subcommand_cli_from_dict,
                {name: _deferred(command) for name, command in COMMANDS.items()},
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


def _train(words: Sequence[str]) -> None:
    """Parses the fields of the recipe that the first word names, and trains it."""
    from genbench.models.recipes import RECIPES, get

    if not words or words[0].startswith("-"):
        if not {"-h", "--help"} & set(words):
            raise ValueError(
                "Name the recipe first, as in `genbench train vae --epochs 5`. "
                f"Recipes: {', '.join(RECIPES)}."
            )
        listing = "\n\n".join(f"{name}: {recipe.summary}" for name, recipe in RECIPES.items())
        description = f"{inspect.getdoc(train)}\n\n{listing}"
        _run(tyro.cli, _deferred(train), words, prog="genbench train", description=description)
        return
    name, *words = words
    recipe = get(name)
    flags = {word.split("=")[0] for word in words}
    if {"--steps", "--epochs"} <= flags:
        raise ValueError("Give --steps or --epochs, not both: --epochs replaces --steps.")
    config = replace(recipe.config, epochs=None) if "--steps" in flags else recipe.config

    def command(config: Any, *, run_name: str | None = None) -> None:
        """Trains.

        Args:
            run_name: Folder below runs/. None: the recipe and the data set, as in vae-mnist5k.
        """
        from genbench.train import train

        run = train(name, config=config, run_name=run_name)
        path = shlex.quote(str(run.path))
        print(f"{run.path} is trained. Next: genbench sample {path}, genbench gif {path}")

    command.__annotations__["config"] = OmitArgPrefixes[
        Annotated[type(recipe.config), tyro.conf.arg(help="")]
    ]
    command.__defaults__ = (config,)
    _run(
        tyro.cli,
        _deferred(command),
        words,
        prog=f"genbench train {name}",
        description=f"{recipe.summary}\n\nSource: {recipe.source}\nCost: {recipe.cost}",
    )


def _run(parser: Callable[..., Any], commands: Any, words: Sequence[str], **about: str) -> None:
    """Parses the words, and only then calls the command they ask for.

    Raises:
        SystemExit: after help was printed.
        ValueError: the words are not understood.
    """
    box = io.StringIO()
    try:
        with contextlib.redirect_stderr(box):
            call = parser(commands, args=words, **about)
    except SystemExit as stop:
        if not stop.code:
            raise
        raise ValueError(_one_line(box.getvalue(), about["prog"])) from None
    call()


def _deferred(command: Callable[..., None]) -> Callable[..., Callable[[], None]]:
    """Returns a function with the command's arguments that only takes them down."""

    @functools.wraps(command)
    def take(*args: Any, **kwargs: Any) -> Callable[[], None]:
        return functools.partial(command, *args, **kwargs)

    return take


def _one_line(box: str, prog: str) -> str:
    """Returns what tyro says below a title, as a line; without UTF-8 there is no box."""
    below = "\n".join(line.strip("│ ") for line in box.splitlines()[1:])
    said, *hints = filter(str.strip, re.split(r"^[─╰╯-]+$", below, flags=re.MULTILINE))
    nearest = re.search(r"Perhaps you meant:\W+(--\S+)", "".join(hints))
    said = " ".join(said.partition("Got errors:")[0].split())
    said = re.sub(r" or misplaced| \(applied to [^)]*\)| Arguments are applied to .*", "", said)
    # Another command's flag of the very same name is no hint.
    hint = f" Did you mean {nearest[1]}?" if nearest and nearest[1] not in said.split() else ""
    return f"{said.removeprefix('Error parsing config: ').rstrip('.')}.{hint} See `{prog} --help`."


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
