"""Pictures in rows, in strips and side by side, with their names."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from genbench.pictures.canvas import canvas, fitted, n_lines, panels_of, show
from genbench.pictures.words import columns as columns_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Of the columns of a strip, more would run into each other.
MOST_NAMES = 12
# Pictures side by side, as many as a page is wide.
IN_A_ROW = 4


def rows(pictures: Mapping[str, np.ndarray], *, title: str) -> Figure:
    """Returns pictures uint8 [h, w, c] of equal width below each other, named at the left."""
    height, width, _ = next(iter(pictures.values())).shape
    figure = canvas(9.0, 7.2 * height / width * len(pictures) + 0.8, title=title)
    for axes, (name, picture) in zip(
        panels_of(figure, len(pictures), 1), pictures.items(), strict=True
    ):
        show(axes, picture)
        axes.text(-0.01, 0.5, fitted(name), ha="right", va="center", transform=axes.transAxes)
    return figure


def strips(
    picture: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    title: str,
    caption: str = "",
    across: str = "",
) -> Figure:
    """Returns a grid of pictures whose rows and columns are named.

    Args:
        picture: uint8 [h, w, c], rows of equal height and columns of equal width.
        rows: names at the left, from the top down.
        columns: names below, as many as there is room for.
        title: stands above.
        caption: sentences below the title.
        across: what the columns are.
    """
    height, width, _ = picture.shape
    lines = textwrap.wrap(caption, 110)
    names = list(map(fitted, rows))
    longest = max(columns_of(line) for name in names for line in name.splitlines() or [""])
    tall = (9.2 - 0.08 * longest) * height / width
    figure = canvas(9.4, tall + 0.18 * len(lines) + 1.0, title=title)
    (axes,) = panels_of(figure, 1, 1)
    axes.set_title("\n".join(lines), fontsize="small")
    show(axes, picture)
    axes.set_axis_on()
    axes.tick_params(length=0)
    axes.set_frame_on(False)
    shown = slice(0, None, -(-len(columns) // MOST_NAMES))
    centres = (np.arange(len(columns)) + 0.5) * width / len(columns)
    axes.set_xticks(centres[shown], columns[shown])
    axes.set_yticks(height - (np.arange(len(rows)) + 0.5) * height / len(rows), names)
    axes.set_xlabel(fitted(across, 8.0))
    return figure


def side_by_side(pictures: Mapping[str, np.ndarray], *, title: str) -> Figure:
    """Returns pictures uint8 [h, w, c] of equal size in rows of up to four, named above."""
    height, width, _ = next(iter(pictures.values())).shape
    n_rows = -(-len(pictures) // IN_A_ROW)
    n_columns = -(-len(pictures) // n_rows)
    tall = 0.23 + 0.17 * n_lines(fitted(name, 4.4) for name in pictures)
    figure = canvas(4.4 * n_columns, (4.4 * height / width + tall) * n_rows + 0.5, title=title)
    panels = panels_of(figure, n_rows, n_columns)
    for axes, (name, picture) in zip(panels, pictures.items(), strict=False):
        show(axes, picture)
        axes.set_title(fitted(name, 4.4), fontsize="medium")
    for axes in panels[len(pictures) :]:
        axes.remove()
    return figure


def manifold(picture: np.ndarray, ticks: np.ndarray) -> Figure:
    """Returns a picture of the latent plane, its axes marked with the latents' values.

    Args:
        picture: uint8 [h, w, c], the lowest first latent at the left and the lowest second
            latent at the bottom.
        ticks: float [n], values of the latents at the centres of the n columns and rows.
    """
    figure = canvas(6.4, 6.6)
    (axes,) = panels_of(figure, 1, 1)
    show(axes, picture)
    edges = np.linspace(0, picture.shape[1], len(ticks) + 1)
    centres = (edges[1:] + edges[:-1]) / 2
    shown = slice(0, None, max(1, len(ticks) // 7))
    labels = [f"{tick:.1f}" for tick in ticks[shown]]
    axes.set_axis_on()
    axes.set_xticks(centres[shown], labels)
    axes.set_yticks(centres[shown], labels)
    axes.set(xlabel="latent 1", ylabel="latent 2", title="What each code decodes to")
    return figure
