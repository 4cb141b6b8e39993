"""Pictures from arrays: figures, each a function that returns one; grids, captions and GIFs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genbench.pictures.bars import intervals, label_shares, quantities, scores
from genbench.pictures.canvas import COLOURS, save
from genbench.pictures.doses import Curve, responses
from genbench.pictures.lines import LABELS, VALIDATION, bands, curves, over_images, over_way
from genbench.pictures.scatter import NAME_HEIGHT, latents
from genbench.pictures.strips import manifold, rows, side_by_side, strips

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "COLOURS",
    "LABELS",
    "NAME_HEIGHT",
    "VALIDATION",
    "Curve",
    "Figure",
    "bands",
    "curves",
    "intervals",
    "label_shares",
    "latents",
    "manifold",
    "over_images",
    "over_way",
    "quantities",
    "responses",
    "rows",
    "save",
    "scores",
    "side_by_side",
    "strips",
]
