"""A split: the pictures of one part of a data set, checked once, when it is made."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from genbench.system.arrays import described, digest
from genbench.system.errors import InvalidInput, unknown

# Of classes, in a message.
MOST_LISTED = 20


@dataclass(frozen=True, eq=False)
class Split:
    """Pictures, and their labels where there are any.

    Attributes:
        images: uint8 [n, h, w, c], c is 1 or 3.
        labels: int64 [n], positions in `classes`; None without labels.
        classes: the name of each label; () without labels.
        name: data set and split, as in "mnist/train".

    Raises:
        ValueError: a shape, type or range is another one; the message begins with the name.
    """

    images: np.ndarray
    labels: np.ndarray | None
    classes: tuple[str, ...]
    name: str

    def __post_init__(self):
        images, labels = self.images, self.labels
        is_uint8 = images.dtype == np.uint8 and images.ndim == 4
        if not is_uint8 or images.size == 0 or images.shape[3] not in (1, 3):
            raise InvalidInput(
                f"{self.name}: images must be uint8 [n, h, w, c], not empty, c 1 or 3. "
                f"Received: {described(images)}. "
                "For values in 0..1: np.round(255 * images).astype(np.uint8)."
            )
        if labels is None:
            if self.classes:
                raise InvalidInput(f"{self.name}: classes {listed(self.classes)} without labels.")
            return
        if labels.dtype != np.int64 or labels.shape != images.shape[:1]:
            raise InvalidInput(
                f"{self.name}: labels must be int64 [{len(images)}], one for each image. "
                f"Received: {described(labels)}."
            )
        if labels.min() < 0 or labels.max() >= len(self.classes):
            raise InvalidInput(
                f"{self.name}: labels must lie in 0..{len(self.classes) - 1}, one number for each "
                f"of {len(self.classes)} classes. Received: {labels.min()}..{labels.max()}."
            )

    def __len__(self) -> int:
        return len(self.images)

    def take(self, rows: np.ndarray) -> "Split":
        """Returns the split of some rows, int64 [k], in their order."""
        labels = None if self.labels is None else self.labels[rows]
        return Split(self.images[rows], labels, self.classes, self.name)

    @property
    def known_labels(self) -> np.ndarray:
        """The labels, int64 [n].

        Raises:
            ValueError: there are none.
        """
        if self.labels is None:
            raise InvalidInput(f"{self.name} has no labels. Sort it into a folder for each class.")
        return self.labels

    def check_varied(self) -> None:
        """Checks that two of the pictures differ.

        Raises:
            InvalidInput: all are the same.
        """
        if not is_varied(self.images):
            raise InvalidInput(
                f"{self.name} holds one picture {len(self)} times, and nothing can be measured "
                "against that. Take pictures that differ."
            )

    @property
    def class_counts(self) -> np.ndarray:
        """Images of each class, int64 [n_classes]; [0] without labels."""
        if self.labels is None:
            return np.zeros(0, np.int64)
        return np.bincount(self.labels, minlength=len(self.classes))

    def labels_of(self, rows: np.ndarray) -> np.ndarray:
        """Returns the labels of some rows, int64 [...] of any shape; zero where there are none."""
        return np.zeros(rows.shape, np.int64) if self.labels is None else self.labels[rows]

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(h, w, c)."""
        _, h, w, c = self.images.shape
        return h, w, c

    @functools.cached_property
    def sha256(self) -> str:
        """Digest of the images and labels: type, shape and bytes of each."""
        labels = () if self.labels is None else (self.labels,)
        return digest(self.images, *labels)


def is_varied(images: np.ndarray) -> bool:
    """Returns whether two of the images [n, h, w, c] differ."""
    # One by one: most often the second is the last that must be read.
    return any((image != images[0]).any() for image in images[1:])


def label_of(name: str, classes: Sequence[str]) -> int:
    """Returns the label of a class that is given by its name or its number.

    Classes that are called by numbers of their own, as 0 and 60000, have these alone.

    Raises:
        ValueError: there is no such class; the nearest name is suggested.
    """
    known = {known: i for i, known in enumerate(classes)}
    numbers = "."
    if not all(known.removeprefix("-").isdecimal() for known in classes):
        known |= {str(i): i for i in range(len(classes)) if str(i) not in known}
        numbers = f", or their numbers from 0 to {len(classes) - 1}."
    if name not in known:
        raise InvalidInput(f"{unknown('class', name, classes)} Classes: {listed(classes)}{numbers}")
    return known[name]


def listed(classes: Sequence[str]) -> str:
    """Returns the names of classes, of many the first ones, for a message of one line."""
    n_left = len(classes) - MOST_LISTED
    return ", ".join(classes[:MOST_LISTED]) + (f" and {n_left:,} others" if n_left > 0 else "")
