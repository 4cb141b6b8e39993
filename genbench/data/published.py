"""Data sets published as IDX files: found on disk or downloaded, and verified either way."""

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np

from genbench.data.catalogue import DATASETS
from genbench.data.cutting import HELD_OUT, Splits, cut_training_set
from genbench.data.idx import parse_idx
from genbench.data.splits import Split
from genbench.system.cache import cache_folder
from genbench.system.errors import InvalidInput

TRAINING_SET = ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")
TEST_SET = ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz")


def load_published(name: str) -> Splits:
    """Returns a data set; its test set stays whole, as held out. See `fetch` for the errors."""
    held_out = _read(name, TEST_SET, f"{name}/{HELD_OUT}")
    return cut_training_set(_read(name, TRAINING_SET, name), held_out)


def _read(dataset: str, files: tuple[str, str], name: str) -> Split:
    images, labels = (
        parse_idx(fetch(dataset, file), rank=rank, name=file)
        for file, rank in zip(files, (3, 1), strict=True)
    )
    return Split(images[..., None], labels.astype(np.int64), DATASETS[dataset].classes, name)


def fetch(name: str, file: str, *, timeout: float = 20.0) -> bytes:
    """Returns the verified bytes of one file, from disk or else from a mirror.

    Args:
        name: a data set of `DATASETS`.
        file: one of its files.
        timeout: seconds that a mirror may stay silent.

    Raises:
        ValueError: the file on disk has another SHA-256 than the publisher's.
        FileNotFoundError: it is not on disk, and no mirror gave it.
    """
    path = find(name, file) or download(name, file, timeout=timeout)
    data = path.read_bytes()
    expected, found = DATASETS[name].sha256[file], hashlib.sha256(data).hexdigest()
    if found != expected:
        raise InvalidInput(
            f"{path} is damaged or another file: its SHA-256 must be {expected}. Found: {found}. "
            "Delete it, and it is downloaded again, or put the publisher's file in its place."
        )
    return data


def find(name: str, file: str) -> Path | None:
    """Returns where a file is on disk: under $GENBENCH_DATA, else in the cache, else None."""
    roots = [os.environ.get("GENBENCH_DATA"), cache_folder()]
    paths = [Path(root) / name / file for root in roots if root]
    return next((path for path in paths if path.is_file()), None)


def download(name: str, file: str, *, timeout: float) -> Path:
    """Returns where a file lies in the cache, once a mirror gave it with the right SHA-256.

    The bytes go to a temporary name, and take their own only when they are verified.

    Raises:
        FileNotFoundError: every mirror failed; the message says how, and what to do.
        OSError: the cache cannot be written.
    """
    import pooch
    import requests

    dataset, folder = DATASETS[name], cache_folder() / name
    # Any, because pooch's own downloaders do not fit its type of a downloader.
    get: Any = pooch.HTTPDownloader(
        progressbar=sys.stderr.isatty(),
        chunk_size=1 << 16,
        timeout=timeout,
        # A mirror that calls .gz an encoding would have it unpacked on the way.
        headers={"Accept-Encoding": "identity"},
    )
    failures = {}
    for mirror in dataset.mirrors:
        url, sha256 = f"{mirror}/{file}", f"sha256:{dataset.sha256[file]}"
        try:
            return Path(pooch.retrieve(url, sha256, file, folder, downloader=get))
        except requests.HTTPError as error:
            failures[mirror] = str(error).partition(" for url")[0]
        except requests.RequestException as error:
            failures[mirror] = type(error).__name__
        except ValueError:
            failures[mirror] = "bytes with another SHA-256"
    raise FileNotFoundError(
        f"{file} of {name} is not on disk, and no mirror gave it: "
        f"{'; '.join(f'{mirror}: {reason}' for mirror, reason in failures.items())}. "
        f"Put {', '.join(dataset.sha256)} into {folder}, "
        "or use mnist5k, which needs no network."
    )
