"""The steps of a training, in calls of at most about a second."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from genbench.data import Split
from genbench.models.config import Config
from genbench.models.protocols import Model
from genbench.models.running import steps
from genbench.runs import Schedule
from genbench.system.errors import BrokenRun

T = TypeVar("T")

# Seconds: what a request to stop has to wait for.
LONGEST_CALL = 1.0


@dataclass
class Pace:
    """How many steps one call takes, which changes nothing but how long it is.

    The trace is one: its loop is told where to end.
    """

    most: int
    n: int = 1

    def adapt(self, seconds: float) -> None:
        """Takes more steps after a short call, and fewer after a long one."""
        if seconds > LONGEST_CALL:
            self.n = max(1, self.n // 2)
        elif seconds < LONGEST_CALL / 3:
            self.n = min(self.most, 2 * self.n)


def updates(
    model: Model, split: Split, config: Config, schedule: Schedule, *, start: int
) -> Iterator[tuple[int, dict[str, np.ndarray]]]:
    """Takes the steps that are left, and gives after each call the step and the scalars.

    A call ends where a line of the log is due, or before.

    Yields:
        The last step taken, and each scalar as float32 [k] of the k steps of the call.

    Raises:
        BrokenRun: a scalar is not finite.
    """
    run_chunk = steps.compile_chunk(
        model,
        chunk_length=schedule.log_every,
        jit_compile=config.jit_compile,
        n_devices=config.devices,
    )
    pace = Pace(most=schedule.log_every)
    step = start
    for images, labels, draws in _ahead(_inputs(model, split, config, schedule, pace, start)):
        started = time.perf_counter()
        scalars = run_chunk(images, labels, draws)
        pace.adapt(time.perf_counter() - started)
        _check_finite(scalars, config, after=step)
        step += len(images)
        yield step, scalars


def _check_finite(scalars: Mapping[str, np.ndarray], config: Config, *, after: int) -> None:
    """Raises BrokenRun where a scalar, float32 [k] of the steps after a step, is nan or inf."""
    for name, values in scalars.items():
        is_broken = ~np.isfinite(values)
        if is_broken.any():
            raise BrokenRun(
                f"{name} is {values[is_broken][0]} at step {after + 1 + is_broken.argmax()}. "
                f"Lower learning_rate (now {config.learning_rate:g}) and train "
                "under another run_name; what was written before that step stays.",
                "learning_rate",
                "run_name",
            )


def _inputs(
    model: Model, split: Split, config: Config, schedule: Schedule, pace: Pace, start: int
) -> Iterator[steps.Inputs]:
    """Gives for each call what its steps take, as `steps.chunk_inputs` returns it."""
    while start < schedule.steps:
        stop = min(start + pace.n, schedule.next_line(start))
        yield steps.chunk_inputs(model, split, config, start=start, stop=stop)
        start = stop


def _ahead(items: Iterator[T]) -> Iterator[T]:
    """Gives the same items, none of them None, each made while the one before it is in use."""
    # Gathering and noise are NumPy's, which lets go of the interpreter: the step does not wait.
    with ThreadPoolExecutor(max_workers=1) as pool:
        coming = pool.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = pool.submit(next, items, None)
            yield item
