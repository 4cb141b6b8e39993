"""The words of a measurement: qualities, feature spaces and calibration rows."""

from __future__ import annotations

from dataclasses import dataclass

from genbench.system.sentences import Sentence


@dataclass(frozen=True)
class Quality:
    """A property of the samples that readers ask about."""

    name: str
    question: Sentence
    praise: Sentence
    """Completes the sentence "gan is ..."."""

    @property
    def title(self) -> Sentence:
        """The name as a heading."""
        return Sentence(self.name.capitalize())


QUALITIES = (
    Quality(
        "likeness",
        Sentence("Which looks most like the data, taken as a whole?"),
        Sentence("closer to the data"),
    ),
    Quality(
        "variety", Sentence("Which shows more of the data's variety?"), Sentence("more varied")
    ),
    Quality(
        "sharpness",
        Sentence("Which is as sharp as real images?"),
        Sentence("nearer to real sharpness"),
    ),
    Quality(
        "copying",
        Sentence("Which invents rather than repeats training images?"),
        Sentence("more original"),
    ),
    Quality(
        "likelihood",
        Sentence("Which gives held-out images more probability?"),
        Sentence("more probable"),
    ),
)
OTHERS = (
    Quality(
        "labels",
        Sentence("Do the classes come in the right shares?"),
        Sentence("truer to the classes"),
    ),
    Quality(
        "reconstruction", Sentence("How faithful is what comes back?"), Sentence("more faithful")
    ),
)

SPACES = {
    "pca": "PCA",
    "random": "random network",
    "pictures": "pixels",
    "bernoulli": "Bernoulli pixels",
    "gaussian": "Gaussian pixels",
    "bernoulli-given-class": "Bernoulli pixels, given the class",
    "dequantised": "dequantised pixels",
    "shared": "Gaussian pixels of one variance",
    "shared-given-class": "Gaussian pixels of one variance, given the class",
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


def row_label(row: str) -> Sentence:
    """Returns what the page calls a calibration row."""
    return Sentence(NULL if row == "null" else row)


def space_label(space: str) -> Sentence:
    """Returns what a feature space is called, or a likelihood's pixels."""
    return Sentence(SPACES.get(space, space))
