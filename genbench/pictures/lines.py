"""Lines: what changes over training, or along a way."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from genbench.pictures.canvas import COLOURS, MARKERS, canvas, fitted, n_lines, panels_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

VALIDATION = "validation_"
# A share of the largest value: of a hundred steps that are added up in float32.
ROUNDING = 1e-5
STYLES = ("-", "--", "-.", ":")
# More lines than this are named beside the picture.
MOST_IN_LEGEND = 6
LABELS = {
    "loss": "loss (nats per image)",
    "nll": "reconstruction, −log p(x|z) (nats)",
    "kl": "KL to the prior (nats)",
    "squared_error": "squared error per pixel",
    "decode_variance": "variance of what comes back, as a share of the images'",
    "prior_1nn": "codes told from the prior by the nearest neighbour",
    "loss_d": "discriminator's loss",
    "loss_g": "generator's loss",
    "loss_d_real": "discriminator on real images",
    "loss_d_fake": "discriminator on generated images",
    "penalty": "penalty on the discriminator's slope",
    "beta": "beta, the weight of the KL",
    "gain": "gain of several codes (nats)",
    "sample_distance": "distance of two samples, that of real images being 1",
    "sample_nearest": "distance to the nearest sample, that of real images being 1",
    "sample_classes": "share of the classes that the samples show",
    "sample_entropy": "entropy of the samples' classes (nats)",
    "active_units": "latents that carry something",
}


def curves(log: Sequence[Mapping[str, Any]], names: Sequence[str], *, title: str) -> Figure:
    """Returns one panel for each scalar over the images seen, its validation values beside it.

    Args:
        log: the lines of a run's log.
        names: the scalars to draw; one that never changes is left out.
        title: stands above the panels.
    """
    names = [name for name in names if changes([e[name] for e in log if name in e])] or names
    n_columns = min(2, len(names))
    n_rows = -(-len(names) // n_columns)
    figure = canvas(4.2 * n_columns, 2.6 * n_rows + 0.5, title=title)
    panels = panels_of(figure, n_rows, n_columns)
    for axes in panels[len(names) :]:
        axes.remove()
    for axes, name in zip(panels, names, strict=False):
        for key, label, colour, marker in (
            (name, "training", COLOURS[0], ""),
            (VALIDATION + name, "validation", COLOURS[1], "."),
        ):
            points = [(entry["images"], entry[key]) for entry in log if key in entry]
            if points:
                x, y = zip(*points, strict=True)
                axes.plot(x, y, label=label, color=colour, marker=marker, linewidth=1.2)
        axes.set_title(LABELS.get(name, name), fontsize="medium")
        axes.set_xlabel("images seen")
        axes.ticklabel_format(axis="x", style="sci", scilimits=(0, 3), useMathText=True)
        axes.grid(alpha=0.3)
        if len(axes.lines) > 1:
            axes.legend(frameon=False)
    return figure


def changes(values: Sequence[float]) -> bool:
    """Returns whether values differ by more than the rounding of float32 sums.

    The mean of many weights of 0.3 may be 0.30000001, and is no curve.
    """
    return len(values) > 1 and max(values) - min(values) > ROUNDING * max(map(abs, values))


def over_images(
    lines: Mapping[str, Sequence[tuple[int, float]]], *, label: str, title: str
) -> Figure:
    """Returns a line through (images seen, value) for each name, the values on a logarithm."""
    lines = {fitted(name): points for name, points in lines.items()}
    is_crowded = len(lines) > MOST_IN_LEGEND or n_lines(lines) > 1
    tall = max(3.6, (0.1 + 0.14 * n_lines(lines)) * len(lines))
    figure = canvas(*((8.4, tall) if is_crowded else (6.4, 3.6)), title=title)
    (axes,) = panels_of(figure, 1, 1)
    for i, (name, points) in enumerate(lines.items()):
        x, y = zip(*points, strict=True)
        colour, marker = COLOURS[i % len(COLOURS)], MARKERS[i % len(MARKERS)]
        style = STYLES[i // len(COLOURS) % len(STYLES)]
        axes.plot(x, y, style, color=colour, marker=marker, markersize=4, label=name)
    axes.set(xlabel="images seen", ylabel=label, yscale="log")
    axes.ticklabel_format(axis="x", style="sci", scilimits=(0, 3), useMathText=True)
    axes.grid(alpha=0.3)
    if is_crowded:
        beside: Any = "outside right"  # Matplotlib's types do not know it.
        figure.legend(*axes.get_legend_handles_labels(), frameon=False, loc=beside)
    elif len(lines) > 1:
        axes.legend(frameon=False)
    return figure


def over_way(
    lines: Mapping[str, Sequence[float]],
    steps: Sequence[float],
    *,
    band: tuple[Sequence[float], Sequence[float]],
    title: str,
    across: str,
    upwards: str,
) -> Figure:
    """Returns a line for each name over the steps; all values lie between 0 and 1.

    Args:
        lines: by name float [k]; the last is grey, and has a band around it.
        steps: float [k].
        band: the lower and the upper edge of the band, float [k] each.
        title: stands above.
        across: what the steps are.
        upwards: what the values are.
    """
    figure = canvas(6.4, 3.8, title=title)
    (axes,) = panels_of(figure, 1, 1)
    *colours, grey = COLOURS
    styles = [*itertools.islice(zip(colours, MARKERS, strict=False), len(lines) - 1), (grey, "")]
    for (name, values), (colour, marker) in zip(lines.items(), styles, strict=True):
        axes.plot(steps, values, label=fitted(name), color=colour, marker=marker, markersize=5)
    axes.fill_between(steps, *band, color=grey, alpha=0.25, linewidth=0)
    axes.set(xlabel=fitted(across, 4.5), ylabel=upwards, ylim=(-0.03, 1.03))
    axes.grid(alpha=0.3)
    beside: Any = "outside right"  # As above.
    figure.legend(*axes.get_legend_handles_labels(), frameon=False, loc=beside)
    return figure


def bands(
    panels: Mapping[str, Mapping[str, tuple[Sequence[float], np.ndarray, np.ndarray, np.ndarray]]],
    *,
    x: str,
    y: str,
    title: str,
) -> Figure:
    """Returns panels of lines over a logarithmic axis, each with a band around it.

    Args:
        panels: by panel and line the places [k], and float [k] each the line, and the lower and
            the upper edge of its band.
        x: what the places are.
        y: what the values are.
        title: stands above the panels.
    """
    figure = canvas(max(6.4, 3.6 * len(panels)), 3.8, title=title)
    for axes, (name, lines) in zip(panels_of(figure, 1, len(panels)), panels.items(), strict=True):
        styles = zip(COLOURS, "os^D", STYLES, strict=False)
        for (line, (places, middle, low, high)), (colour, marker, style) in zip(
            lines.items(), styles, strict=False
        ):
            axes.plot(places, middle, style, marker=marker, color=colour, label=fitted(line))
            axes.fill_between(places, low, high, color=colour, alpha=0.2)
        axes.set(title=fitted(name, max(6.4 / len(panels), 3.6)), xlabel=x, xscale="log")
        places, *_ = next(iter(lines.values()))
        if len(places) <= 6:
            axes.set_xticks(places)
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.xaxis.set_minor_formatter("")
        axes.grid(alpha=0.3)
    figure.axes[0].set_ylabel(y)
    figure.axes[0].legend(frameon=False)
    return figure
