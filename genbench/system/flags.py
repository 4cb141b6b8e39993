"""What arguments are called: their names in Python, their flags on the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_is_command_line = False


@contextmanager
def on_the_command_line() -> Iterator[None]:
    """Lets `told` speak in flags."""
    global _is_command_line
    before, _is_command_line = _is_command_line, True
    try:
        yield
    finally:
        _is_command_line = before


def told(message: str, arguments: Sequence[str]) -> str:
    """Returns a message with the arguments in it called as whoever reads it has to write them."""
    return in_flags(message, arguments) if _is_command_line else message


def in_flags(message: str, arguments: Sequence[str]) -> str:
    """Returns a message in which some arguments of Python are called by their flags."""
    for name in arguments:
        flag = f"--{name.replace('_', '-')}"
        message = re.sub(rf"(?<![\w/.-]){name}=True\b", flag, message)
        message = re.sub(rf"(?<![\w/.-]){name}=False\b", flag.replace("--", "--no-", 1), message)
        message = re.sub(rf"(?<![\w/.-]){name}=", f"{flag} ", message)
        message = re.sub(rf"(?<![\w/.-]){name}(?![\w/-])", flag, message)
    return message
