"""Points and bars: codes in the plane, and scores with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from genbench.plots.canvas import COLOURS, canvas, panels_of

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
    title: str = "Codes of held-out images",
) -> Figure:
    """Returns the codes float [n, 2] as a scatter; labels int [n] give colours and a colour bar.

    Each class's name also stands at its median, or just above where another name is, so that
    the colours need not carry it alone.
    """
    from matplotlib.colors import BoundaryNorm, ListedColormap

    figure = canvas(6.4, 5.4)
    (axes,) = panels_of(figure, 1, 1)
    axes.set(xlabel=axes_names[0], ylabel=axes_names[1], title=title)
    axes.set_aspect("equal")
    if labels is None:
        axes.scatter(*codes.T, s=6, color=COLOURS[0], alpha=0.6, linewidths=0)
        return figure
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
    for name, place in zip(names, _apart(medians, names, np.ptp(codes, axis=0).max()), strict=True):
        axes.text(place[0], place[1], name, bbox=box, **style)
    bar = figure.colorbar(points, ticks=range(n), label="class")
    bar.ax.set_yticklabels(classes)
    bar.solids.set_alpha(1)  # type: ignore[union-attr]
    return figure


def scores(
    panels: Mapping[str, Mapping[str, tuple[float, float, float]]], *, n_models: int = 1, title: str
) -> Figure:
    """Returns a panel for each metric: a bar for each row, with its interval.

    Args:
        panels: by metric and row the value and the ends of its interval.
        n_models: so many rows, the first, stand out, each in its own colour.
        title: stands above the panels.
    """
    n_columns = min(2, len(panels))
    n_rows = -(-len(panels) // n_columns)
    n_bars = max(map(len, panels.values()))
    figure = canvas(5.4 * n_columns, (0.6 + 0.19 * n_bars) * n_rows + 0.5)
    figure.suptitle(title)
    for axes, (name, rows) in zip(
        panels_of(figure, n_rows, n_columns), panels.items(), strict=False
    ):
        values, lows, highs = np.array(list(rows.values())).T
        *colours, grey = COLOURS
        shown = [colours[i % len(colours)] if i < n_models else grey for i in range(len(rows))]
        axes.barh(list(rows), values, color=shown, xerr=(values - lows, highs - values))
        axes.set_title(name, fontsize="medium")
        axes.invert_yaxis()
        axes.tick_params(axis="y", labelsize="small")
        if "distance" in name and values.min() > 0:
            axes.set_xscale("log")
            axes.xaxis.set_minor_formatter("")
    return figure


def label_shares(shares: Mapping[str, np.ndarray], classes: Sequence[str], *, title: str) -> Figure:
    """Returns the share of each class, float [n_classes] by name, as bars beside each other."""
    figure = canvas(max(6.4, 0.5 * len(classes)), 3.4)
    figure.suptitle(title)
    (axes,) = panels_of(figure, 1, 1)
    places, width = np.arange(len(classes)), 0.8 / len(shares)
    for i, (name, heights) in enumerate(shares.items()):
        axes.bar(places + i * width, heights, width, label=name, color=COLOURS[i])
    angle = 0 if max(map(len, classes)) < 3 else 30
    axes.set_xticks(places + 0.4 - width / 2, classes, rotation=angle)
    axes.set_ylabel("share")
    axes.legend(frameon=False)
    return figure


def intervals(
    panels: Mapping[str, Mapping[str, tuple[float, float, float]]], *, title: str
) -> Figure:
    """Returns a panel for each quantity: a point for each row, with its interval and value.

    Args:
        panels: by quantity and row the value and the ends of its interval; the first row stands
            out. The axes begin near the lowest value, so bars would deceive.
        title: stands above the panels.
    """
    n_rows = max(map(len, panels.values()))
    figure = canvas(4.8 * len(panels), 0.55 * n_rows + 1.4)
    figure.suptitle(title)
    for axes, (name, found) in zip(panels_of(figure, 1, len(panels)), panels.items(), strict=True):
        for place, (value, low, high) in enumerate(found.values()):
            colour = COLOURS[0] if place == 0 else "#555555"
            ends = [[value - low], [high - value]]
            axes.errorbar([value], [place], xerr=ends, fmt="o", capsize=4, color=colour)
            axes.annotate(
                f"{value:#.4g}", (value, place), (0, 7), textcoords="offset points", ha="center"
            )
        axes.set_yticks(range(len(found)), list(found))
        axes.set(title=name, ylim=(len(found) - 0.5, -0.7))
        axes.margins(x=0.12)
        axes.grid(axis="x", alpha=0.3)
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
