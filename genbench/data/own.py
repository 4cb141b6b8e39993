"""The user's own pictures: an .npz, a folder of IDX files, or a folder of pictures."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from genbench.data.archive import KEYS, read_archive
from genbench.data.cutting import HELD_OUT, Splits, cut, cut_training_set, warn_of_copies
from genbench.data.folder import read_folder
from genbench.data.idx import read_idx
from genbench.data.splits import Split
from genbench.system.errors import InvalidInput

# Stem and rank of the IDX file that holds each array.
IDX_FILES = {
    "images": ("train-images-idx3-ubyte", 3),
    "labels": ("train-labels-idx1-ubyte", 1),
    "held_out_images": ("t10k-images-idx3-ubyte", 3),
    "held_out_labels": ("t10k-labels-idx1-ubyte", 1),
}
LAYOUTS = ({"images"}, {"images", "labels"}, {"images", "held_out_images"}, set(KEYS))


def load_own(path: Path) -> Splits:
    """Returns the user's own pictures in three parts.

    Where no held-out images are given, the whole is cut, see `cut`; where they are, they stay
    whole, see `cut_training_set`, and a warning counts those that are to be trained on as well.

    Args:
        path: an .npz with "images" uint8 [n, h, w] or [n, h, w, c] and, where wanted, "labels"
            [n], whole numbers or texts, "held_out_images" and "held_out_labels"; or a folder
            with IDX files under the names that MNIST's have, with or without .gz; or a folder of
            pictures, see `read_folder`. Sizes are free, c is 1 or 3. The classes are the labels
            that occur, in either part.

    Raises:
        ValueError: what is there is something else; the message names the file and the cure.
    """
    arrays, names = _read(path)
    if set(arrays) not in LAYOUTS:
        raise InvalidInput(
            f"{path} must have images; images and labels; images and held_out_images; or all "
            f"of these and held_out_labels. Found: {', '.join(arrays)}."
        )
    labels, values = _numbered({k: array for k, array in arrays.items() if "labels" in k}, path)
    classes = names or values

    def whole(prefix: str, name: str) -> Split:
        images = arrays[f"{prefix}images"]
        with_channels = images[..., None] if images.ndim == 3 else images
        return Split(with_channels, labels.get(f"{prefix}labels"), classes, name)

    given = whole("", str(path))
    if "held_out_images" not in arrays:
        return cut(given)
    held_out = whole("held_out_", f"{path}/{HELD_OUT}")
    if given.image_shape != held_out.image_shape:
        raise InvalidInput(
            f"{path}: images and held_out_images must have one shape. Received: "
            f"{given.image_shape} and {held_out.image_shape}."
        )
    warn_of_copies(given, held_out)
    return cut_training_set(given, held_out)


def _read(path: Path) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    if path.suffix.lower() == ".npz":
        return read_archive(path), ()
    if arrays := _read_idx_folder(path):
        return arrays, ()
    if path.is_dir():
        return read_folder(path)
    raise InvalidInput(f"{path} must be an .npz, a folder of pictures, or a folder of IDX files.")


def _read_idx_folder(folder: Path) -> dict[str, np.ndarray]:
    arrays = {}
    for key, (stem, rank) in IDX_FILES.items():
        for path in (folder / f"{stem}.gz", folder / stem):
            if path.is_file():
                arrays.setdefault(key, read_idx(path, rank=rank))
    return arrays


def _numbered(
    given: Mapping[str, np.ndarray], path: Path
) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    """Returns labels as positions among those that occur, int64 [...], and these by name."""
    checked = {key: _checked(array, path, key) for key, array in given.items()}
    # Not np.unique over all of them: it would make floats of signed and unsigned numbers.
    found = {key: np.unique(array, return_inverse=True) for key, array in checked.items()}
    values = {value for there, _ in found.values() for value in there.tolist()}
    if len({type(value) for value in values}) > 1:
        raise InvalidInput(f"{path}: {' and '.join(given)} must both be numbers, or both texts.")
    position = {value: i for i, value in enumerate(sorted(values))}
    numbers = {
        key: np.array([position[value] for value in there.tolist()], np.int64)[where]
        for key, (there, where) in found.items()
    }
    return numbers, tuple(map(str, position))


def _checked(labels: np.ndarray, path: Path, key: str) -> np.ndarray:
    """Returns labels [...] of whatever type as integers or texts.

    Raises:
        InvalidInput: they are neither.
    """
    if labels.dtype.kind == "b":
        return labels.astype(np.int64)
    if labels.dtype.kind in "iuU":
        return labels
    # Beyond 2**53 not every whole number is a float: who wrote them has lost some.
    if labels.dtype.kind == "f" and (np.abs(labels) < 2**53).all():
        whole = labels.astype(np.int64)
        if (whole == labels).all():
            return whole
    raise InvalidInput(
        f"{path}: {key} must be whole numbers or texts. Received: {labels.dtype}. "
        f"If they are whole numbers: {key}.astype(np.int64)."
    )
