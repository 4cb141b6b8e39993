"""The words of a measurement: qualities, feature spaces and calibration rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Quality:
    """A property of the samples that readers ask about."""

    name: str
    question: str
    praise: str
    """Completes the sentence "gan is ..."."""


QUALITIES = (
    Quality("likeness", "Which looks most like the data, taken as a whole?", "closer to the data"),
    Quality("variety", "Which shows more of the data's variety?", "more varied"),
    Quality("sharpness", "Which is as sharp as real images?", "nearer to real sharpness"),
    Quality("copying", "Which invents rather than repeats training images?", "more original"),
    Quality("likelihood", "Which gives held-out images more probability?", "more probable"),
)
OTHERS = (
    Quality("labels", "Do the classes come in the right shares?", "truer to the classes"),
    Quality("reconstruction", "How faithful is what comes back?", "more faithful"),
)

SPACES = {
    "pca": "PCA",
    "random": "random network",
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


def row_label(row: str) -> str:
    """Returns what the page calls a calibration row."""
    return NULL if row == "null" else row
