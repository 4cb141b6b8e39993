"""The drawing pad: who reads what the reader draws, and real images to hold it against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from genbench.data import Split
from genbench.scoring.judge import SHIPPED
from genbench.scoring.judge import load as load_judge
from genbench.stages.report.sheets import sheet, to_base64
from genbench.stages.report.shown import LoadSplit, ShownRun
from genbench.system import randomness

# Training images that a drawing is held against: 250 kB of MNIST.
MOST_SEARCHED = 1000
# Numbers in them, for larger pictures weigh more.
SEARCHED_SIZE = MOST_SEARCHED * 28 * 28
N_HELD_OUT, N_COLUMNS = 20, 10
# Data sets whose images are digits that were scaled to a box and centred by their mass.
CENTRED = "mnist"


@dataclass(frozen=True)
class Weights:
    """A layer of the judge: float16 in base64, and the kernel's shape."""

    kernel: str
    bias: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Examples:
    """Real images, and their labels where there are any."""

    sheet: dict[str, str | int]
    labels: list[int] | None


@dataclass(frozen=True)
class Pad:
    """What the page's pad needs beside the networks of the runs.

    Attributes:
        shape: of the images, (h, w, c).
        is_centred: whether a drawing is scaled to a box and centred, as MNIST's digits were.
        classes: names of the labels.
        judge: layers of the judge, where the package brings one for the data; else None.
        train: training images, the nearest of which stands beside a drawing.
        n_train: how many training images there are in all.
        held_out: held-out images, to choose instead of drawing.
    """

    shape: tuple[int, ...]
    is_centred: bool
    classes: Sequence[str]
    judge: list[Weights] | None
    train: Examples
    n_train: int
    held_out: Examples


def prepare(shown: Sequence[ShownRun], load: LoadSplit) -> Pad | None:
    """Returns the pad, or None where the runs have no data set in common, or it is not here."""
    place, data = shown[0].place, shown[0].record.data
    if any(run.record.data.sha256 != data.sha256 for run in shown):
        return None
    train = load(place, "train", data.sha256)
    held_out = load(place, "held_out", data.held_out_sha256)
    if train is None or held_out is None:
        return None
    seed = shown[0].record.config.seed
    size = int(np.prod(train.image_shape))
    return Pad(
        shape=train.image_shape,
        is_centred=SHIPPED.get(data.name) == CENTRED,
        classes=train.classes,
        judge=_judge(data.name, train),
        train=_examples(train, min(MOST_SEARCHED, max(1, SEARCHED_SIZE // size)), seed),
        n_train=len(train),
        held_out=_examples(held_out, N_HELD_OUT, seed),
    )


def _judge(dataset: str, train: Split) -> list[Weights] | None:
    judge = load_judge(dataset, train) if dataset in SHIPPED else None
    if judge is None:
        return None
    layers = zip(judge.weights[::2], judge.weights[1::2], strict=True)
    return [
        Weights(to_base64(kernel, "<f2"), to_base64(bias, "<f2"), kernel.shape)
        for kernel, bias in layers
    ]


def _examples(split: Split, n: int, seed: int) -> Examples:
    rows = randomness.rng_for(seed, "pad").permutation(len(split))[:n]
    taken = split.take(rows)
    labels = None if taken.labels is None else taken.labels.tolist()
    return Examples(sheet(taken.images, n_columns=N_COLUMNS).to_json(), labels)
