"""Figures from arrays. Each function returns a matplotlib Figure; `save` writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genbench.plots.canvas import COLOURS, save
from genbench.plots.lines import HELD_OUT, LABELS, bands, curves, over_images, over_way
from genbench.plots.pictures import manifold, rows, side_by_side, strips
from genbench.plots.points import NAME_HEIGHT, intervals, label_shares, latents, scores

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "COLOURS",
    "HELD_OUT",
    "LABELS",
    "NAME_HEIGHT",
    "Figure",
    "bands",
    "curves",
    "intervals",
    "label_shares",
    "latents",
    "manifold",
    "over_images",
    "over_way",
    "rows",
    "save",
    "scores",
    "side_by_side",
    "strips",
]
