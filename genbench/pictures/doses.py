"""Dose and response: what measures make of a little more of a fault each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from genbench.metrics import Interval
from genbench.pictures.canvas import COLOURS, MARKERS, canvas, panels_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

N_COLUMNS = 3
# Of a panel: the least share of its height that its lines differ by for a logarithm to help.
LARGE_RATIO = 30


@dataclass(frozen=True)
class Curve:
    """A measure over doses.

    Attributes:
        doses: from the least to the most.
        spans: its value at each, with an interval.
        real: the same of fresh real images; None where it was not measured.
        first: the least dose that is told from these; None where none is.
    """

    doses: Sequence[float]
    spans: Sequence[Interval]
    real: Interval | None
    first: float | None


def responses(panels: Mapping[str, Mapping[str, Curve]], *, x: str, title: str) -> Figure:
    """Returns a panel for each measure, a line for each of its curves.

    Doses stand side by side in their order. Markers are full from the first dose that is told
    from real images, hollow before; the band is what fresh real images have.

    Args:
        panels: curves by measure and name.
        x: what a dose is.
        title: stands above the panels.
    """
    n_rows = -(-len(panels) // N_COLUMNS)
    figure = canvas(3.4 * N_COLUMNS, 2.5 * n_rows + 0.9, title=title)
    axes_of = panels_of(figure, n_rows, N_COLUMNS)
    for axes in axes_of[len(panels) :]:
        axes.remove()
    names = list(dict.fromkeys(name for curves in panels.values() for name in curves))
    for axes, (measure, curves) in zip(axes_of, panels.items(), strict=False):
        for name, curve in curves.items():
            _draw(axes, curve, names.index(name), name)
        axes.set_title(measure, fontsize="medium")
        axes.set_xlabel(x)
        axes.grid(alpha=0.3)
        values = [span.value for curve in curves.values() for span in curve.spans]
        if min(values) > 0 and max(values) > LARGE_RATIO * min(values):
            axes.set_yscale("log")
    lines = {line.get_label(): line for axes in reversed(figure.axes) for line in axes.lines}
    figure.legend(
        [lines[name] for name in names],
        names,
        loc="outside lower center",  # pyright: ignore[reportArgumentType]
        ncols=len(names),
        frameon=False,
    )
    return figure


def _draw(axes: Axes, curve: Curve, i: int, name: str) -> None:
    places = range(len(curve.doses))
    values = [span.value for span in curve.spans]
    is_seen = [curve.first is not None and dose >= curve.first for dose in curve.doses]
    colour = COLOURS[i]
    if curve.real is not None:
        axes.axhspan(curve.real.low, curve.real.high, color=colour, alpha=0.15, linewidth=0)
    ends = [span.low for span in curve.spans], [span.high for span in curve.spans]
    axes.vlines(places, *ends, color=colour, linewidth=1)
    look = {"color": colour, "markersize": 5}
    axes.plot(places, values, f"{MARKERS[i]}-", label=name, markerfacecolor="white", **look)
    seen = [place for place, is_full in zip(places, is_seen, strict=True) if is_full]
    axes.plot(seen, [values[place] for place in seen], MARKERS[i], **look)
    axes.set_xticks(places, [f"{dose:g}" for dose in curve.doses])
