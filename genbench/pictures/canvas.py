"""The paper that figures are drawn on, and the colours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from genbench.system.files import replacing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's palette with two greys: told apart under every common colour blindness, and in
# print by its lightness.
COLOURS = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7",
    "#56B4E9", "#F0E442", "#000000", "#8B5A2B", "#999999",
)  # fmt: skip
MARKERS = "os^Dv*Pp<>"


def save(figure: Figure, path: Path) -> None:
    """Writes a figure to a PNG file."""
    # The layout of pictures, whose shape is fixed, comes out right at the second look only.
    if any(axes.images for axes in figure.axes):
        figure.draw_without_rendering()
    with replacing(path) as beside:
        figure.savefig(beside, dpi=150, metadata={"Software": None})


def canvas(width: float, height: float) -> Figure:
    """Returns an empty figure of so many inches."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def panels_of(figure: Figure, n_rows: int, n_columns: int) -> list[Axes]:
    """Returns new axes in rows and columns, row by row."""
    return list(figure.subplots(n_rows, n_columns, squeeze=False).flat)


def show(axes: Axes, picture: np.ndarray) -> None:
    """Shows a picture uint8 [h, w, c], a pixel being one unit, the origin below it on the left."""
    grey = picture.shape[-1] == 1
    axes.imshow(
        picture[..., 0] if grey else picture,
        cmap="gray" if grey else None,
        vmin=0,
        vmax=255,
        interpolation="nearest",
        extent=(0, picture.shape[1], 0, picture.shape[0]),
    )
    axes.set_axis_off()
