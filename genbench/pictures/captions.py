"""Words on frames: captions above a picture, and names beside its rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

PAPER, INK = 255, 0


def captioned(picture: np.ndarray, *lines: str) -> np.ndarray:
    """Returns a picture uint8 [h, w, c] below lines of text, sized to fit its width."""
    _, width, n_channels = picture.shape
    font = ImageFont.load_default(size=max(10, min(18, width // 22)))
    line = round(1.4 * font.size)  # type: ignore[union-attr]
    caption = Image.new("L", (width, len(lines) * line + line // 3), PAPER)
    pen = ImageDraw.Draw(caption)
    for i, text in enumerate(lines):
        pen.text((2, i * line + line // 6), text, fill=INK, font=font)
    strip = np.repeat(np.asarray(caption)[..., None], n_channels, axis=2)
    return np.concatenate([strip, picture])


def named(picture: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """Returns a picture uint8 [h, w, c] of equally high rows, right of a name for each row."""
    if not any(names):
        return picture
    height, _, n_channels = picture.shape
    font = ImageFont.load_default(size=14)
    margin = round(max(map(font.getlength, names))) + 8
    column = Image.new("L", (margin, height), PAPER)
    pen = ImageDraw.Draw(column)
    for i, name in enumerate(names):
        middle = (i + 0.5) * height / len(names)
        pen.text((margin - 4, middle), name, fill=INK, font=font, anchor="rm")
    strip = np.repeat(np.asarray(column)[..., None], n_channels, axis=2)
    return np.concatenate([strip, picture], axis=1)
