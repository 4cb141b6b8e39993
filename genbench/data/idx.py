"""IDX, the format of the MNIST files: a magic number, the sizes, then the bytes."""

import math
import mmap
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from genbench.data.mapped import is_large, kept, key_of, stream
from genbench.system.errors import InvalidInput

GZIP_MAGIC = b"\x1f\x8b"
UNSIGNED_BYTE = 0x08


def read_idx(path: Path, *, rank: int) -> np.ndarray:
    """Returns the array in an IDX file, uint8 of that rank; see `parse_idx`.

    A large one that is not compressed is mapped from the cache folder. Not from where it is: who
    cuts a mapped file short ends the process that reads it, without a word.
    """
    if not is_large((path.stat().st_size,)):
        return parse_idx(path.read_bytes(), rank=rank, name=str(path))
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    array = parse_idx(data, rank=rank, name=str(path))
    if data[:2] == GZIP_MAGIC:
        return array
    return kept(key_of([path]), array.shape, lambda: _blocks(path, array.nbytes))


def _blocks(path: Path, n_bytes: int) -> Iterator[np.ndarray]:
    """Gives the last bytes of a file, so many."""
    with path.open("rb") as file:
        file.seek(path.stat().st_size - n_bytes)
        try:
            yield from stream(file, n_bytes)
        except EOFError as error:
            raise InvalidInput(f"{path} was changed while it was read: {error}.") from error


def parse_idx(data: bytes | mmap.mmap, *, rank: int, name: str) -> np.ndarray:
    """Returns the array that the bytes of an IDX file hold.

    Args:
        data: the file's bytes, compressed with gzip or plain.
        rank: number of axes that the array must have: 3 for images, 1 for labels.
        name: what errors call the file.

    Returns:
        uint8 [n, h, w] or [n] for the ranks 3 and 1, read-only.

    Raises:
        ValueError: the bytes are anything else than one whole such array.
    """
    if data[:2] == GZIP_MAGIC:
        data = _inflate(data, name)
    if len(data) < 4 or data[:2] != b"\0\0":
        raise InvalidInput(
            f"{name} is not an IDX file, plain or gzip: it must begin with the bytes "
            f"{bytes([0, 0, UNSIGNED_BYTE, rank]).hex(' ')}. Found: {data[:4].hex(' ') or 'none'}."
        )
    if data[2] != UNSIGNED_BYTE:
        raise InvalidInput(
            f"{name} must hold unsigned bytes (IDX type 0x08). Found: type 0x{data[2]:02x}."
        )
    if data[3] != rank:
        raise InvalidInput(f"{name} must hold an array with {rank} axes. Found: {data[3]} axes.")
    header = 4 + 4 * rank
    if len(data) < header:
        raise InvalidInput(f"{name} ends within its header of {header} bytes, at {len(data)}.")
    shape = [int.from_bytes(data[at : at + 4], "big") for at in range(4, header, 4)]
    n_expected, n_found = math.prod(shape), len(data) - header
    if n_found != n_expected:
        fault = "is truncated" if n_found < n_expected else "has trailing bytes"
        raise InvalidInput(
            f"{name} {fault}: its header says {shape}, {n_expected} bytes. Found: {n_found}."
        )
    try:
        return np.frombuffer(data, np.uint8, offset=header).reshape(shape)
    except ValueError as error:  # Of nothing, by sizes that no array can have.
        raise InvalidInput(f"{name} cannot be read: its header says {shape}.") from error


def _inflate(data: bytes | mmap.mmap, name: str) -> bytes:
    # Not gzip.decompress: it takes zeros after the end, and a second member, for part of the file.
    inflater = zlib.decompressobj(wbits=31)
    try:
        inflated = inflater.decompress(data)
    except zlib.error as error:
        raise InvalidInput(f"{name} is corrupt gzip ({error}). Get the file again.") from error
    if not inflater.eof:
        raise InvalidInput(f"{name} is truncated gzip, {len(data)} bytes long. Get the file again.")
    if inflater.unused_data:
        raise InvalidInput(f"{name} has {len(inflater.unused_data)} trailing bytes after its gzip.")
    return inflated
