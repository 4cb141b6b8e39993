"""The three parts of a data set: by what the pictures show, so that copies stay together."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from genbench.data.mapped import take
from genbench.data.splits import Split
from genbench.system.errors import InvalidInput

TRAIN, VALIDATION, HELD_OUT = "train", "validation", "held_out"
# Of ten different pictures of a whole data set, and of twelve of one that comes with a test set:
# 55,000 and 5,000 of MNIST's. Changing them changes every training and every score.
OF_A_WHOLE = (HELD_OUT, TRAIN, VALIDATION, TRAIN, TRAIN, HELD_OUT, *[TRAIN] * 4)
OF_A_TRAINING_SET = (TRAIN, TRAIN, VALIDATION, *[TRAIN] * 9)


class Splits(NamedTuple):
    """The parts of a data set, which share no picture unless its makers let them.

    `train` is what models learn from, `validation` what steps and settings are chosen by, and
    `held_out` what finished models are measured on.
    """

    train: Split
    validation: Split
    held_out: Split


def cut(whole: Split) -> Splits:
    """Returns the parts of a data set that comes without any: 70, 10 and 20 % of its pictures.

    With labels, every class gives these shares of its own, give or take one picture. Which part a
    picture falls into, and where it stands there, is decided by the SHA-256 of its pixels: copies
    of it go with it, whatever their names and labels, and neither follows the order of the files.

    Raises:
        InvalidInput: there are fewer than three different pictures.
    """
    return Splits(**_parts(whole, OF_A_WHOLE))


def cut_training_set(given: Split, held_out: Split) -> Splits:
    """Returns the parts of a data set that comes with a test set, which stays whole.

    One picture in twelve of what there is to train on becomes the validation part, see `cut`.

    Raises:
        InvalidInput: there are fewer than three different pictures to train on.
    """
    return Splits(**_parts(given, OF_A_TRAINING_SET), held_out=held_out)


def warn_of_copies(given: Split, held_out: Split) -> None:
    """Warns where the held-out pictures of a user are among those to train on, and counts them."""
    n_shared = int(np.isin(_keys(held_out.images), _keys(given.images)).sum())
    if n_shared:
        warnings.warn(
            f"{given.name}: {n_shared:,} of {len(held_out):,} held-out pictures are among those to "
            "train on as well, so every score flatters a model that copies. Take them out there.",
            stacklevel=3,
        )


def _parts(given: Split, pattern: Sequence[str]) -> dict[str, Split]:
    """Returns the parts by name; the pattern says which of so many different pictures go where."""
    keys = _keys(given.images)
    _, first, picture = np.unique(keys, return_index=True, return_inverse=True)
    _check(given, n_different=len(first))
    # Class by class, so that each gives its share.
    order = np.argsort(given.labels_of(first), kind="stable")
    part = np.empty(len(first), object)
    part[order] = np.resize(np.array(pattern, object), len(first))
    by_key = np.argsort(keys, kind="stable")
    return {
        name: _some(given, by_key[part[picture[by_key]] == name], name)
        for name in dict.fromkeys(pattern)
    }


def _check(given: Split, *, n_different: int) -> None:
    if n_different < 3:
        raise InvalidInput(
            f"{given.name} must have 3 different pictures or more: to train on, to choose by and "
            f"to hold out. Received: {len(given)}, of which {n_different} differ."
        )
    if n_different < len(given):
        warnings.warn(
            f"{given.name}: {len(given) - n_different:,} of {len(given):,} pictures are copies of "
            "others. All copies of a picture go into one part.",
            stacklevel=4,
        )


def _some(given: Split, rows: np.ndarray, name: str) -> Split:
    labels = None if given.labels is None else given.labels[rows]
    return Split(take(given.images, rows), labels, given.classes, f"{given.name}/{name}")


def _keys(images: np.ndarray) -> np.ndarray:
    """Returns the beginning of each picture's SHA-256, uint64 [n]."""
    digests = (hashlib.sha256(image.tobytes()).digest()[:8] for image in images)
    return np.frombuffer(b"".join(digests), "<u8")
