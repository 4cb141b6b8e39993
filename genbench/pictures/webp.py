"""Animated WebP without loss: all greys and colours, where a GIF has 256."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from genbench.system.errors import InvalidInput
from genbench.system.files import replacing

LARGEST_SIDE = 16383


def write(path: Path, frames: Iterable[np.ndarray], durations: Iterable[float]) -> None:
    """Writes an animation that repeats for ever. Pillow holds all frames until the end.

    Args:
        path: the file.
        frames: uint8 [h, w] or [h, w, 3], of one size.
        durations: seconds of each frame; the format counts thousandths.

    Raises:
        ValueError: the frames are too large for the format.

    Reference:
        RFC 9649, "WebP Image Format", November 2024.
    """
    pairs = [*zip(frames, durations, strict=True)]
    height, width = pairs[0][0].shape[:2]
    if max(height, width) > LARGEST_SIDE:
        raise InvalidInput(
            f"A WebP has at most {LARGEST_SIDE:,} pixels to a side. Received: {height:,} x "
            f"{width:,}. Take fewer runs, or a smaller scale."
        )
    first, *others = (Image.fromarray(frame) for frame, _ in pairs)
    with replacing(path) as beside:
        first.save(
            beside,
            "WEBP",
            save_all=True,
            append_images=others,
            duration=[round(1000 * seconds) for _, seconds in pairs],
            loop=0,
            lossless=True,
        )
