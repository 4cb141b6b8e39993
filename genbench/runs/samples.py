"""What samples.npz holds, read whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from genbench.system.arrays import DAMAGE, described, read_arrays, write_arrays
from genbench.system.errors import BrokenRun
from genbench.system.files import replacing

# What is one value, and of which of NumPy's kinds of type.
KINDS = {"seed": "iu", "step": "iu", "weights": "U", "sampler": "U", "about": "U"}


class Samples(NamedTuple):
    """What samples.npz holds.

    Attributes:
        images: uint8 [n, h, w, c].
        seed: what they were drawn with.
        step: of the weights that drew them.
        weights: the seal of the file that holds these.
        sampler: its name.
        about: what a sample is, in a few words.
        labels: int64 [n], the classes that were asked for; None of a model that is not told any.
    """

    images: np.ndarray
    seed: int
    step: int
    weights: str
    sampler: str
    about: str
    labels: np.ndarray | None = None


def write_samples(path: Path, samples: Samples) -> None:
    """Writes an .npz that `read_samples` reads."""
    arrays = {
        name: np.asarray(value) for name, value in samples._asdict().items() if value is not None
    }
    with replacing(path) as beside:
        write_arrays(beside, arrays, compress=True)


def read_samples(path: Path, *, cure: str) -> Samples:
    """Returns what `write_samples` wrote.

    Args:
        path: the file.
        cure: what to do if it cannot be read, to stand at the end of the message.

    Raises:
        BrokenRun: the file is damaged, or holds something else.
    """
    try:
        arrays = read_arrays(path)
    except DAMAGE as error:
        raise BrokenRun(f"{path} is damaged: {error}. {cure}") from error
    if missing := {*Samples._fields} - {"labels"} - arrays.keys():
        raise BrokenRun(f"{path} holds no {', '.join(sorted(missing))}. {cure}")
    images, labels = arrays["images"], arrays.get("labels")
    if images.dtype != np.uint8 or images.ndim != 4 or not images.size:
        raise BrokenRun(
            f"{path} must hold images uint8 [n, h, w, c]. Received: {described(images)}. {cure}"
        )
    if labels is not None and (labels.dtype != np.int64 or labels.shape != images.shape[:1]):
        raise BrokenRun(
            f"{path} must hold labels int64 [{len(images)}], one for each image. "
            f"Received: {described(labels)}. {cure}"
        )
    for name, kind in KINDS.items():
        if arrays[name].shape or arrays[name].dtype.kind not in kind:
            raise BrokenRun(f"{path}: {name} is {described(arrays[name])}. {cure}")
    seed, step = (int(arrays[name]) for name in ("seed", "step"))
    weights, sampler, about = (str(arrays[name]) for name in ("weights", "sampler", "about"))
    return Samples(images, seed, step, weights, sampler, about, labels)


def sampler_of(path: Path) -> str:
    """Returns the name of the sampler whose samples a whole file holds, without reading these."""
    with np.load(path, allow_pickle=False) as archive:
        return str(archive["sampler"])
