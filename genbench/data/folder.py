"""Arrays from a folder of pictures."""

import struct
import zlib
from pathlib import Path

import numpy as np

from genbench.system.errors import InvalidInput

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")

# What Pillow's readers raise on damaged files, beside their DecompressionBombError.
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
    first = paths[0]
    images = np.empty([len(paths), *read_picture(first).shape], np.uint8)
    is_grey = True
    for i, path in enumerate(paths):
        picture = read_picture(path)
        if picture.shape != images.shape[1:]:
            (h, w), (other_h, other_w) = images.shape[1:3], picture.shape[:2]
            raise InvalidInput(
                f"Pictures must have one size, but {first} is {w}x{h} and {path} is "
                f"{other_w}x{other_h}. Resize them to one size."
            )
        images[i] = picture
        is_grey = is_grey and bool((picture == picture[..., :1]).all())
    return np.ascontiguousarray(images[..., :1]) if is_grey else images


def _pictures(folder: Path) -> list[Path]:
    return [path for path in _visible(folder) if path.suffix.lower() in SUFFIXES and path.is_file()]


def _visible(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
