"""A request that a training wait, which it finds in its run directory, and its answer there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from genbench.runs.formats import read_json, write_json
from genbench.runs.run import Run


@dataclass(frozen=True)
class Hold:
    """What hold.json and waiting.json say.

    Attributes:
        step: of the one, from which on the training is to wait, for as long as the file is there;
            of the other, at which it does.
    """

    step: int


def hold(run: Run, step: int) -> None:
    """Asks the training of a run to wait from a step on, wherever it runs; 0: at once."""
    write_json(run.hold_file, Hold(step))


def let_go(run: Run) -> None:
    """Lets the training of a run go on; that it no longer waits, it says itself."""
    run.hold_file.unlink(missing_ok=True)


def clear(run: Run) -> None:
    """Removes what a training that has ended was asked, and what it answered if it was killed."""
    for file in (run.hold_file, run.waiting_file):
        file.unlink(missing_ok=True)


@contextmanager
def waiting(run: Run, step: int) -> Iterator[None]:
    """Lets others know meanwhile, by waiting.json, that the training of a run waits at a step."""
    write_json(run.waiting_file, Hold(step))
    try:
        yield
    finally:
        run.waiting_file.unlink(missing_ok=True)


def is_held(run: Run, step: int) -> bool:
    """Returns whether the training is to wait at a step; without a request that is one stat.

    Raises:
        BrokenRun: hold.json is damaged.
    """
    if not run.hold_file.is_file():
        return False
    return step >= read_json(run.hold_file, Hold, cure=" Delete it, and train on.").step
