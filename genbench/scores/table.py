"""The table of metrics, a line each, and how a table of scores is measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import numpy as np

from genbench import metrics
from genbench.scores.views import JUDGE, PCA, PICTURES, Pair, Reference, View
from genbench.system.threads import in_threads

HIGHER, LOWER = "higher", "lower"
LIKE_REAL = "like real"
BOTH = (JUDGE, PCA)
N_DRAWS = 5
# What takes a search through all training images: two thirds of the time of all metrics.
DEAR = ("authenticity", "copying")


@dataclass(frozen=True)
class Metric:
    """A line of the table of metrics.

    Attributes:
        name: what it is called; in metrics.json its space follows, as in recall/judge.
        spaces: where it is measured.
        better: HIGHER, LOWER, the number that is best, or LIKE_REAL for that of fresh real images.
        least: the fewest images a draw may have.
        function: what measures it.
    """

    name: str
    spaces: tuple[str, ...]
    better: str | float
    least: int
    function: Callable[[Pair], float]


METRICS = (
    Metric("frechet_distance", BOTH, LOWER, 65, lambda p: metrics.frechet_distance(p.real, p.fake)),
    Metric(
        "extrapolated_frechet_distance", BOTH, LOWER, 260,
        lambda p: metrics.frechet_extrapolated(p.real, p.fake),
    ),
    Metric("kernel_distance", BOTH, LOWER, 2, lambda p: metrics.kernel_distance(p.real, p.fake)),
    Metric("precision", BOTH, HIGHER, 6, lambda p: p.balls.precision),
    Metric("recall", BOTH, HIGHER, 6, lambda p: p.balls.recall),
    Metric("density", BOTH, HIGHER, 6, lambda p: p.balls.density),
    Metric("coverage", BOTH, HIGHER, 6, lambda p: p.balls.coverage),
    Metric("improved_precision", BOTH, HIGHER, 6, lambda p: p.improved.precision),
    Metric("improved_recall", BOTH, HIGHER, 6, lambda p: p.improved.recall),
    Metric("capped_precision", BOTH, HIGHER, 6, lambda p: p.capped.precision),
    Metric("capped_recall", BOTH, HIGHER, 6, lambda p: p.capped.recall),
    Metric("nearest_neighbour_accuracy_real", BOTH, 0.5, 6, lambda p: p.accuracy.real),
    Metric("nearest_neighbour_accuracy_fake", BOTH, 0.5, 6, lambda p: p.accuracy.fake),
    Metric(
        "classifier_two_sample_test", BOTH, 0.5, 4,
        lambda p: metrics.classifier_two_sample_test(p.real, p.fake).accuracy,
    ),
    Metric("authenticity", BOTH, HIGHER, 2, lambda p: p.authenticity),
    Metric("copying", BOTH, 0.0, 20, lambda p: p.copying),
    Metric("birthday_duplicates", BOTH, LOWER, 2, lambda p: p.duplicates.n_duplicates),
    # The least size that the duplicates allow; its logarithm, since it spans many decades.
    Metric("log10_support_size", BOTH, HIGHER, 2, lambda p: math.log10(p.duplicates.low)),
    Metric("label_divergence", (JUDGE,), LOWER, 1, lambda p: p.labels.kl),
    Metric("classes_covered", (JUDGE,), HIGHER, 1, lambda p: p.labels.classes_covered),
    Metric(
        "classifier_score", (JUDGE,), HIGHER, 1,
        lambda p: metrics.classifier_score(p.class_probabilities),
    ),
    Metric("taken_for_nothing", (JUDGE,), LOWER, 1, lambda p: p.nothing_probabilities.mean()),
    Metric(
        "sharpness", (PICTURES,), 1.0, 1, lambda p: metrics.sharpness(p.real_images, p.fake_images)
    ),
    Metric(
        "ssim_diversity", (PICTURES,), LIKE_REAL, 2, lambda p: metrics.ssim_diversity(p.fake_images)
    ),
)  # fmt: skip


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
    def mean(self) -> float | None:
        """Of the draws; None where there is an error."""
        return float(np.mean(self.values)) if self.values else None


def draw_size(n_samples: int, n_held_out: int) -> int:
    """Returns how many images each of the N_DRAWS draws has.

    At most half of the held-out images, so that the other half can stand for a perfect model.

    Raises:
        ValueError: there are too few for draws of two.
    """
    n = min(n_samples // N_DRAWS, n_held_out // 2)
    if n < 2:
        raise ValueError(
            f"Measuring needs {N_DRAWS} draws of at least 2 images, and twice as many held-out "
            f"images. Received: {n_samples} samples and {n_held_out} held-out images. "
            "Draw more samples with `genbench sample RUN`."
        )
    return n


def measure(
    reference: Reference,
    fakes: View,
    *,
    n: int,
    n_draws: int = N_DRAWS,
    without: Collection[str] = (),
) -> Iterator[list[Score]]:
    """Gives the scores of the fakes, space by space, so that progress can be shown.

    Each draw is n fakes, other ones each time, beside n held-out images.

    Args:
        reference: the data set.
        fakes: n_draws * n of them or more.
        n: images in a draw.
        n_draws: how many draws.
        without: names of metrics to leave out.
    """
    counts = reference.label_counts
    for space in (*reference.spaces, PICTURES):
        pairs = [
            Pair(reference.real(i, n, space), fakes.take(slice(i * n, (i + 1) * n)), counts)
            for i in range(n_draws)
        ]
        chosen = [m for m in METRICS if space in m.spaces and m.name not in without]
        yield [_score(metric, space, n, pairs) for metric in chosen]


def _score(metric: Metric, space: str, n: int, pairs: list[Pair]) -> Score:
    if n < metric.least:
        error = (
            f"{metric.name} needs draws of at least {metric.least} images. Received: {n}. "
            "A draw is a fifth of the samples, and at most half of the held-out split."
        )
        return Score(metric, space, n, error=error)
    try:
        values = tuple(in_threads(lambda pair: float(metric.function(pair)), pairs))
    except ValueError as error:
        return Score(metric, space, n, error=str(error))
    if not np.isfinite(values).all():
        return Score(metric, space, n, error=f"{metric.name} came out as {values}.")
    return Score(metric, space, n, values)
