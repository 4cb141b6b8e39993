"""Words turned into a call or a record by tyro, or refused in one line."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import re
from collections.abc import Callable, Iterator, Sequence
from typing import ParamSpec, TypeVar

import tyro

from genbench.system.errors import InvalidInput

T = TypeVar("T")
P = ParamSpec("P")
# Wider than any line: a path that tyro breaks could not be put together again.
WIDE = 100_000


def parse(
    form: Callable[..., T],
    words: Sequence[str],
    *,
    prog: str,
    description: str | None = None,
    default: T | None = None,
) -> T:
    """Returns what the function or dataclass makes of the words.

    Args:
        form: its parameters or fields are the flags.
        words: what stands on the command line after `prog`.
        prog: the words before.
        description: what the help says first. None: what the form's docstring says.
        default: for a dataclass, where the fields start from. None: from its own defaults.

    Raises:
        SystemExit: after help was printed.
        InvalidInput: the words are not understood.
    """
    # Tyro's overloads allow a default for a class, and here it is one where there is a default.
    read = functools.partial(  # pyright: ignore[reportCallIssue]
        tyro.cli,
        form,
        args=words,
        prog=prog,
        description=description,
        default=tyro.MISSING_NONPROP if default is None else default,
    )
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            return read()
    except SystemExit as stop:
        if not stop.code:
            raise
        if ours := _behind(stop):
            raise InvalidInput(f"{ours} See `{prog} --help`.", *ours.arguments) from None
    raise InvalidInput(f"{one_line(_refusal(read))} See `{prog} --help`.")


def _behind(stop: BaseException) -> InvalidInput | None:
    """Returns what a form itself has refused, for which tyro then stopped."""
    error = stop.__context__
    while error is not None and not isinstance(error, InvalidInput):
        error = error.__context__
    return error


def deferred(command: Callable[P, None]) -> Callable[P, Callable[[], None]]:
    """Returns a function that takes the command's arguments, and returns the call to be made."""

    @functools.wraps(command)
    def take(*args: P.args, **kwargs: P.kwargs) -> Callable[[], None]:
        return functools.partial(command, *args, **kwargs)

    return take


def one_line(page: str) -> str:
    """Returns what a page of tyro's says, with the flags that it suggests.

    Tyro 1.0 tells of its parse errors on this page alone (and to a private hook): a title, then
    sections between rules. The first says what is wrong, and the others suggest.
    """
    _, said, *others = re.split(r"^ *-+ *\n", page, flags=re.MULTILINE)
    said = " ".join(said.partition("Got errors:")[0].split())
    similar = r"(?:Perhaps you meant|Arguments similar to \S+):\s+(--[\w-]+)"
    nearest = sorted(re.findall(similar, "".join(others)))  # Tyro goes through a set.
    hint = f" Did you mean {' and '.join(nearest)}?" if nearest else ""
    return f"{said.removeprefix('Error parsing config: ').rstrip('.')}.{hint}"


def _refusal(read: Callable[[], object]) -> str:
    """Returns the page that tyro prints when it refuses the words, in its plainest form."""
    # To what is no terminal, tyro writes without colours and without boxes.
    page = io.StringIO()
    with (
        _columns(WIDE),
        contextlib.redirect_stdout(page),
        contextlib.redirect_stderr(page),
        contextlib.suppress(SystemExit),
    ):
        read()
    return page.getvalue()


@contextlib.contextmanager
def _columns(n: int) -> Iterator[None]:
    """Makes the terminal seem n columns wide."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = str(n)
    try:
        yield
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before
