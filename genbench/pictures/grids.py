"""Images in a grid: one picture from many, and picture files read and written."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from genbench.system.arrays import DAMAGE
from genbench.system.files import replacing

# A run's own grids hold 100 to 150 images.
MOST_IMAGES = 256
# Of the text in a PNG that says whose it is.
KEYWORD = "genbench"


def grid(images: np.ndarray, *, n_columns: int | None = None, border: int = 1) -> np.ndarray:
    """Returns one picture with the images row by row, the first at the top left.

    Args:
        images: uint8 [n, h, w, c].
        n_columns: images per row; by default the grid is as square as possible.
        border: width of the lines between the images, in pixels.

    Returns:
        uint8 [height, width, c]; lines and empty cells are mid-grey.
    """
    n, height, width, n_channels = images.shape
    n_columns = n_columns or math.ceil(math.sqrt(n))
    n_rows = math.ceil(n / n_columns)
    cells = np.full(
        (n_rows * n_columns, height + border, width + border, n_channels), 128, np.uint8
    )
    cells[:n, border:, border:] = images
    rows = cells.reshape(n_rows, n_columns, height + border, width + border, n_channels)
    picture = rows.swapaxes(1, 2).reshape(
        n_rows * (height + border), n_columns * (width + border), n_channels
    )
    return np.pad(picture, ((0, border), (0, border), (0, 0)), constant_values=128)


def cells(picture: np.ndarray, height: int, width: int, *, border: int = 1) -> np.ndarray:
    """Returns the images uint8 [n, h, w, c] of a picture that `grid` made, empty cells included."""
    rows = picture[border:, border:]
    n_rows, n_columns = rows.shape[0] // (height + border), rows.shape[1] // (width + border)
    parts = rows.reshape(n_rows, height + border, n_columns, width + border, -1)
    cut = parts[:, :height, :, :width].swapaxes(1, 2)
    return cut.reshape(n_rows * n_columns, height, width, -1)


def enlarge(picture: np.ndarray, scale: int) -> np.ndarray:
    """Returns the picture [h, w, c] with each pixel repeated into scale x scale pixels."""
    return picture.repeat(scale, axis=0).repeat(scale, axis=1)


def read(path: Path) -> np.ndarray:
    """Returns a grey or RGB picture file as uint8 [h, w, c].

    Raises:
        OSError: the file is absent or damaged.
    """
    try:
        # The decoder alone would not look at the checksums.
        with Image.open(path) as file:
            file.verify()
        with Image.open(path) as file:
            picture = np.asarray(file)
    except (*DAMAGE, Image.DecompressionBombError) as error:
        raise OSError(f"{path} cannot be read: {error}.") from error
    if file.mode not in ("L", "RGB", "RGBA"):
        raise OSError(f"{path} must be grey or RGB. Received: {file.mode}.")
    return picture if picture.ndim == 3 else picture[..., None]


def whole(
    files: Iterable[tuple[int, Path]], image_shape: Sequence[int], owner: str
) -> list[tuple[int, Path]]:
    """Returns those files that hold grids of such images, all of one size, of one owner.

    The others are left out with a warning.

    Args:
        files: a run's pictures, by step.
        image_shape: (h, w, c) of an image in a grid.
        owner: as `write` was told.
    """
    found = []
    first = None
    for step, path in files:
        try:
            size = _check_own(path, image_shape, owner)
            if size != (first or size):
                raise OSError(f"{path} is of another size than this run's other pictures.")
            read(path)
        except OSError as error:
            warnings.warn(f"{error} It is left out.", stacklevel=2)
            continue
        first = size
        found.append((step, path))
    return found


def is_own(path: Path, owner: str) -> bool:
    """Returns whether a picture is there, whole, and where its owner wrote it."""
    try:
        # First, for it does not take the pixels.
        with _opened(path) as file:
            mark = file.info.get(KEYWORD)
        return mark == _mark(path, owner) and read(path) is not None
    except OSError:
        return False


def _check_own(path: Path, image_shape: Sequence[int], owner: str) -> tuple[int, int]:
    """Returns the size of a picture, (width, height), from the file's head alone.

    Raises:
        OSError: it is absent, damaged, no grid of such images, or another owner's.
    """
    height, width, n_channels = image_shape
    with _opened(path) as file:
        size, bands = file.size, len(file.getbands())
        mark = file.info.get(KEYWORD)
    n_columns, n_rows = (size[0] - 1) / (width + 1), (size[1] - 1) / (height + 1)
    is_grid = n_columns.is_integer() and n_rows.is_integer() and bands == n_channels
    if not is_grid or not 0 < n_columns * n_rows <= MOST_IMAGES:
        raise OSError(f"{path} is of another size than this run's pictures.")
    if mark != _mark(path, owner):
        raise OSError(f"{path} is not of this run, or of another step.")
    return size


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """Gives a picture file of which the head has been read.

    Raises:
        OSError: the file is absent or damaged.
    """
    try:
        with Image.open(path) as file:
            yield file
    except (*DAMAGE, Image.DecompressionBombError) as error:
        raise OSError(f"{path} cannot be read: {error}.") from error


def _mark(path: Path, owner: str) -> str:
    """Returns what a picture says of itself: whose it is, of what kind, and of which step."""
    return f"{owner} {path.parent.name}/{path.name}"


def write(path: Path, picture: np.ndarray, *, owner: str = "") -> None:
    """Writes uint8 [h, w, c], grey or RGB, to a picture file, and into it whose it is, if anyone's.

    A picture that is renamed, or put into another folder, is no longer its owner's.
    """
    text = PngInfo()
    if owner:
        text.add_text(KEYWORD, _mark(path, owner))
    image = Image.fromarray(picture[..., 0] if picture.shape[-1] == 1 else picture)
    with replacing(path) as beside:
        # The lowest level is four times as fast as the usual one, and costs a tenth in size.
        image.save(beside, compress_level=1, pnginfo=text)
