"""A training that waits, because somebody asks it to, and then goes on as if it had not."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from tqdm import tqdm

from genbench.runs import Run
from genbench.runs.holding import is_held, waiting

# Seconds between two looks at whether the request still stands.
PACE = 0.1


def wait(run: Run, step: int, interruption: Callable[[], int]) -> int:
    """Waits at a step for as long as the run is held there.

    Args:
        run: its hold.json is what asks.
        step: the last that was taken.
        interruption: tells the number of a signal that has come, or 0.

    Returns:
        That number; 0 where the training is to go on.
    """
    tqdm.write(
        f"{run.name} waits at step {step}. It goes on from its live page, or when "
        f"{run.hold_file} is deleted.",
        file=sys.stderr,
    )
    with waiting(run, step):
        while is_held(run, step) and not interruption():
            time.sleep(PACE)
    return interruption()
