"""Draws in, scores out."""

from __future__ import annotations

import itertools
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
    metrics: Sequence[Metric] = METRICS,
) -> Iterator[list[Score]]:
    """Gives the scores of the fakes, space by space, so that progress can be shown.

    Each draw is n fakes, other ones each time, beside n held-out images.

    Args:
        reference: the data set.
        fakes: n for each draw, or more.
        n: images in a draw.
        beside: the numbers of the draws of held-out images, one for each draw of fakes.
        without: names of metrics to leave out.
        metrics: what to measure.
    """
    counts = reference.label_counts
    spaces = (*reference.spaces, PICTURES)
    asked = {space: _metrics_of(space, metrics, without) for space in spaces}

    pairs = [
        (space, Pair(reference.real(draw, n, space), fakes.take(slice(i * n, (i + 1) * n)), counts))
        for space in spaces
        for i, draw in enumerate(beside)
    ]
    found = in_threads(
        lambda part: [_value(metric, function, part[1], n) for metric, function in asked[part[0]]],
        pairs,
    )
    for space in spaces:
        by_draw = itertools.islice(found, len(beside))
        yield [
            _score(metric, space, n, outcomes)
            for (metric, _), *outcomes in zip(asked[space], *by_draw, strict=True)
        ]


def _metrics_of(
    space: str, metrics: Sequence[Metric], without: Collection[str]
) -> list[tuple[Metric, Callable[[Pair], float]]]:
    """Returns the metrics of samples that are measured in a space, and what measures them."""
    return [
        (metric, function)
        for metric in metrics
        if (function := metric.measured_by)
        and space in metric.spaces
        and metric.name not in without
    ]


def _value(
    metric: Metric, function: Callable[[Pair], float], pair: Pair, n: int
) -> float | ValueError:
    """Returns what a metric makes of a draw, or why it makes nothing of it."""
    if n < metric.least:
        return ValueError(
            f"{metric.name} needs draws of at least {metric.least} images. Received: {n}. "
            "A draw is a fifth of the samples, and at most half of the held-out split."
        )
    try:
        return float(function(pair))
    except ValueError as error:
        return error


def _score(metric: Metric, space: str, n: int, outcomes: Sequence[float | ValueError]) -> Score:
    values = tuple(value for value in outcomes if not isinstance(value, ValueError))
    if len(values) < len(outcomes):
        error = next(value for value in outcomes if isinstance(value, ValueError))
        return Score(metric, space, n, error=str(error))
    if not np.isfinite(values).all():
        return Score(metric, space, n, error=f"{metric.name} came out as {values}.")
    return Score(metric, space, n, values)
