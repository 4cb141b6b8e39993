"""Where a training is: steps, images, seconds, peak memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from genbench.models.config import Config
from genbench.runs import LogEntry, Run
from genbench.system import memory


class Clock:
    """Tells where a run is: steps, epochs, images, seconds of training so far, peak memory.

    Args:
        run: its log tells the seconds so far.
        config: its configuration.
        n_images: images of an epoch.
        start: the step that training goes on from; 0 in a new run.
    """

    def __init__(self, run: Run, config: Config, n_images: int, *, start: int) -> None:
        log = run.read_log() if start else []
        before = [entry["seconds"] for entry in log if entry["step"] <= start]
        self._started = time.perf_counter() - (before[-1] if before else 0.0)
        self._batch_size = config.batch_size
        self._n_images = n_images

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Leaves the block out of the seconds of training."""
        since = time.perf_counter()
        try:
            yield
        finally:
            self._started += time.perf_counter() - since

    def read(self, step: int) -> LogEntry:
        """Returns what stands first in the log's line of a step."""
        images = step * self._batch_size
        seconds = time.perf_counter() - self._started
        peak = memory.peak()
        return {
            "step": step,
            "epoch": round(images / self._n_images, 4),
            "images": images,
            "seconds": round(seconds, 3),
            **({} if peak is None else {"memory": peak // 2**20}),
        }
