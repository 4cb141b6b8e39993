"""The table of metrics: formula, direction and words together, a row for each.

A new metric is one function and one row here: measuring, tables, glossary and page read it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from genbench import metrics
from genbench.scoring.pairs import Pair
from genbench.scoring.reference import JUDGE, PCA, PICTURES, RANDOM
from genbench.system.errors import BrokenRun

HIGHER, LOWER = "higher", "lower"
LIKE_REAL = "like real"
EVERY = (JUDGE, PCA, RANDOM)
# What the pixels are to a model with a density: not known before it is asked.
BOUNDS = ()
# Between which values a metric lies by its definition.
SHARE, POSITIVE, LIKENESS, ANY = (0.0, 1.0), (0.0, math.inf), (-1.0, 1.0), (-math.inf, math.inf)
# The unit of a share of the images, and that of a count.
AN_IMAGE, ONE = (lambda n: 1 / n), (lambda n: 1.0)
# What takes a search through all training images, or goes through thousands of pairs: two thirds
# of the time of all metrics.
DEAR = ("authenticity", "copying", "ssim_diversity")


@dataclass(frozen=True)
class Metric:
    """A row of the table of metrics.

    Attributes:
        name: what it is called; in metrics.json its space follows, as in recall/judge.
        spaces: where it is measured.
        better: HIGHER, LOWER, the number that is best, or LIKE_REAL for that of fresh real images.
        quality: the quality that it speaks of, see `glossary.QUALITIES`.
        label: its name in words.
        meaning: what it measures and what it misses, in plain words.
        function: what measures it on samples; None for what a model is scored by, see
            `model_scores`.
        least: the fewest images that a draw may have.
        limits: the least and the greatest value that it can have.
        resolution: its unit, from the images in a draw; None where its values are continuous.
        of: in the place of `function`, what measures it on real and generated features float32
            [n, feature_size], or images float32 [n, h, w, c] in the space of the pictures.
        sees: faults that it claims to see in the first of its spaces, and from which dose on in
            five draws of 200 images of mnist5k; see `doses.SWEEPS`.
    """

    name: str
    spaces: tuple[str, ...]
    better: str | float
    quality: str
    label: str
    meaning: str
    function: Callable[[Pair], float] | None = None
    least: int = 1
    limits: tuple[float, float] = ANY
    resolution: Callable[[int], float] | None = None
    of: Callable[[np.ndarray, np.ndarray], float] | None = None
    sees: Mapping[str, float] = field(default_factory=dict)

    @property
    def measured_by(self) -> Callable[[Pair], float] | None:
        """What measures it on a draw of samples; None where that is not how it is measured."""
        of = self.of
        return self.function if of is None else lambda pair: of(*pair.arrays)


# The first metric of a quality that the runs share decides its verdict.
METRICS = (
    Metric(
        "frechet_distance", EVERY, LOWER, "likeness", "Fréchet distance",
        "Distance between two Gaussians fitted to the features of real and generated images. "
        "Misses copying, and everything beyond mean and covariance; grows as a draw gets smaller.",
        lambda p: p.frechet_distance, least=65, limits=POSITIVE,
        sees={"blur": 0.7, "pixel noise": 0.2, "classes left out": 5, "contamination": 0.05},
    ),
    Metric(
        "frechet_ratio", EVERY, LOWER, "likeness", "Fréchet distance, in real draws",
        "The Fréchet distance over the one to expect between two draws of real images of this "
        "size: 1 is as near as the data are to themselves, in every space. Misses copying.",
        lambda p: p.frechet_ratio, least=65, limits=POSITIVE,
        sees={"blur": 0.7, "pixel noise": 0.2, "classes left out": 5, "contamination": 0.05},
    ),
    Metric(
        "extrapolated_frechet_distance", EVERY, LOWER, "likeness", "Fréchet distance, extrapolated",
        "The Fréchet distance to expect of endless draws, from a line through smaller ones; can "
        "be slightly negative. Misses copying, as the distance itself does.",
        lambda p: metrics.frechet_extrapolated(p.real, p.fake), least=260,
    ),
    Metric(
        "kernel_distance", EVERY, LOWER, "likeness", "Kernel distance",
        "Squared distance between the first three moments of the features; can be slightly "
        "negative. Misses copying.",
        lambda p: metrics.kernel_distance(p.real, p.fake), least=2,
        sees={"blur": 0.7, "pixel noise": 0.2, "classes left out": 5, "contamination": 0.5},
    ),
    Metric(
        "precision", EVERY, HIGHER, "likeness", "Precision",
        "Share of generated images that lie near a real one. Misses blur and copying, and can "
        "take noise near odd real images for good.",
        lambda p: p.balls.precision, least=6, limits=SHARE, resolution=AN_IMAGE,
        sees={"pixel noise": 0.2, "contamination": 0.5},
    ),
    Metric(
        "improved_precision", EVERY, HIGHER, "likeness", "Precision, improved",
        "Precision with the nearest three neighbours for a measure of near, as it was first "
        "proposed. Misses blur and copying, and can take noise for good.",
        lambda p: p.improved.precision, least=6, limits=SHARE, resolution=AN_IMAGE,
    ),
    Metric(
        "capped_precision", EVERY, HIGHER, "likeness", "Precision, capped",
        "Precision where no odd image's neighbourhood is larger than the median one, so that "
        "noise finds no shelter. Misses blur and copying.",
        lambda p: p.capped.precision, least=6, limits=SHARE, resolution=AN_IMAGE,
        sees={"blur": 1, "pixel noise": 0.2, "contamination": 0.5},
    ),
    Metric(
        "density", EVERY, HIGHER, "likeness", "Density",
        "How many real neighbourhoods hold each generated image; can exceed 1. Rewards blur.",
        lambda p: p.balls.density, least=6, limits=POSITIVE,
        sees={"blur": 1, "pixel noise": 0.2, "contamination": 0.5},
    ),
    Metric(
        "nearest_neighbour_accuracy_real", EVERY, 0.5, "likeness", "1-NN accuracy, real images",
        "How often a real image's nearest other image is real; one half is indistinguishable. "
        "Misses copying, which pushes it below one half.",
        lambda p: p.accuracy.real, least=6, limits=SHARE, resolution=AN_IMAGE,
    ),
    Metric(
        "nearest_neighbour_accuracy_fake", EVERY, 0.5, "likeness", "1-NN accuracy, generated ones",
        "How often a generated image's nearest other image is generated; one half is "
        "indistinguishable. Misses why: few pictures, blur and noise all raise it.",
        lambda p: p.accuracy.fake, least=6, limits=SHARE, resolution=AN_IMAGE,
        sees={"blur": 0.7, "pixel noise": 0.2, "memorised": 1, "classes left out": 5},
    ),
    Metric(
        "classifier_two_sample_test", EVERY, 0.5, "likeness", "Classifier test",
        "How often a trained classifier tells real from generated; one half is indistinguishable. "
        "Misses copying.",
        lambda p: metrics.classifier_two_sample_test(p.real, p.fake).accuracy, least=4,
        limits=SHARE, resolution=AN_IMAGE,
        sees={"blur": 0.7, "pixel noise": 0.2, "classes left out": 5, "contamination": 0.5},
    ),
    Metric(
        "classifier_score", (JUDGE,), HIGHER, "likeness", "Classifier score",
        "High where a classifier is sure of each picture and sees all classes. Never looks at "
        "real data: misses copying, and one picture per class.",
        lambda p: metrics.classifier_score(p.class_probabilities),
    ),
    Metric(
        "taken_for_nothing", (JUDGE,), LOWER, "likeness", "Taken for nothing",
        "How probable the judge finds it that a generated image shows none of the classes. Misses "
        "variety and copying.",
        lambda p: p.nothing_probabilities.mean(), limits=SHARE,
        sees={"blur": 0.7, "pixel noise": 0.2, "contamination": 0.05},
    ),
    Metric(
        "recall", EVERY, HIGHER, "variety", "Recall",
        "Share of real images that lie near a generated one. Misses how often each is drawn; a "
        "few wild images can feign it.",
        lambda p: p.balls.recall, least=6, limits=SHARE, resolution=AN_IMAGE,
        sees={"blur": 0.7, "pixel noise": 0.2, "classes left out": 1},
    ),
    Metric(
        "improved_recall", EVERY, HIGHER, "variety", "Recall, improved",
        "Recall with the nearest three neighbours for a measure of near, as it was first "
        "proposed. Misses how often each is drawn; a few wild images can feign it.",
        lambda p: p.improved.recall, least=6, limits=SHARE, resolution=AN_IMAGE,
    ),
    Metric(
        "capped_recall", EVERY, HIGHER, "variety", "Recall, capped",
        "Recall where no wild image's neighbourhood is larger than the median real one. Misses "
        "how often each is drawn.",
        lambda p: p.capped.recall, least=6, limits=SHARE, resolution=AN_IMAGE,
    ),
    Metric(
        "coverage", EVERY, HIGHER, "variety", "Coverage",
        "Share of real images whose neighbourhood holds a generated one. Misses how often each is "
        "drawn.",
        lambda p: p.balls.coverage, least=6, limits=SHARE, resolution=AN_IMAGE,
        sees={"blur": 0.7, "pixel noise": 0.2, "classes left out": 1},
    ),
    Metric(
        "ssim_diversity", (PICTURES,), LIKE_REAL, "variety", "Structural likeness between samples",
        "How alike two generated images are on average (SSIM); best where real images are as "
        "alike. Misses what they show: noise is varied, too.",
        lambda p: metrics.ssim_diversity(p.fake_images), least=2, limits=LIKENESS,
    ),
    Metric(
        "birthday_duplicates", EVERY, LOWER, "variety", "Birthday duplicates",
        "Pairs of generated images in a draw that are one picture. Misses quality and copying.",
        lambda p: p.duplicates.n_duplicates, least=2, limits=POSITIVE, resolution=ONE,
        sees={"memorised": 1},
    ),
    Metric(
        "log10_support_size", EVERY, HIGHER, "variety", "Support size, log10 of at least",
        "Powers of ten of pictures the model can draw at the least, from a draw's duplicates. "
        "Misses quality and copying; a draw without duplicates says no more than its size.",
        lambda p: math.log10(p.duplicates.low), least=2,
    ),
    Metric(
        "sharpness", (PICTURES,), 1.0, "sharpness", "Sharpness",
        "Laplacian variance over that of real images; 1 is as sharp as real. Takes noise for "
        "sharp.",
        lambda p: metrics.sharpness(p.real_images, p.fake_images), limits=POSITIVE,
        sees={"blur": 0.7, "pixel noise": 0.2},
    ),
    Metric(
        "authenticity", (JUDGE, PCA), HIGHER, "copying", "Authenticity",
        "Share of generated images that are no near copies of a training image. Misses quality: "
        "noise is authentic. Fresh real images do not reach 1.",
        lambda p: p.authenticity, least=2, limits=SHARE, resolution=AN_IMAGE,
        sees={"memorised": 0.25},
    ),
    Metric(
        "copying", (JUDGE, PCA), 0.0, "copying", "Copying, C_T",
        "Are generated images closer to the training set than held-out ones are? Far below zero: "
        "copies; far above: unlike the data. Blur and noise hide copies.",
        lambda p: p.copying, least=20,
        sees={"memorised": 1},
    ),
    Metric(
        "log_likelihood", BOUNDS, HIGHER, "likelihood", "Log-likelihood",
        "Of held-out images in nats, every model's pixels being Gaussian around its pictures with "
        "one variance that suits it best. Misses how samples look; depends on the variance.",
    ),
    Metric(
        "exact", BOUNDS, HIGHER, "likelihood", "Log-likelihood, exact",
        "Of held-out images in nats, as a formula gives it. Misses how samples look.",
    ),
    Metric(
        "iwae", BOUNDS, HIGHER, "likelihood", "Importance-weighted bound",
        "A lower bound on the log-likelihood of held-out images, in nats, from 500 codes for each. "
        "Misses how samples look.",
    ),
    Metric(
        "elbo", BOUNDS, HIGHER, "likelihood", "Evidence lower bound",
        "The same from one draw of the code at a time: lower still. Misses how samples look.",
    ),
    Metric(
        "iwae_slack", BOUNDS, LOWER, "likelihood", "Slack of the bound",
        "Nats by which ten times as many codes raise the importance-weighted bound, on a few "
        "images. Misses what still more would add.",
    ),
    Metric(
        "label_divergence", (JUDGE,), LOWER, "labels", "Label divergence",
        "Divergence of the generated classes' shares from the training labels'. Misses everything "
        "within a class.",
        lambda p: p.labels.kl, limits=POSITIVE,
        sees={"classes left out": 1},
    ),
    Metric(
        "classes_covered", (JUDGE,), HIGHER, "labels", "Classes covered",
        "Classes that a classifier finds among the samples. Misses their shares.",
        lambda p: p.labels.classes_covered, limits=POSITIVE, resolution=ONE,
        sees={"classes left out": 5},
    ),
    Metric(
        "label_fidelity", (JUDGE,), HIGHER, "labels", "Asked class met",
        "Share of the samples that the judge, if it must name a class, reads as the one that was "
        "asked for. Misses variety: one picture for each class would do.",
        limits=SHARE, resolution=AN_IMAGE,
    ),
    Metric(
        "reconstruction_error", (PICTURES,), LOWER, "reconstruction", "Reconstruction error",
        "Squared error per pixel of held-out images that were encoded and decoded. Rewards blur.",
        limits=POSITIVE,
    ),
    Metric(
        "denoising_error", (PICTURES,), LOWER, "reconstruction", "Denoising error",
        "Squared error per pixel between held-out images and what a denoiser makes of them where "
        "they were corrupted as in its training. Another task than reconstruction. Rewards blur.",
        limits=POSITIVE,
    ),
    Metric(
        "ssim", (PICTURES,), HIGHER, "reconstruction", "Reconstruction SSIM",
        "Structural likeness of held-out images and what comes back; 1 is equal. Misses how "
        "samples look.",
        limits=LIKENESS,
    ),
)  # fmt: skip
BY_NAME = {metric.name: metric for metric in METRICS}
# Those of users, as the records that were read here tell of them.
_own: dict[str, Metric] = {}


def know(metric: Metric) -> None:
    """Lets `look_up` find a metric of a user's, after those of the table."""
    _own[metric.name] = metric


def look_up(name: str) -> Metric:
    """Returns the metric of a name in metrics.json, such as recall/judge.

    Raises:
        BrokenRun: there is none of that name.
    """
    first = name.partition("/")[0]
    metric = BY_NAME.get(first) or _own.get(first)
    if metric is None:
        raise BrokenRun(f"There is no metric {name!r}. Run `genbench evaluate` for its run again.")
    return metric


def rank(name: str) -> int:
    """Returns the place of a metric of metrics.json among those that can decide a verdict."""
    metric = look_up(name)
    return METRICS.index(metric) if metric in METRICS else len(METRICS) + [*_own].index(metric.name)


def deciding(names: Iterable[str]) -> list[str]:
    """Returns those metrics of metrics.json that decide a quality: the first of it, in its spaces.

    Args:
        names: of metrics.json, such as recall/judge.
    """
    ranked = sorted(names, key=rank)
    first = {look_up(name).quality: rank(name) for name in reversed(ranked)}
    return [name for name in ranked if rank(name) == first[look_up(name).quality]]


def of_users(names: Iterable[str]) -> list[str]:
    """Returns those metrics of metrics.json that users have brought."""
    return [name for name in names if name.partition("/")[0] not in BY_NAME]


def direction(better: str | float) -> str:
    """Returns in words what is best of a metric, such as "less is better" or "0.5 is best"."""
    words = {HIGHER: "more is better", LOWER: "less is better"}
    return words[better] if isinstance(better, str) else f"{better:.3g} is best"
