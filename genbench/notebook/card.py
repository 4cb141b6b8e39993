"""What a notebook shows of a run: pictures and numbers in one piece of HTML that needs no file."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from genbench import pictures
from genbench.pictures import gif, grids

if TYPE_CHECKING:
    from genbench.pictures import Figure

SECONDS_OF_A_FRAME, SECONDS_OF_THE_LAST = 0.15, 2.0
STYLE = "display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start;font:13px system-ui,sans-serif"


def card(title: str, parts: Mapping[str, str], rows: Sequence[Sequence[str]]) -> str:
    """Returns HTML with pictures side by side, and a table.

    Args:
        title: plain text, as all names are, which is escaped.
        parts: pictures as HTML, by what they show.
        rows: the cells of a table, its head first; none for no table.
    """
    shown = [
        f"<figure style='margin:0'>{picture}<figcaption>{escape(name)}</figcaption></figure>"
        for name, picture in parts.items()
    ]
    return (
        f"<div><strong>{escape(title)}</strong>"
        f"<div style='{STYLE}'>{''.join(shown)}{table(rows)}</div></div>"
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    """Returns the cells of a table, plain text with its head first, as HTML."""
    if not rows:
        return ""
    head, *body = rows
    cells = "".join(f"<th style='text-align:left'>{escape(cell)}</th>" for cell in head)
    lines = ["".join(f"<td style='text-align:left'>{escape(c)}</td>" for c in row) for row in body]
    return f"<table><tr>{cells}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def picture(image: np.ndarray, about: str) -> str:
    """Returns a picture, uint8 [h, w, c], as HTML; `about` is read to who cannot see it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.png"
        grids.write(path, image, owner="")
        return _image(path, "png", about)


def figure(drawn: Figure, about: str) -> str:
    """Returns a figure as HTML."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figure.png"
        pictures.save(drawn, path)
        return _image(path, "png", about, width=420)


def film(frames: Sequence[np.ndarray], about: str) -> str:
    """Returns frames, uint8 [h, w, c] of one size, as an animation in HTML."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.gif"
        seconds = [SECONDS_OF_A_FRAME] * (len(frames) - 1) + [SECONDS_OF_THE_LAST]
        grey = [frame[..., 0] if frame.shape[-1] == 1 else frame for frame in frames]
        gif.write(path, map(gif.fewer_greys, grey) if grey[0].ndim == 2 else grey, seconds)
        return _image(path, "gif", about)


def _image(path: Path, kind: str, about: str, *, width: int = 300) -> str:
    data = base64.b64encode(path.read_bytes()).decode()
    return f"<img alt='{escape(about)}' width='{width}' src='data:image/{kind};base64,{data}'>"
