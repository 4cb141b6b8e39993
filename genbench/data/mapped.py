"""Pictures that would fill the memory: kept in the cache folder, and mapped from there."""

from __future__ import annotations

import hashlib
import math
import shutil
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

import numpy as np

from genbench.system import cache
from genbench.system.arrays import digest
from genbench.system.errors import InvalidInput
from genbench.system.files import replacing

# Bytes from which on pictures are mapped, and in which they are copied.
LARGE, BLOCK = 2**28, 2**24


def is_large(shape: tuple[int, ...]) -> bool:
    """Returns whether pictures uint8 of that shape are many enough to be mapped."""
    return math.prod(shape) >= LARGE


def take(images: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Returns images[rows], uint8 [n, h, w, c]: in memory, or mapped if they are many."""
    shape = (len(rows), *images.shape[1:])
    if not is_large(shape):
        return images[rows]
    size = max(1, BLOCK // math.prod(shape[1:]))
    blocks = (images[rows[i : i + size]] for i in range(0, len(rows), size))
    return kept(cache.key(digest(images), digest(rows)), shape, lambda: blocks)


def kept(
    key: str, shape: tuple[int, ...], blocks: Callable[[], Iterable[np.ndarray]]
) -> np.ndarray:
    """Returns uint8 of that shape, mapped from the cache folder, and written there at first.

    Args:
        key: what the pictures depend on, see `cache.key`.
        shape: theirs.
        blocks: gives their bytes, uint8 [...], from the first to the last.

    Raises:
        InvalidInput: the disk has no room for them.
        OSError: the cache folder cannot be written.
    """
    path = cache.cache_folder() / "pictures" / f"{key}.npy"
    seal = path.with_suffix(".sha256")
    if seal.is_file() and path.is_file():
        # Of the file, read from front to back: what is mapped would fill the memory as it is read.
        if _sha256(path) == seal.read_text("utf-8"):
            return _mapped(path)
        warnings.warn(f"{path} is damaged, and is made again.", stacklevel=2)
    _announce(path, shape)
    with replacing(path) as beside, beside.open("wb") as file:
        header = {"descr": "|u1", "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(file, header)
        for block in blocks():
            file.write(np.ascontiguousarray(block).data)
    with replacing(seal) as beside:
        beside.write_text(_sha256(path), "utf-8")
    return _mapped(path)


def key_of(paths: Iterable[Path]) -> str:
    """Returns a key for what the contents of some files decide."""
    return cache.key(*(_sha256(path) for path in paths))


def stream(file: IO[bytes], n_bytes: int) -> Iterator[np.ndarray]:
    """Gives the bytes that are left of an open file, uint8 [...], which must be so many.

    Raises:
        EOFError: they are fewer or more.
    """
    n_left = n_bytes
    # The read after the last byte is that which holds a zip's checksum against the content.
    while block := file.read(BLOCK):
        n_left -= len(block)
        yield np.frombuffer(block, np.uint8)
    if n_left:
        raise EOFError(f"{n_bytes:,} bytes were announced, and there are {n_bytes - n_left:,}")


def _mapped(path: Path) -> np.ndarray:
    return np.load(path, mmap_mode="r", allow_pickle=False)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _announce(path: Path, shape: tuple[int, ...]) -> None:
    """Says what is written, and how large it is; refuses where the disk has no room for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    needed, free = math.prod(shape), shutil.disk_usage(path.parent).free
    sizes = f"{needed / 2**30:.1f} GiB, of {free / 2**30:.1f} GiB that are free there"
    if needed > free:
        raise InvalidInput(
            f"{shape[0]:,} pictures would take {sizes}: {path.parent}. Free some space, or set "
            "GENBENCH_CACHE to a folder that has more."
        )
    print(
        f"{shape[0]:,} pictures of {'x'.join(map(str, shape[1:]))} are kept in {path.parent}, "
        f"and read from there: {sizes}.",
        file=sys.stderr,
    )
