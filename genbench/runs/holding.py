"""A request that a training wait, which it finds in its run directory between two calls."""

from __future__ import annotations

from dataclasses import dataclass

from genbench.runs.formats import read_json, write_json
from genbench.runs.run import Run


@dataclass(frozen=True)
class Hold:
    """What hold.json says.

    Attributes:
        step: the training waits as soon as it is there, for as long as the file is.
    """

    step: int


def hold(run: Run, step: int) -> None:
    """Asks the training of a run to wait from a step on, wherever it runs; 0: at once."""
    write_json(run.hold_file, Hold(step))


def let_go(run: Run) -> None:
    """Lets the training of a run go on."""
    run.hold_file.unlink(missing_ok=True)


def is_held(run: Run, step: int) -> bool:
    """Returns whether the training is to wait at a step; without a request that is one stat.

    Raises:
        BrokenRun: hold.json is damaged.
    """
    if not run.hold_file.is_file():
        return False
    return step >= read_json(run.hold_file, Hold, cure=" Delete it, and train on.").step
