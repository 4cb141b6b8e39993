"""The table of metrics, a line each, and how a table of scores is measured."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from genbench import metrics
from genbench.scoring.pairs import Pair
from genbench.scoring.reference import JUDGE, PCA, PICTURES

HIGHER, LOWER = "higher", "lower"
LIKE_REAL = "like real"
BOTH = (JUDGE, PCA)
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
