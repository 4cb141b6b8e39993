"""Points in a plane, coloured and named by their class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from genbench.pictures.canvas import COLOURS, canvas, fitted, panels_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure


# Of a class's name, as a share of the height of the axes.
NAME_HEIGHT = 0.045


def latents(
    codes: np.ndarray,
    labels: np.ndarray | None,
    classes: Sequence[str],
    *,
    axes_names: tuple[str, str] = ("latent 1", "latent 2"),
    title: str = "Codes of validation images",
) -> Figure:
    """Returns the codes float [n, 2] as a scatter; labels int [n] give colours and a colour bar.

    Each class's name also stands at its median, or just above where another name is, so that
    the colours need not carry it alone.
    """
    from matplotlib.colors import BoundaryNorm, ListedColormap

    figure = canvas(6.4, 5.4, title=title)
    (axes,) = panels_of(figure, 1, 1)
    axes.set(xlabel=axes_names[0], ylabel=axes_names[1])
    axes.set_aspect("equal")
    if labels is None:
        axes.scatter(*codes.T, s=6, color=COLOURS[0], alpha=0.6, linewidths=0)
        return figure
    classes = list(map(fitted, classes))
    n = len(classes)
    colormap = ListedColormap([COLOURS[i % len(COLOURS)] for i in range(n)])
    norm = BoundaryNorm(np.arange(n + 1) - 0.5, n)
    points = axes.scatter(
        *codes.T, c=labels, cmap=colormap, norm=norm, s=8, alpha=0.7, linewidths=0
    )
    shape, size = ("circle", 10) if max(map(len, classes)) < 3 else ("round", 7)
    box = {"boxstyle": f"{shape},pad=0.2", "facecolor": "white", "alpha": 0.85, "linewidth": 0.5}
    style: Any = {"ha": "center", "va": "center", "fontsize": size, "fontweight": "bold"}
    present = np.unique(labels)
    names = [classes[int(label)] for label in present]
    medians = np.array([np.median(codes[labels == label], axis=0) for label in present])
    span = np.ptp(codes, axis=0).max()
    if span == 0:
        # Or the plane would be as small as its one point, and the names would not fit in.
        span = 1.0
        (x, y), half = codes[0], span / 2
        axes.set(xlim=(x - half, x + half), ylim=(y - half, y + half))
    for name, place in zip(names, _apart(medians, names, span), strict=True):
        axes.text(place[0], place[1], name, bbox=box, **style)
    bar = figure.colorbar(points, ticks=range(n), label="class")
    bar.ax.set_yticklabels(classes)
    bar.solids.set_alpha(1)  # type: ignore[union-attr]
    return figure


def _apart(places: np.ndarray, names: Sequence[str], span: float) -> np.ndarray:
    """Returns where names can stand without hiding each other: [n, 2], moved upwards at need."""
    apart = places.astype(np.float64)
    order = np.argsort(places[:, 1], kind="stable")
    for n, i in enumerate(order):
        for j in order[:n]:
            x, y = abs(apart[i] - apart[j]) / span
            if x < 0.02 + 0.008 * (len(names[i]) + len(names[j])) and y < NAME_HEIGHT:
                apart[i, 1] = apart[j, 1] + NAME_HEIGHT * span
    return apart
