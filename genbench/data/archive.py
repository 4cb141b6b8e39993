"""Arrays from an .npz file that someone else wrote."""

import math
import textwrap
import zipfile
from pathlib import Path
from typing import IO

import numpy as np

from genbench.data.mapped import is_large, kept, key_of, stream
from genbench.system import cache
from genbench.system.arrays import DAMAGE
from genbench.system.errors import InvalidInput

# Characters of NumPy's reason, which may quote a whole header.
MOST_SAID = 200
KEYS = ("images", "labels", "held_out_images", "held_out_labels")


def read_archive(path: Path) -> dict[str, np.ndarray]:
    """Returns those of the arrays `KEYS` that the file holds; other arrays are not read.

    They are of whatever shape and type the file has: `Split` checks that. Pickled objects are
    never loaded.

    Raises:
        OSError: the file cannot be opened.
        ValueError: it is no .npz, is damaged, has no "images", or holds Python objects.
    """
    with path.open("rb") as file:
        try:
            with (
                np.lib.npyio.NpzFile(file, allow_pickle=False) as archive,
                zipfile.ZipFile(file) as members,
            ):
                found = archive.files
                arrays = {
                    key: _mapped(path, members, key) if _is_large(members, key) else archive[key]
                    for key in KEYS
                    if key in found
                }
        except InvalidInput:
            raise
        except DAMAGE as error:
            reason = textwrap.shorten(str(error), MOST_SAID)
            raise InvalidInput(
                f"{path} cannot be read as an .npz of plain arrays ({reason}). "
                "Write it with np.savez(path, images=images), where images are uint8 [n, h, w, c]; "
                "Python objects are never loaded."
            ) from error
    if "images" not in arrays:
        raise InvalidInput(
            f'{path} must hold an array "images". Found: {", ".join(found) or "nothing"}.'
        )
    return arrays


def _is_large(members: zipfile.ZipFile, key: str) -> bool:
    """Returns whether an array is one of bytes that would fill the memory."""
    name = f"{key}.npy"
    # Only an announced size is known yet, and the bytes of the array must be there.
    if name not in members.namelist() or not is_large((members.getinfo(name).file_size,)):
        return False
    with members.open(name) as member:
        shape, is_fortran, dtype = _read_header(member)
    return dtype == np.uint8 and not is_fortran and is_large(shape)


def _mapped(path: Path, members: zipfile.ZipFile, key: str) -> np.ndarray:
    """Returns an array of bytes, mapped from the cache folder."""
    with members.open(f"{key}.npy") as member:
        shape, _, _ = _read_header(member)
        rest = stream(member, math.prod(shape))
        return kept(cache.key(key_of([path]), key), shape, lambda: rest)


def _read_header(member: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype]:
    version = np.lib.format.read_magic(member)
    if version == (1, 0):
        return np.lib.format.read_array_header_1_0(member)
    return np.lib.format.read_array_header_2_0(member)
