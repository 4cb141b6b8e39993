"""Data that a person gives otherwise than by name or path: arrays, and functions that load some.

They are kept once, as an .npz in the cache folder that is called by their content: whoever comes
later finds them there as any other file, and no stage runs a function again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import numpy as np

from genbench.data.archive import KEYS
from genbench.data.catalogue import DATASETS
from genbench.data.images import to_uint8
from genbench.data.splits import Split
from genbench.system import own_code
from genbench.system.arrays import described, digest, write_arrays
from genbench.system.cache import cache_folder
from genbench.system.errors import InvalidInput
from genbench.system.files import expanded, replacing

GROUP = "genbench.datasets"
FOLDER = "given"
# What arrays are called that come without the name of a function.
ARRAYS = "arrays"
FORMS = (
    "images; (images, labels); ((images, labels), (held_out_images, held_out_labels)); a dict of "
    f"arrays called {', '.join(KEYS)}; or examples, as (image, label) or as a dict of image and "
    "label, one after the other or in a dict of train and test"
)
Given = str | os.PathLike[str] | np.ndarray | tuple[Any, ...] | Mapping[str, Any]


def settled(dataset: Given) -> str:
    """Returns the name or path of a data set, however it was given.

    Args:
        dataset: a name or path, which stays as it is; a function in a file, as in mine.py:load, in
            a module, or that an installed package announces under `genbench.datasets`, which is
            called without arguments; or arrays: images uint8 [n, h, w] or [n, h, w, c], or float
            in [0, 1], alone or in any of `FORMS`.

    Raises:
        InvalidInput: there is no such function, or what it returns or is given are no pictures.
        OwnCodeFailed: the function fails.
    """
    if not isinstance(dataset, str | os.PathLike):
        return str(keep(dataset, ARRAYS))
    name = os.fspath(dataset)
    is_file_of_code = name.endswith(own_code.ENDING)
    if name in DATASETS or (expanded(name).exists() and not is_file_of_code):
        return name
    if name in (entries := announced()):
        load = own_code.attempt(f"{entries[name]} cannot be loaded", lambda: _entry(name).load())
        return str(keep(own_code.attempt(f"{name} failed", load), name))
    place, function = own_code.split(name)
    if not own_code.is_code(name):
        return name
    function = function or "load"
    load = getattr(own_code.name(place), function, None)
    if not callable(load):
        raise InvalidInput(f"{place} must hold a function {function!r} that returns pictures.")
    return str(keep(own_code.attempt(f"{name} failed", load), function))


def announced() -> dict[str, str]:
    """Returns what installed packages announce as data sets: by name, where it is."""
    return {entry.name: entry.value for entry in entry_points(group=GROUP)}


def _entry(name: str) -> Any:
    return next(entry for entry in entry_points(group=GROUP) if entry.name == name)


def keep(pictures: object, name: str) -> Path:
    """Returns the .npz that holds some pictures, written where it is not there yet.

    Args:
        pictures: in one of `FORMS`.
        name: what the file's name begins with; the digest of the content follows.

    Raises:
        InvalidInput: they are no pictures.
    """
    arrays = {key: np.asarray(array) for key, array in _arrays(pictures).items()}
    for key in [key for key in arrays if key.endswith("images")]:
        arrays[key] = _checked(arrays[key], f"{name}: {key}")
        labels = arrays.get(key.replace("images", "labels"))
        if labels is not None and labels.shape != arrays[key].shape[:1]:
            raise InvalidInput(
                f"{name}: labels must be one for each of {len(arrays[key])} images. "
                f"Received: {described(labels)}."
            )
    path = cache_folder() / FOLDER / f"{name}-{digest(*arrays.values())[:12]}.npz"
    if not path.is_file():
        with replacing(path) as beside:
            write_arrays(beside, arrays)
    return path


def _checked(images: np.ndarray, name: str) -> np.ndarray:
    """Returns images as uint8 [n, h, w, c]."""
    if images.dtype.kind == "f":
        if not (np.isfinite(images).all() and images.min() >= 0 and images.max() <= 1):
            raise InvalidInput(
                f"{name} of floats must lie in [0, 1]. Received: {images.min():.3g} to "
                f"{images.max():.3g}."
            )
        images = to_uint8(images)
    with_channels = images[..., None] if images.ndim == 3 else images
    return Split(with_channels, None, (), name).images


def _arrays(pictures: object) -> dict[str, Any]:
    """Returns what was given as arrays by the names that an .npz has them under."""
    match pictures:
        case Mapping() if "images" in pictures and pictures.keys() <= {*KEYS}:
            return dict(pictures)
        case Mapping() if pictures.keys() == {"train", "test"}:
            return _two(_examples(pictures["train"]), _examples(pictures["test"]))
        case (tuple() | list() as given, tuple() | list() as held_out) if len(given) == 2:
            return _two(_pair(*given), _pair(*held_out))
        case (images, labels) if isinstance(pictures, tuple):
            return _pair(images, labels)
    if hasattr(pictures, "__array__"):
        return {"images": pictures}
    if isinstance(pictures, Iterable) and not isinstance(pictures, str | bytes | Mapping):
        return _examples(pictures)
    raise InvalidInput(f"Pictures must be given as {FORMS}. Received: {type(pictures).__name__}.")


def _pair(images: object, labels: object) -> dict[str, Any]:
    # Keras has the labels of some sets as columns.
    flat = np.asarray(labels)
    return {"images": images, "labels": flat[:, 0] if flat.ndim == 2 else flat}


def _two(given: Mapping[str, Any], held_out: Mapping[str, Any]) -> dict[str, Any]:
    return {**given, **{f"held_out_{key}": array for key, array in held_out.items()}}


def _examples(examples: Iterable[Any]) -> dict[str, Any]:
    """Returns the arrays of pictures that come one after the other, as those of tfds do."""
    pairs = [
        (one["image"], one.get("label")) if isinstance(one, Mapping) else tuple(one)
        for one in examples
    ]
    if not pairs or any(len(pair) != 2 for pair in pairs):
        raise InvalidInput(f"Pictures must be given as {FORMS}. Received: something else.")
    images = np.stack([np.asarray(image) for image, _ in pairs])
    if any(label is None for _, label in pairs):
        return {"images": images}
    return _pair(images, np.array([np.asarray(label) for _, label in pairs]))
