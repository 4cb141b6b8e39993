"""What samples.npz holds, read whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from genbench.system.arrays import DAMAGE, described, read_arrays, write_arrays
from genbench.system.errors import BrokenRun
from genbench.system.files import replacing


class Samples(NamedTuple):
    """What samples.npz holds.

    Attributes:
        images: uint8 [n, h, w, c].
        seed: what they were drawn with.
        step: of the weights that drew them.
        sampler: its name.
        about: what a sample is, in a few words.
        labels: int64 [n], the classes that were asked for; None of a model that is not told any.
    """

    images: np.ndarray
    seed: int
    step: int
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
    images = arrays["images"]
    if images.dtype != np.uint8 or images.ndim != 4:
        raise BrokenRun(
            f"{path} must hold images uint8 [n, h, w, c]. Received: {described(images)}. {cure}"
        )
    seed, step = (int(arrays[name]) for name in ("seed", "step"))
    sampler, about = (str(arrays[name]) for name in ("sampler", "about"))
    return Samples(images, seed, step, sampler, about, arrays.get("labels"))
