"""Npz files that are read whole or not at all, and the digests of arrays."""

from __future__ import annotations

import hashlib
import tokenize
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

# What NumPy, zipfile, zlib and Pillow raise on damaged bytes; MemoryError where a size is absurd.
DAMAGE = (
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    OverflowError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)
# The member that holds the digest of all others.
SEAL = "sha256"
# Bytes that are read at a time for a digest.
PART = 2**24


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray], *, compress: bool = False) -> None:
    """Writes an .npz of arrays by name, of whatever shapes and types, sealed with their digest."""
    write = np.savez_compressed if compress else np.savez
    write(path, allow_pickle=False, **arrays, **{SEAL: np.array(seal(arrays))})


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    """Returns the arrays that `write_arrays` wrote.

    Raises:
        Exception: one of DAMAGE, the file is damaged, or another program's.
    """
    # NumPy does not close a damaged file that it has opened itself.
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        # The zip's own checksums do not cover its directory, and NumPy may stop before the end.
        try:
            arrays = dict(archive)
        except ValueError as error:
            if "allow_pickle" in str(error):  # NumPy's advice is not ours.
                raise zipfile.BadZipFile("it holds Python objects, never loaded") from error
            raise
    if SEAL not in arrays:
        raise zipfile.BadZipFile(f"it holds no {SEAL} of its content, so it is not genbench's")
    if str(arrays.pop(SEAL)) != seal(arrays):
        raise zipfile.BadZipFile(f"the {SEAL} of its content differs")
    return arrays


def read_seal(path: Path) -> str:
    """Returns the digest of all that an .npz of `write_arrays` holds, as it says itself.

    Raises:
        Exception: one of DAMAGE, the file is damaged, or another program's.
    """
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        return str(archive[SEAL])


def seal(arrays: Mapping[str, np.ndarray]) -> str:
    """Returns the digest of arrays by name that `write_arrays` seals them with."""
    names = sorted(arrays)
    return digest(np.array(names, np.str_), *(np.asarray(arrays[name]) for name in names))


def digest(*arrays: np.ndarray) -> str:
    """Returns the SHA-256, in hexadecimal, of the arrays' types, shapes and bytes."""
    sha256 = hashlib.sha256()
    for array in arrays:
        sha256.update(described(array).encode())
        for part in _parts(array):
            sha256.update(np.ascontiguousarray(part).data)
    return sha256.hexdigest()


def _parts(array: np.ndarray) -> Iterator[np.ndarray]:
    """Gives an array piece by piece, so that none that is mapped comes into the memory whole."""
    if array.nbytes <= PART:
        yield array
        return
    size = max(1, PART * len(array) // array.nbytes)
    yield from (array[i : i + size] for i in range(0, len(array), size))


def described(array: np.ndarray) -> str:
    """Returns type and shape of an array, as error messages tell them: "uint8 [10, 28, 28, 1]"."""
    return f"{array.dtype} {list(array.shape)}"
