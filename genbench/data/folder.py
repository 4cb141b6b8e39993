"""Arrays from a folder of pictures."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from genbench.data.mapped import is_large, kept, key_of
from genbench.system.errors import InvalidInput

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")

# What Pillow's readers raise on damaged files, beside their DecompressionBombError.
# Of a picture: more are no training image, and would fill the memory.
MOST_PIXELS = 2**25
DAMAGE = (OSError, SyntaxError, ValueError, TypeError, EOFError, struct.error, zlib.error)


def read_folder(folder: Path) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    """Returns the pictures of a folder, in order of their names, and the names of their classes.

    Pictures in subfolders are labelled by the subfolder. Hidden files and files that are no
    pictures are passed over. See `read_picture` for what becomes of colours.

    Returns:
        "images" uint8 [n, h, w, c], where c is 1 if every pixel is grey and else 3; "labels"
        int64 [n] if the pictures lie in subfolders; and the subfolders' names, or ().

    Raises:
        ValueError: no pictures; pictures both in the folder and below; a broken picture; sizes
            that differ.
    """
    above = _pictures(folder)
    below = {entry.name: pictures for entry in _visible(folder) if (pictures := _pictures(entry))}
    if above and below:
        raise InvalidInput(
            f"{folder} has pictures both in itself ({above[0].name}) and in subfolders "
            f"({', '.join(below)}). Move all of them into subfolders, or none."
        )
    if not above and not below:
        raise InvalidInput(
            f"{folder} has no pictures, nor have its subfolders. Expected: {', '.join(SUFFIXES)}."
        )
    if above:
        return {"images": _stacked(above)}, ()
    paths = [path for pictures in below.values() for path in pictures]
    labels = np.repeat(np.arange(len(below)), [len(pictures) for pictures in below.values()])
    return {"images": _stacked(paths), "labels": labels}, tuple(below)


def read_picture(path: Path) -> np.ndarray:
    """Returns one picture as uint8 [h, w, 3], turned upright as its EXIF data say.

    Palettes, CMYK and other colour spaces become RGB; 16-bit grey is scaled to 8 bits;
    transparency is laid over black; of an animation, the first frame is taken.

    Raises:
        ValueError: the file is broken, or has 32 bits a channel.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(path) as file:
            if file.width * file.height > MOST_PIXELS:
                raise InvalidInput(f"{file.width} x {file.height} pixels are too many")
            image = ImageOps.exif_transpose(file)
            if image.mode.startswith("I;16"):
                image = Image.fromarray(np.rint(np.asarray(image) / 257).astype(np.uint8))
            if image.mode in ("I", "F"):
                raise InvalidInput(f"{image.mode} pixels of 32 bits; save it with 8 or 16")
            if image.has_transparency_data:
                black = Image.new("RGBA", image.size, "black")
                image = Image.alpha_composite(black, image.convert("RGBA"))
            return np.asarray(image.convert("RGB"))
    except (*DAMAGE, Image.DecompressionBombError) as error:
        raise InvalidInput(f"{path} cannot be read as a picture: {error}.") from error


def _stacked(paths: list[Path]) -> np.ndarray:
    """Returns pictures of one size, uint8 [n, h, w, c]; those that fill the memory are mapped."""
    shape = (len(paths), *read_picture(paths[0]).shape)
    if is_large(shape):
        images = kept(key_of(paths), shape, lambda: _pixels_of(paths))
    else:
        images = np.empty(shape, np.uint8)
        for i, picture in enumerate(_pixels_of(paths)):
            images[i] = picture
    is_grey = all((images[i] == images[i, ..., :1]).all() for i in range(len(images)))
    return images[..., :1] if is_grey else images


def _pixels_of(paths: list[Path]) -> Iterator[np.ndarray]:
    """Gives each picture, uint8 [h, w, 3].

    Raises:
        InvalidInput: one cannot be read, or is of another size than the first.
    """
    h, w, _ = read_picture(paths[0]).shape
    for path in paths:
        picture = read_picture(path)
        if picture.shape != (h, w, 3):
            other_h, other_w, _ = picture.shape
            raise InvalidInput(
                f"Pictures must have one size, but {paths[0]} is {w}x{h} and {path} is "
                f"{other_w}x{other_h}. Resize them to one size."
            )
        yield picture


def _pictures(folder: Path) -> list[Path]:
    return [path for path in _visible(folder) if path.suffix.lower() in SUFFIXES and path.is_file()]


def _visible(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
