"""What each metric means, what it misses, and which quality it speaks of."""

from __future__ import annotations

from dataclasses import dataclass, replace

HIGHER, LOWER = "higher", "lower"


@dataclass(frozen=True)
class Quality:
    """A property of the samples that readers ask about."""

    name: str
    question: str
    praise: str
    """Completes the sentence "gan is ..."."""


@dataclass(frozen=True)
class Metric:
    """A metric in words."""

    label: str
    quality: str
    better: str | float
    """"higher", "lower", or the value that is best; a run's own metrics.json overrules it."""
    meaning: str


QUALITIES = (
    Quality("likeness", "Which looks most like the data, taken as a whole?", "closer to the data"),
    Quality("coverage", "Which shows more of the data's variety?", "more varied"),
    Quality("sharpness", "Which is as sharp as real images?", "nearer to real sharpness"),
    Quality("copying", "Which invents rather than repeats training images?", "more original"),
    Quality("likelihood", "Which gives held-out images more probability?", "more probable"),
)
OTHERS = (
    Quality("labels", "Do the classes come in the right shares?", "truer to the classes"),
    Quality("reconstruction", "How faithful is what comes back?", "more faithful"),
    Quality("more", "What else was measured?", "better"),
)

# The first metric of a quality that the runs share decides its verdict.
METRICS = {
    "frechet_distance": Metric(
        "Fréchet distance", "likeness", LOWER,
        "Distance between two Gaussians fitted to the features of real and generated images. "
        "Misses copying, and everything beyond mean and covariance; grows as a draw gets smaller.",
    ),
    "extrapolated_frechet_distance": Metric(
        "Fréchet distance, extrapolated", "likeness", LOWER,
        "The Fréchet distance to expect of endless draws, from a line through smaller ones; can "
        "be slightly negative. Misses copying, as the distance itself does.",
    ),
    "kernel_distance": Metric(
        "Kernel distance", "likeness", LOWER,
        "Squared distance between the first three moments of the features; can be slightly "
        "negative. Misses copying.",
    ),
    "precision": Metric(
        "Precision", "likeness", HIGHER,
        "Share of generated images that lie near a real one. Misses blur and copying, and can "
        "take noise near odd real images for good.",
    ),
    "improved_precision": Metric(
        "Precision, improved", "likeness", HIGHER,
        "Precision with the nearest three neighbours for a measure of near, as it was first "
        "proposed. Misses blur and copying, and can take noise for good.",
    ),
    "capped_precision": Metric(
        "Precision, capped", "likeness", HIGHER,
        "Precision where no odd image's neighbourhood is larger than the median one, so that "
        "noise finds no shelter. Misses blur and copying.",
    ),
    "density": Metric(
        "Density", "likeness", HIGHER,
        "How many real neighbourhoods hold each generated image; can exceed 1. Rewards blur.",
    ),
    "nearest_neighbour_accuracy_real": Metric(
        "1-NN accuracy, real images", "likeness", 0.5,
        "How often a real image's nearest other image is real; one half is indistinguishable. "
        "Misses copying, which pushes it below one half.",
    ),
    "nearest_neighbour_accuracy_fake": Metric(
        "1-NN accuracy, generated images", "likeness", 0.5,
        "How often a generated image's nearest other image is generated; one half is "
        "indistinguishable. Misses why: few pictures, blur and noise all raise it.",
    ),
    "classifier_two_sample_test": Metric(
        "Classifier test", "likeness", 0.5,
        "How often a trained classifier tells real from generated; one half is "
        "indistinguishable. Misses copying.",
    ),
    "classifier_score": Metric(
        "Classifier score", "likeness", HIGHER,
        "High where a classifier is sure of each picture and sees all classes. Never looks at "
        "real data: misses copying, and one picture per class.",
    ),
    "taken_for_nothing": Metric(
        "Taken for nothing", "likeness", LOWER,
        "How probable the judge finds it that a generated image shows none of the classes. "
        "Misses variety and copying.",
    ),
    "recall": Metric(
        "Recall", "coverage", HIGHER,
        "Share of real images that lie near a generated one. Misses how often each is drawn; a "
        "few wild images can feign it.",
    ),
    "improved_recall": Metric(
        "Recall, improved", "coverage", HIGHER,
        "Recall with the nearest three neighbours for a measure of near, as it was first "
        "proposed. Misses how often each is drawn; a few wild images can feign it.",
    ),
    "capped_recall": Metric(
        "Recall, capped", "coverage", HIGHER,
        "Recall where no wild image's neighbourhood is larger than the median real one. Misses "
        "how often each is drawn.",
    ),
    "coverage": Metric(
        "Coverage", "coverage", HIGHER,
        "Share of real images whose neighbourhood holds a generated one. Misses how often each "
        "is drawn.",
    ),
    "ssim_diversity": Metric(
        "Structural likeness between samples", "coverage", LOWER,
        "How alike two generated images are on average (SSIM); best where real images are as "
        "alike. Misses what they show: noise is varied, too.",
    ),
    "birthday_duplicates": Metric(
        "Birthday duplicates", "coverage", LOWER,
        "Pairs of generated images in a draw that are one picture. Misses quality and copying.",
    ),
    "log10_support_size": Metric(
        "Support size, log10 of at least", "coverage", HIGHER,
        "Powers of ten of pictures the model can draw at the least, from a draw's duplicates. "
        "Misses quality and copying; a draw without duplicates says no more than its size.",
    ),
    "sharpness": Metric(
        "Sharpness", "sharpness", 1.0,
        "Laplacian variance over that of real images; 1 is as sharp as real. Takes noise for "
        "sharp.",
    ),
    "authenticity": Metric(
        "Authenticity", "copying", HIGHER,
        "Share of generated images that are no near copies of a training image. Misses quality: "
        "noise is authentic. Fresh real images do not reach 1.",
    ),
    "copying": Metric(
        "Copying, C_T", "copying", 0.0,
        "Are generated images closer to the training set than held-out ones are? Far below zero: "
        "copies; far above: unlike the data. Blur and noise hide copies.",
    ),
    "iwae": Metric(
        "Importance-weighted bound", "likelihood", HIGHER,
        "A lower bound on the log-likelihood of held-out images, in nats. Misses how samples look.",
    ),
    "elbo": Metric(
        "Evidence lower bound", "likelihood", HIGHER,
        "The same from one draw of the code at a time: lower still. Misses how samples look.",
    ),
    "label_divergence": Metric(
        "Label divergence", "labels", LOWER,
        "Divergence of the generated classes' shares from the training labels'. Misses "
        "everything within a class.",
    ),
    "classes_covered": Metric(
        "Classes covered", "labels", HIGHER,
        "Classes that a classifier finds among the samples. Misses their shares.",
    ),
    "label_fidelity": Metric(
        "Asked class met", "labels", HIGHER,
        "Share of the samples that the judge, if it must name a class, reads as the one that was "
        "asked for. Misses variety: one picture for each class would do.",
    ),
    "reconstruction_error": Metric(
        "Reconstruction error", "reconstruction", LOWER,
        "Squared error per pixel of held-out images that were encoded and decoded. Rewards "
        "blur.",
    ),
    "ssim": Metric(
        "Reconstruction SSIM", "reconstruction", HIGHER,
        "Structural likeness of held-out images and what comes back; 1 is equal. Misses how "
        "samples look.",
    ),
}  # fmt: skip
SPACES = {
    "pca": "PCA",
    "pictures": "pixels",
    "bernoulli": "Bernoulli pixels",
    "gaussian": "Gaussian pixels",
    "bernoulli-given-class": "Bernoulli pixels, given the class",
    "gaussian-given-class": "Gaussian pixels, given the class",
}
"""What a space is called where that is not its name in metrics.json."""
NULL = "two real draws, expected"
ROWS = {
    "real held out": "Other held-out images: what a model scores that draws the data itself.",
    "real train": "Training images: what a perfect copier scores.",
    "blurred real": "Training images under a blur of one pixel.",
    "mean image": "The mean of the training images, again and again.",
    "noise": "Pixels each drawn at random.",
    "memoriser": "A few training images, repeated.",
    "probabilistic PCA": "A linear model with a handful of latents: the least to beat.",
    NULL: "The Fréchet distance to expect between two draws of this size from the same data: no "
    "model can be told from the data below it.",
}


def look_up(name: str, space: str | None = None) -> Metric:
    """Returns the metric of a name in metrics.json, which may carry its space or a variant."""
    key, rest = _parts(name)
    if key is None:
        label = name.removesuffix(f"/{space}").replace("_", " ").replace("/", ", ")
        return Metric(label[:1].upper() + label[1:], "more", HIGHER, "")
    metric = METRICS[key]
    if not rest or rest == (space or "").lower().replace("-", "_"):
        return metric
    return replace(metric, label=f"{metric.label}, {rest.replace('_', ' ')}")


def rank(name: str) -> int:
    """Returns the place of a metric among those that can decide a verdict."""
    key, _ = _parts(name)
    return len(METRICS) if key is None else list(METRICS).index(key)


def row_label(row: str) -> str:
    """Returns what the page calls a calibration row."""
    return NULL if row == "null" else row.replace("_", " ").replace("-", " ")


def _parts(name: str) -> tuple[str | None, str]:
    """Returns the metric's key, if it is a known one, and the rest of the name."""
    plain = name.lower().replace("-", "_").replace("é", "e")
    known = sorted(METRICS, key=len, reverse=True)
    key = next((key for key in known if plain.startswith(key)), None)
    if key is None:
        return None, ""
    return key, plain[len(key) :].strip("_-./:@, ")
