"""What the user chooses to look at: latents, two classes, two pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from genbench import data
from genbench.data import Split
from genbench.data.folder import read_picture
from genbench.system.errors import InvalidInput

# Rec. 601, as Pillow has it.
LUMA = np.array([0.299, 0.587, 0.114])
N_LATENTS = 10


def n_latents(asked: int | None, latent_size: int) -> int:
    """Returns how many latents to traverse.

    Raises:
        ValueError: the model has fewer, or the number is not positive.
    """
    if asked is None:
        return min(N_LATENTS, latent_size)
    if not 1 <= asked <= latent_size:
        raise InvalidInput(
            f"n_latents must lie in 1..{latent_size}, for the model has {latent_size} latents. "
            f"Received: n_latents={asked}.",
            "n_latents",
        )
    return asked


def class_pair(
    train: Split, source: str | int | None, target: str | int | None
) -> tuple[int, int] | None:
    """Returns the labels of the source and the target; None where there are no two classes.

    Args:
        train: training pictures.
        source: a class by name or number, or None to choose it.
        target: likewise.

    Raises:
        ValueError: a class is not in the data, or both are the same.
    """
    labels = [None if given is None else label_of(str(given), train) for given in (source, target)]
    if labels[0] is not None and labels[0] == labels[1]:
        raise InvalidInput(
            f"source and target must differ. Received: {source!r} for both.", "source", "target"
        )
    return closest_pair(train, *labels)


def closest_pair(train: Split, source: int | None, target: int | None) -> tuple[int, int] | None:
    """Returns the labels of the two classes whose mean pictures are nearest, the lower first.

    The pair is one of the data, and not of a model: runs on the same data show the same.

    Args:
        train: training pictures.
        source: the first label, or None to choose it.
        target: the second label, or None to choose it.

    Returns:
        None where there are no two classes to choose from.
    """
    if train.labels is None:
        return None
    present = np.unique(train.labels)
    means = [train.images[train.labels == label].mean(axis=0) for label in present]
    distances = {
        (int(a), int(b)): float(np.square(means[i] - means[j]).mean())
        for i, a in enumerate(present)
        for j, b in enumerate(present)
        if i != j and (source is None or a == source) and (target is None or b == target)
    }
    return min(distances, key=lambda pair: (distances[pair], pair)) if distances else None


def label_of(name: str, split: Split) -> int:
    """Returns the label of a class that is given by its name or its number.

    Raises:
        ValueError: there is no such class, or there are no labels.
    """
    if split.labels is None:
        raise InvalidInput(
            f"{split.name} has no labels, so there is no class {name!r}. Leave the classes out."
        )
    label = data.label_of(name, split.classes)
    if label not in np.unique(split.labels):
        raise InvalidInput(f"{split.name} has no pictures of the class {name!r}. Choose another.")
    return label


def read_own(paths: Sequence[Path | str], image_shape: tuple[int, int, int]) -> np.ndarray:
    """Returns the user's pictures, uint8 [n, h, w, c], grey where the data are.

    Raises:
        ValueError: one cannot be read, or has another size than the data.
    """
    height, width, n_channels = image_shape
    images = []
    for path in paths:
        picture = read_picture(Path(path))
        if picture.shape[:2] != (height, width):
            raise InvalidInput(
                f"{path} is {picture.shape[1]}x{picture.shape[0]}, and the pictures that the run "
                f"was trained on are {width}x{height}. Resize it."
            )
        if n_channels == 1:
            picture = np.rint(picture @ LUMA).astype(np.uint8)[..., None]
        images.append(picture)
    return np.stack(images)
