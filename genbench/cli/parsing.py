"""Tyro's answer: a call, or one line that says what is wrong."""

from __future__ import annotations

import contextlib
import functools
import io
import re
from collections.abc import Callable, Sequence
from typing import Any


def parse_and_run(
    parser: Callable[..., Any], commands: Any, words: Sequence[str], **about: str
) -> None:
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
        raise ValueError(one_line(box.getvalue(), about["prog"])) from None
    call()


def deferred(command: Callable[..., None]) -> Callable[..., Callable[[], None]]:
    """Returns a function with the command's arguments that only takes them down."""

    @functools.wraps(command)
    def take(*args: Any, **kwargs: Any) -> Callable[[], None]:
        return functools.partial(command, *args, **kwargs)

    return take


def one_line(box: str, prog: str) -> str:
    """Returns what tyro says below a title, as a line; without UTF-8 there is no box."""
    below = "\n".join(line.strip("│ ") for line in box.splitlines()[1:])
    said, *hints = filter(str.strip, re.split(r"^[─╰╯-]+$", below, flags=re.MULTILINE))
    nearest = re.search(r"Perhaps you meant:\W+(--\S+)", "".join(hints))
    said = " ".join(said.partition("Got errors:")[0].split())
    said = re.sub(r" or misplaced| \(applied to [^)]*\)| Arguments are applied to .*", "", said)
    # Another command's flag of the very same name is no hint.
    hint = f" Did you mean {nearest[1]}?" if nearest and nearest[1] not in said.split() else ""
    return f"{said.removeprefix('Error parsing config: ').rstrip('.')}.{hint} See `{prog} --help`."
