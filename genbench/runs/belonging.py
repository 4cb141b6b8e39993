"""Whether a file belongs to its run: it says what it was made from, and the run what it has."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path

from genbench.system.arrays import DAMAGE, read_arrays, read_seal, seal
from genbench.system.errors import BrokenRun


def seal_in(path: Path) -> str | None:
    """Returns the seal of an npz file as it says itself; None where it is absent or damaged."""
    try:
        return read_seal(path)
    except DAMAGE:
        return None


def last_whole_seal(files: Iterable[Path]) -> str | None:
    """Returns the seal of the last npz file that can be read to its end; None without one."""
    for path in reversed([*files]):
        try:
            return seal(read_arrays(path))
        except DAMAGE:
            # Whoever needs what it holds says so.
            continue
    return None


def check_weights(path: Path, made_of: str, here: str | None, *, cure: str) -> None:
    """Checks that a file was made with the weights that the run has.

    Where the run has none any more, a warning says that it cannot be checked.

    Args:
        path: the file.
        made_of: the seal of the weights, as the file has it.
        here: that of the weights in the run, or None.
        cure: what to do if they differ, to stand at the end of the message.

    Raises:
        BrokenRun: the file is another model's, or of another step.
    """
    if here is None:
        warnings.warn(
            f"Whether {path} belongs to its run cannot be checked: the weights that it was made "
            "with are gone.",
            stacklevel=3,
        )
    elif made_of != here:
        raise BrokenRun(
            f"{path} was made with other weights than this run has now: with another model's, or "
            f"those of another step. {cure}"
        )
