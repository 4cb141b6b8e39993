"""Draws in, scores out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from genbench.scoring.pairs import Pair
from genbench.scoring.reference import PICTURES, Reference, View
from genbench.scoring.table import METRICS, Metric
from genbench.system.errors import InvalidInput
from genbench.system.threads import in_threads

N_DRAWS = 5


@dataclass(frozen=True)
class Score:
    """What came of one metric in one space: a value for each draw, or why there is none."""

    metric: Metric
    space: str
    n: int
    values: tuple[float, ...] = ()
    error: str = ""

    @property
    def name(self) -> str:
        """Metric and space, as in metrics.json."""
        return f"{self.metric.name}/{self.space}"

    @property
    def resolution(self) -> float | None:
        """The unit of the values; None where they are continuous."""
        return self.metric.resolution(self.n) if self.metric.resolution else None

    @property
    def mean(self) -> float | None:
        """Of the draws; None where there is an error."""
        return float(np.mean(self.values)) if self.values else None


def draw_size(n_samples: int, n_held_out: int, *, cure: str = "Take more of them.") -> int:
    """Returns how many images each of the N_DRAWS draws has.

    At most half of the held-out images, so that the other half can stand for a perfect model.

    Args:
        n_samples: images that a model has drawn.
        n_held_out: held-out images.
        cure: what to do where there are too few.

    Raises:
        ValueError: there are too few for draws of two.
    """
    n = min(n_samples // N_DRAWS, n_held_out // 2)
    if n < 2:
        raise InvalidInput(
            f"Measuring needs {N_DRAWS} draws of at least 2 images, and twice as many held-out "
            f"images. Received: {n_samples} samples and {n_held_out} held-out images. {cure}"
        )
    return n


def measure(
    reference: Reference,
    fakes: View,
    *,
    n: int,
    beside: Sequence[int] = range(N_DRAWS),
    without: Collection[str] = (),
) -> Iterator[list[Score]]:
    """Gives the scores of the fakes, space by space, so that progress can be shown.

    Each draw is n fakes, other ones each time, beside n held-out images.

    Args:
        reference: the data set.
        fakes: n for each draw, or more.
        n: images in a draw.
        beside: the numbers of the draws of held-out images, one for each draw of fakes.
        without: names of metrics to leave out.
    """
    counts = reference.label_counts
    for space in (*reference.spaces, PICTURES):
        pairs = [
            Pair(reference.real(draw, n, space), fakes.take(slice(i * n, (i + 1) * n)), counts)
            for i, draw in enumerate(beside)
        ]
        yield [
            _score(metric, metric.function, space, n, pairs)
            for metric in METRICS
            if metric.function and space in metric.spaces and metric.name not in without
        ]


def _score(
    metric: Metric, function: Callable[[Pair], float], space: str, n: int, pairs: list[Pair]
) -> Score:
    if n < metric.least:
        error = (
            f"{metric.name} needs draws of at least {metric.least} images. Received: {n}. "
            "A draw is a fifth of the samples, and at most half of the held-out split."
        )
        return Score(metric, space, n, error=error)
    try:
        values = tuple(in_threads(lambda pair: float(function(pair)), pairs))
    except ValueError as error:
        return Score(metric, space, n, error=str(error))
    if not np.isfinite(values).all():
        return Score(metric, space, n, error=f"{metric.name} came out as {values}.")
    return Score(metric, space, n, values)
