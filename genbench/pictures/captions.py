"""Words on frames: captions above a picture, and names beside its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from genbench.pictures.words import broken, fonts_for, has

PAPER, INK = 255, 0
# What Pillow's own font has beyond ASCII and stands in captions.
DOT = "·"


def captioned(picture: np.ndarray, *lines: str) -> np.ndarray:
    """Returns a picture uint8 [h, w, c] below lines of text, sized to fit its width.

    A line that is longer than the picture is wide goes on in another.
    """
    _, width, n_channels = picture.shape
    size = max(10, min(18, width // 22))
    height = round(1.4 * size)
    parts = [part for line in lines for part in broken(line, width - 4, lambda t: _width(t, size))]
    caption = Image.new("L", (width, len(parts) * height + height // 3), PAPER)
    pen = ImageDraw.Draw(caption)
    for i, part in enumerate(parts):
        _write(pen, 2, i * height + height // 6, part, size)
    strip = np.repeat(np.asarray(caption)[..., None], n_channels, axis=2)
    return np.concatenate([strip, picture])


def named(picture: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """Returns a picture uint8 [h, w, c] of equally high rows, right of a name for each row."""
    if not any(names):
        return picture
    height, _, n_channels = picture.shape
    size = 14
    margin = round(max(_width(name, size) for name in names)) + 8
    column = Image.new("L", (margin, height), PAPER)
    pen = ImageDraw.Draw(column)
    for i, name in enumerate(names):
        top = round((i + 0.5) * height / len(names) - 0.6 * size)
        _write(pen, margin - 4 - _width(name, size), top, name, size)
    strip = np.repeat(np.asarray(column)[..., None], n_channels, axis=2)
    return np.concatenate([strip, picture], axis=1)


def _write(pen: ImageDraw.ImageDraw, x: float, y: float, text: str, size: int) -> None:
    """Writes a text whose capitals reach from its top to near the size below it."""
    for part, font in _parts(text, size):
        pen.text((x, y + size), part, fill=INK, font=font, anchor="ls")
        x += font.getlength(part)


def _width(text: str, size: int) -> float:
    return sum(font.getlength(part) for part, font in _parts(text, size))


def _parts(text: str, size: int) -> list[tuple[str, Any]]:
    """Returns the parts of a text with the font that has their characters."""
    if text.replace(DOT, "").isascii():
        return [(text, ImageFont.load_default(size=size))]
    fonts = fonts_for(text)
    parts: list[tuple[str, Any]] = []
    for character in text:
        # What no font has is a box of the first.
        of_it = next((font for font in fonts if has(font, character)), fonts[0])
        if parts and parts[-1][1] is of_it:
            parts[-1] = (parts[-1][0] + character, of_it)
        else:
            parts.append((character, of_it))
    return [(part, ImageFont.truetype(font.fname, size)) for part, font in parts]
