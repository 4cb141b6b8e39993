"""Codes as features: how well classes are read from them, beside components and pixels."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from tqdm import tqdm

from genbench.data import Split
from genbench.data.images import to_float
from genbench.models.running.inference import in_batches
from genbench.stages.probing.encoder import Encoder
from genbench.stages.probing.readers import READERS, principal_components, scaled
from genbench.stages.probing.records import Accuracies, Differences, accuracy, difference
from genbench.system.backend import as_graph
from genbench.system.randomness import rng_for

# More would make the neighbours of pixels, 784 numbers each, a matter of minutes.
MOST_TRAIN, MOST_HELD_OUT = 60_000, 10_000
# Numbers that the features of the training images may have in all: half a gigabyte as float64.
MOST_NUMBERS = 2**26


def measure(
    probed: Encoder, split: Split, held_out: Split, ticks: tqdm
) -> tuple[dict[str, Accuracies], dict[str, Differences]]:
    """Returns the accuracies on codes, components and pixels, and the first's differences.

    Args:
        probed: whose codes are read.
        split: the training images, of which `n_train` are taken.
        held_out: the images to read, of which MOST_HELD_OUT are taken.
        ticks: goes on by one for each accuracy.
    """
    parts = _some(split, n_train(probed, split)), _some(held_out, MOST_HELD_OUT)
    train_labels, true_labels = (part.known_labels for part in parts)
    found: dict[str, Accuracies] = {}
    is_right: dict[str, dict[str, np.ndarray]] = {}
    for name, (train, other) in _spaces(probed, *parts):
        train, other = scaled(train, other)
        is_right[name] = {}
        for reader, read in READERS.items():
            is_right[name][reader] = read(train, train_labels, held_out=other) == true_labels
            ticks.update()
        entries = {reader: accuracy(right) for reader, right in is_right[name].items()}
        found[name] = Accuracies(size=train.shape[1], **entries)
    first, *others = is_right
    differences = {
        f"{first} - {name}": Differences(
            **{r: difference(is_right[first][r], is_right[name][r]) for r in READERS}
        )
        for name in others
    }
    return found, differences


def n_train(probed: Encoder, split: Split) -> int:
    """Returns how many training images are taken: fewer where they have many features."""
    size = max(math.prod(split.image_shape), probed.size)
    return min(len(split), MOST_TRAIN, MOST_NUMBERS // size)


def _spaces(
    probed: Encoder, split: Split, held_out: Split
) -> Iterator[tuple[str, tuple[np.ndarray, np.ndarray]]]:
    """Gives each space's name and the features of both splits, float32 [n, feature_size]."""
    parts = split.images, held_out.images
    encode = as_graph(probed.encode)
    codes = [_flat(in_batches(encode, part)) for part in parts]
    yield probed.what, (codes[0], codes[1])
    pixels = [_flat(to_float(part)) for part in parts]
    yield "pca", principal_components(pixels[0], pixels[1], codes[0].shape[1])
    yield "pixels", (pixels[0], pixels[1])


def _some(split: Split, most: int) -> Split:
    """Returns at most that many images of a split, always the same ones."""
    if len(split) <= most:
        return split
    return split.take(rng_for(0, "probed").permutation(len(split))[:most])


def _flat(features: np.ndarray) -> np.ndarray:
    """Returns features [n, ...] as [n, feature_size]."""
    return features.reshape(len(features), -1)
