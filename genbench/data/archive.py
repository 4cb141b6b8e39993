"""Arrays from an .npz file that someone else wrote."""

from pathlib import Path

import numpy as np

from genbench.system.arrays import DAMAGE
from genbench.system.errors import InvalidInput

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
            with np.lib.npyio.NpzFile(file, allow_pickle=False) as archive:
                found = archive.files
                arrays = {key: np.asarray(archive[key]) for key in KEYS if key in found}
        except DAMAGE as error:
            reason = " ".join(str(error).split())
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
