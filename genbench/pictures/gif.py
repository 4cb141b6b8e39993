"""Animated GIFs, written frame by frame."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path

import imageio.v3 as imageio
import numpy as np

from genbench.system.errors import InvalidInput
from genbench.system.files import replacing

# Repeats for ever. Every extension is 0x21, its kind, blocks that begin with their size, and 0.
_LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
# The eye does not miss the other greys at this size, and the file is a third as large.
N_GREYS = 16
LARGEST_SIDE = 2**16 - 1


def write(path: Path, frames: Iterable[np.ndarray], durations: Iterable[float]) -> None:
    """Writes an animation that repeats for ever, with one frame in memory at a time.

    imageio holds all frames until the end, or writes files that cannot be read where a frame has
    few colours. So it encodes each frame alone, and the frames are stitched here.

    Args:
        path: the file.
        frames: uint8 [h, w] or [h, w, 3], of one size.
        durations: seconds of each frame, up to 655; the format counts hundredths.

    Raises:
        ValueError: the frames are too large for the format.

    Reference:
        Graphics Interchange Format, version 89a, CompuServe 1990.
    """
    with replacing(path) as beside, beside.open("wb") as file:
        for i, (frame, seconds) in enumerate(zip(frames, durations, strict=True)):
            height, width = frame.shape[:2]
            if max(height, width) > LARGEST_SIDE:
                raise InvalidInput(
                    f"A GIF has at most {LARGEST_SIDE:,} pixels to a side. Received: {height:,} x "
                    f"{width:,}. Take fewer runs, or a smaller scale."
                )
            if i == 0:
                file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0) + _LOOP)
            file.write(b"\x21\xf9\x04" + struct.pack("<BHBB", 0, round(100 * seconds), 0, 0))
            file.write(_image_block(frame))
        file.write(b"\x3b")


def fewer_greys(frame: np.ndarray) -> np.ndarray:
    """Returns a frame uint8 [h, w] in 16 greys."""
    step = 255 / (N_GREYS - 1)
    return np.rint(np.rint(frame / step) * step).astype(np.uint8)


def _image_block(frame: np.ndarray) -> bytes:
    """Returns a frame as a block of the format, with a table of its own colours."""
    gif = imageio.imwrite("<bytes>", frame, extension=".gif")
    size_of_table = gif[10] & 0x07
    table_end = 13 + 3 * 2 ** (size_of_table + 1)
    image = gif.index(b"\x2c", table_end)
    descriptor = gif[image : image + 9] + bytes([gif[image + 9] | 0x80 | size_of_table])
    return descriptor + gif[13:table_end] + gif[image + 10 : -1]
