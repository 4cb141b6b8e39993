"""Npz files that are read whole or not at all, and the digests of arrays."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import numpy as np

# What NumPy and zipfile raise on damaged bytes.
DAMAGE = (EOFError, OSError, NotImplementedError, RuntimeError, ValueError, zipfile.BadZipFile)


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    """Returns the arrays of an .npz by name, of whatever shapes and types they have.

    Raises:
        Exception: one of DAMAGE, the file is damaged.
    """
    # NumPy does not close a damaged file that it has opened itself.
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        # A damaged header can have NumPy stop before the end, where the checksum is compared.
        if damaged := archive.zip.testzip():
            raise zipfile.BadZipFile(f"the checksum of {damaged} differs")
        return dict(archive)


def digest(*arrays: np.ndarray) -> str:
    """Returns the SHA-256, in hexadecimal, of the arrays' types, shapes and bytes."""
    sha256 = hashlib.sha256()
    for array in arrays:
        sha256.update(described(array).encode())
        sha256.update(np.ascontiguousarray(array).data)
    return sha256.hexdigest()


def described(array: np.ndarray) -> str:
    """Returns type and shape of an array, as error messages tell them: "uint8 [10, 28, 28, 1]"."""
    return f"{array.dtype} {list(array.shape)}"
