"""The exceptions of our own, and how an unknown name is answered."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class _Told(Exception):
    """What the user can mend.

    Args:
        message: what is wrong, and the cure, in one line.
        arguments: names of arguments that the message holds. Python calls them so; the command
            line says their flags instead.
    """

    def __init__(self, message: str, *arguments: str) -> None:
        super().__init__(message)
        self.arguments = arguments


class InvalidInput(_Told, ValueError):
    """Something that the user gave and can mend; the message says what was wrong, and the cure.

    A plain ValueError is a mistake of the program's own.
    """


class BrokenRun(_Told):
    """A run that cannot go on as asked; the message says why and what to do."""


class Interrupted(KeyboardInterrupt):
    """A request to stop that came as a signal; the message says what is kept, if anything is.

    Args:
        message: for the user.
        number: the signal's.
    """

    def __init__(self, message: str, number: int) -> None:
        super().__init__(message)
        self.number = number


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """Returns a sentence that says a name is unknown and suggests the nearest known one."""
    nearest = difflib.get_close_matches(name, list(known), n=1, cutoff=0.4)
    hint = f" Did you mean {nearest[0]!r}?" if nearest else ""
    return f"There is no {kind} {name!r}.{hint}"
