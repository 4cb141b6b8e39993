"""What each metric means, what it misses, and which quality it speaks of."""

from __future__ import annotations

from dataclasses import dataclass

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
        "Misses copying, and everything beyond mean and covariance.",
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
    "density": Metric(
        "Density", "likeness", HIGHER,
        "How many real neighbourhoods hold each generated image; can exceed 1. Rewards blur.",
    ),
    "nearest_neighbour_accuracy": Metric(
        "1-NN accuracy", "likeness", 0.5,
        "How often the nearest other image tells real from generated; one half is "
        "indistinguishable. Says little about the kind of difference.",
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
    "recall": Metric(
        "Recall", "coverage", HIGHER,
        "Share of real images that lie near a generated one. Misses how often each is drawn.",
    ),
    "coverage": Metric(
        "Coverage", "coverage", HIGHER,
        "Share of real images whose neighbourhood holds a generated one. Misses how often each "
        "is drawn.",
    ),
    "ssim_diversity": Metric(
        "SSIM diversity", "coverage", HIGHER,
        "How unlike two generated images are. Rewards noise.",
    ),
    "birthday_duplicates": Metric(
        "Birthday duplicates", "coverage", LOWER,
        "Pairs of generated images that are one picture. Misses quality and copying.",
    ),
    "sharpness": Metric(
        "Sharpness", "sharpness", 1.0,
        "Laplacian variance over that of real images; 1 is as sharp as real. Takes noise for "
        "sharp.",
    ),
    "authenticity": Metric(
        "Authenticity", "copying", HIGHER,
        "Share of generated images that are no near copies of a training image. Misses quality: "
        "noise is authentic.",
    ),
    "copying": Metric(
        "Copying, C_T", "copying", HIGHER,
        "Are generated images closer to the training set than held-out ones are? Below zero: "
        "copies. Blur and noise hide it.",
    ),
    "log_likelihood": Metric(
        "Log-likelihood", "likelihood", HIGHER,
        "Nats of held-out images under the model. Misses how samples look.",
    ),
    "elbo": Metric(
        "Evidence lower bound", "likelihood", HIGHER,
        "A lower bound on the log-likelihood of held-out images. Misses how samples look.",
    ),
    "nll": Metric(
        "Negative log-likelihood", "likelihood", LOWER,
        "Nats of held-out images under the model, or a bound on them. Misses how samples look.",
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
ALIASES = {
    "capped_precision": "precision",
    "improved_precision": "precision",
    "capped_recall": "recall",
    "improved_recall": "recall",
    "fid": "frechet_distance",
    "kid": "kernel_distance",
}


def look_up(name: str, space: str | None = None) -> Metric:
    """Returns the metric of a name in metrics.json, which may carry its space or a variant."""
    plain = name.lower().replace("-", "_").replace("é", "e")
    known = sorted((*METRICS, *ALIASES), key=len, reverse=True)
    key = next((key for key in known if plain.startswith(key)), None)
    if key is None:
        label = name.replace("_", " ").replace("/", ", ")
        return Metric(label[:1].upper() + label[1:], "more", HIGHER, "")
    metric = METRICS[ALIASES.get(key, key)]
    rest = plain[len(key) :].strip("_-./:@, ")
    variant = "" if rest == (space or "").lower().replace("-", "_") else rest.replace("_", " ")
    prefix = key.split("_")[0] if key in ALIASES and "_" in key else ""
    label = f"{prefix.capitalize()} {metric.label.lower()}" if prefix else metric.label
    return Metric(
        f"{label}, {variant}" if variant else label, metric.quality, metric.better, metric.meaning
    )
