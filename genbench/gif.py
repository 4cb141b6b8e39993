"""Animated GIFs, written frame by frame."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path

import imageio.v3 as imageio
import numpy as np

from genbench.files import replacing

# Repeats for ever. Every extension is 0x21, its kind, blocks that begin with their size, and 0.
_LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"


def write(path: Path, frames: Iterable[np.ndarray], durations: Iterable[float]) -> None:
    """Writes an animation that repeats for ever, with one frame in memory at a time.

    imageio holds all frames until the end, or writes files that cannot be read where a frame has
    few colours. So it encodes each frame alone, and the frames are stitched here.

    Args:
        path: the file.
        frames: uint8 [h, w] or [h, w, 3], of one size.
        durations: seconds of each frame; the format counts hundredths.

    Reference:
        Graphics Interchange Format, version 89a, CompuServe 1990.
    """
    with replacing(path) as beside, beside.open("wb") as file:
        for i, (frame, seconds) in enumerate(zip(frames, durations, strict=True)):
            height, width = frame.shape[:2]
            if i == 0:
                file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0) + _LOOP)
            file.write(b"\x21\xf9\x04" + struct.pack("<BHBB", 0, round(100 * seconds), 0, 0))
            file.write(_image_block(frame))
        file.write(b"\x3b")


def _image_block(frame: np.ndarray) -> bytes:
    """Returns a frame as a block of the format, with a table of its own colours."""
    gif = imageio.imwrite("<bytes>", frame, extension=".gif")
    size_of_table = gif[10] & 0x07
    table_end = 13 + 3 * 2 ** (size_of_table + 1)
    image = gif.index(b"\x2c", table_end)
    descriptor = gif[image : image + 9] + bytes([gif[image + 9] | 0x80 | size_of_table])
    return descriptor + gif[13:table_end] + gif[image + 10 : -1]
