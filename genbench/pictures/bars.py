"""Bars and intervals: scores beside calibration rows, and shares of classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from genbench.pictures.canvas import COLOURS, canvas, fitted, n_lines, panels_of
from genbench.system.numbers import short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


# Inches: beyond some hundreds, nothing draws it.
WIDEST = 40.0
# A share of the longest bar, below which a bar cannot be seen.
INVISIBLE = 0.01


def scores(
    panels: Mapping[str, Mapping[str, tuple[float, float, float]]],
    *,
    n_models: int = 1,
    band: str = "",
    title: str,
) -> Figure:
    """Returns a panel for each metric: a bar for each row, with its interval.

    Args:
        panels: by metric and row the value and the ends of its interval.
        n_models: so many rows, the first, stand out, each in its own colour.
        band: the row whose interval goes through the whole panel, behind the bars.
        title: stands above the panels.
    """
    rows = list(dict.fromkeys(row for found in panels.values() for row in found))
    names = list(map(fitted, rows))
    n_columns = min(2, len(panels))
    n_rows = -(-len(panels) // n_columns)
    tall = 0.19 * len(rows) * n_lines(names)
    figure = canvas(5.4 * n_columns, (0.6 + tall) * n_rows + 0.5, title=title)
    axes = panels_of(figure, n_rows, n_columns, share_y=True)
    axes[0].set_yticks(range(len(rows)), names)
    axes[0].set_ylim(len(rows) - 0.4, -0.6)
    for panel, (name, found) in zip(axes, panels.items(), strict=False):
        panel.set_title(name, fontsize="medium")
        panel.tick_params(axis="y", labelsize="small")
        _draw_bars(panel, {rows.index(row): span for row, span in found.items()}, n_models)
        if band in found:
            _, low, high = found[band]
            panel.axvspan(low, high, color=COLOURS[2], alpha=0.3, linewidth=0, zorder=0)
        least = INVISIBLE * max(abs(value) for value, *_ in found.values())
        if "distance" in name and min(found.values())[0] > 0:
            panel.set_xscale("log")
            panel.xaxis.set_minor_formatter("")
            least = 0
        for place, row in enumerate(rows):
            if row not in found:
                _write(panel, place, "not measured")
            elif abs(found[row][0]) <= least:
                _write(panel, place, f"{found[row][0]:.2g}")
    for panel in axes[len(panels) :]:
        panel.remove()
    return figure


def _draw_bars(axes: Axes, spans: Mapping[int, tuple[float, float, float]], n_models: int) -> None:
    """Draws a bar with its interval at each place; those of the first n_models stand out."""
    values, lows, highs = np.array(list(spans.values())).T
    *colours, grey = COLOURS
    shown = [colours[i % len(colours)] if i < n_models else grey for i in spans]
    axes.barh(list(spans), values, color=shown, xerr=(values - lows, highs - values))


def _write(axes: Axes, place: int, text: str) -> None:
    """Writes in the place of a bar."""
    at = axes.get_yaxis_transform()
    axes.text(0.01, place, text, transform=at, va="center", fontsize="small", color="#555555")


def label_shares(shares: Mapping[str, np.ndarray], classes: Sequence[str], *, title: str) -> Figure:
    """Returns the share of each class, float [n_classes] by name, as bars beside each other."""
    figure = canvas(min(max(6.4, 0.5 * len(classes)), WIDEST), 3.4, title=title)
    (axes,) = panels_of(figure, 1, 1)
    places, width = np.arange(len(classes)), 0.8 / len(shares)
    for i, (name, heights) in enumerate(shares.items()):
        axes.bar(places + i * width, heights, width, label=fitted(name), color=COLOURS[i])
    angle = 0 if max(map(len, classes)) < 3 else 30
    axes.set_xticks(places + 0.4 - width / 2, list(map(fitted, classes)), rotation=angle)
    axes.set_ylabel("share")
    if n_lines(map(fitted, shares)) > 1:
        above: Any = "outside upper center"  # Matplotlib's types do not know it.
        figure.legend(frameon=False, loc=above)
    else:
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
    figure = canvas(4.8 * len(panels), 0.55 * n_rows + 1.4, title=title)
    for axes, (name, found) in zip(panels_of(figure, 1, len(panels)), panels.items(), strict=True):
        for place, (value, low, high) in enumerate(found.values()):
            colour = COLOURS[0] if place == 0 else "#555555"
            ends = [[value - low], [high - value]]
            axes.errorbar([value], [place], xerr=ends, fmt="o", capsize=4, color=colour)
            axes.annotate(
                f"{value:#.4g}", (value, place), (0, 7), textcoords="offset points", ha="center"
            )
        axes.set_yticks(range(len(found)), list(map(fitted, found)))
        axes.set(title=name, ylim=(len(found) - 0.5, -0.7))
        axes.margins(x=0.12)
        axes.grid(axis="x", alpha=0.3)
    return figure


def quantities(panels: Mapping[str, Mapping[str, float | None]], *, title: str) -> Figure:
    """Returns a panel for each quantity: a bar for each row, with its value, None where none is.

    Args:
        panels: by quantity and row the value.
        title: stands above the panels.
    """
    n_rows = -(-len(panels) // 2)
    tall = 0.28 * max(map(len, panels.values()))
    figure = canvas(10.8, (0.6 + tall) * n_rows + 0.5, title=title)
    places = panels_of(figure, n_rows, 2)
    for axes in places[len(panels) :]:
        axes.set_axis_off()
    for axes, (name, found) in zip(places, panels.items(), strict=False):
        names, values = map(fitted, found), list(found.values())
        bars = axes.barh(list(names), [value or 0.0 for value in values], color=COLOURS[0])
        axes.bar_label(bars, list(map(short, values)), padding=3, fontsize="small")
        axes.set_title(name, fontsize="medium")
        axes.invert_yaxis()
        axes.tick_params(axis="y", labelsize="small")
        # The value of the longest bar stands beside it.
        axes.margins(x=0.15)
    return figure
