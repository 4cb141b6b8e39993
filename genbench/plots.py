"""Figures from arrays. Each function returns a matplotlib Figure; `save` writes it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from genbench.files import replacing

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
# Of a class's name, as a share of the height of the axes.
NAME_HEIGHT = 0.045
# Of the columns of a strip, more would run into each other.
MOST_NAMES = 12
HELD_OUT = "held_out_"
LABELS = {
    "loss": "loss (nats per image)",
    "nll": "reconstruction, −log p(x|z) (nats)",
    "kl": "KL to the prior (nats)",
    "squared_error": "squared error per pixel",
    "decode_variance": "variance of what comes back, as a share of the images'",
    "prior_1nn": "codes told from the prior by the nearest neighbour",
    "loss_d": "discriminator's loss (nats)",
    "loss_g": "generator's loss (nats)",
    "loss_d_real": "discriminator on real images (nats)",
    "loss_d_fake": "discriminator on generated images (nats)",
}


def save(figure: Figure, path: Path) -> None:
    """Writes a figure to a PNG file."""
    with replacing(path) as beside:
        figure.savefig(beside, dpi=150, metadata={"Software": None})


def curves(log: Sequence[Mapping[str, Any]], names: Sequence[str], *, title: str) -> Figure:
    """Returns one panel for each scalar over the images seen, held-out values beside it.

    Args:
        log: the lines of a run's log.
        names: the scalars to draw; one that never changes is left out.
        title: stands above the panels.
    """
    names = [name for name in names if len({entry.get(name) for entry in log}) > 1] or names
    n_columns = min(2, len(names))
    n_rows = -(-len(names) // n_columns)
    figure = _figure(4.2 * n_columns, 2.6 * n_rows + 0.5)
    figure.suptitle(title)
    for axes, name in zip(_axes(figure, n_rows, n_columns), names, strict=False):
        for key, label, colour, marker in (
            (name, "training", COLOURS[0], ""),
            (HELD_OUT + name, "held out", COLOURS[1], "."),
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

    figure = _figure(6.4, 5.4)
    (axes,) = _axes(figure, 1, 1)
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


def manifold(picture: np.ndarray, ticks: np.ndarray) -> Figure:
    """Returns a picture of the latent plane, its axes marked with the latents' values.

    Args:
        picture: uint8 [h, w, c], the lowest first latent at the left and the lowest second
            latent at the bottom.
        ticks: float [n], values of the latents at the centres of the n columns and rows.
    """
    figure = _figure(6.4, 6.6)
    (axes,) = _axes(figure, 1, 1)
    _show(axes, picture)
    edges = np.linspace(0, picture.shape[1], len(ticks) + 1)
    centres = (edges[1:] + edges[:-1]) / 2
    shown = slice(0, None, max(1, len(ticks) // 7))
    labels = [f"{tick:.1f}" for tick in ticks[shown]]
    axes.set_axis_on()
    axes.set_xticks(centres[shown], labels)
    axes.set_yticks(centres[shown], labels)
    axes.set(xlabel="latent 1", ylabel="latent 2", title="What each code decodes to")
    return figure


def rows(pictures: Mapping[str, np.ndarray], *, title: str) -> Figure:
    """Returns pictures uint8 [h, w, c] of equal width below each other, named at the left."""
    height, width, _ = next(iter(pictures.values())).shape
    figure = _figure(9.0, 7.2 * height / width * len(pictures) + 0.8)
    figure.suptitle(title)
    for axes, (name, picture) in zip(
        _axes(figure, len(pictures), 1), pictures.items(), strict=True
    ):
        _show(axes, picture)
        axes.text(-0.01, 0.5, name, ha="right", va="center", transform=axes.transAxes)
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
    tall = (9.2 - 0.08 * max(map(len, rows))) * height / width
    figure = _figure(9.4, tall + 0.18 * len(lines) + 1.0)
    (axes,) = _axes(figure, 1, 1)
    figure.suptitle(title)
    axes.set_title("\n".join(lines), fontsize="small")
    _show(axes, picture)
    axes.set_axis_on()
    axes.tick_params(length=0)
    axes.set_frame_on(False)
    shown = slice(0, None, -(-len(columns) // MOST_NAMES))
    centres = (np.arange(len(columns)) + 0.5) * width / len(columns)
    axes.set_xticks(centres[shown], columns[shown])
    axes.set_yticks(height - (np.arange(len(rows)) + 0.5) * height / len(rows), rows)
    axes.set_xlabel(across)
    return figure


def over_way(
    lines: Mapping[str, Sequence[float]], steps: Sequence[float], *, title: str, across: str
) -> Figure:
    """Returns a line for each name over the steps; all values lie between 0 and 1."""
    figure = _figure(6.4, 3.8)
    figure.suptitle(title)
    (axes,) = _axes(figure, 1, 1)
    for (name, values), colour, marker in zip(lines.items(), COLOURS, MARKERS, strict=False):
        axes.plot(steps, values, label=name, color=colour, marker=marker, markersize=5)
    axes.set(xlabel=across, ylim=(-0.03, 1.03))
    axes.grid(alpha=0.3)
    beside: Any = "outside right"
    figure.legend(*axes.get_legend_handles_labels(), frameon=False, loc=beside)
    return figure


def side_by_side(pictures: Mapping[str, np.ndarray], *, title: str) -> Figure:
    """Returns pictures uint8 [h, w, c] of equal size beside each other, named above."""
    height, width, _ = next(iter(pictures.values())).shape
    figure = _figure(4.4 * len(pictures), 4.4 * height / width + 0.9)
    figure.suptitle(title)
    for axes, (name, picture) in zip(
        _axes(figure, 1, len(pictures)), pictures.items(), strict=True
    ):
        _show(axes, picture)
        axes.set_title(name, fontsize="medium")
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
    figure = _figure(5.4 * n_columns, (0.6 + 0.19 * n_bars) * n_rows + 0.5)
    figure.suptitle(title)
    for axes, (name, rows) in zip(_axes(figure, n_rows, n_columns), panels.items(), strict=False):
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
    figure = _figure(max(6.4, 0.5 * len(classes)), 3.4)
    figure.suptitle(title)
    (axes,) = _axes(figure, 1, 1)
    places, width = np.arange(len(classes)), 0.8 / len(shares)
    for i, (name, heights) in enumerate(shares.items()):
        axes.bar(places + i * width, heights, width, label=name, color=COLOURS[i])
    angle = 0 if max(map(len, classes)) < 3 else 30
    axes.set_xticks(places + 0.4 - width / 2, classes, rotation=angle)
    axes.set_ylabel("share")
    axes.legend(frameon=False)
    return figure


def over_images(
    lines: Mapping[str, Sequence[tuple[int, float]]], *, label: str, title: str
) -> Figure:
    """Returns a line through (images seen, value) for each name, the values on a logarithm."""
    figure = _figure(6.4, 3.6)
    figure.suptitle(title)
    (axes,) = _axes(figure, 1, 1)
    for i, (name, points) in enumerate(lines.items()):
        x, y = zip(*points, strict=True)
        marker = MARKERS[i % len(MARKERS)]
        axes.plot(x, y, color=COLOURS[i % len(COLOURS)], marker=marker, markersize=4, label=name)
    axes.set(xlabel="images seen", ylabel=label, yscale="log")
    axes.ticklabel_format(axis="x", style="sci", scilimits=(0, 3), useMathText=True)
    axes.grid(alpha=0.3)
    if len(lines) > 1:
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
    figure = _figure(4.8 * len(panels), 0.55 * n_rows + 1.4)
    figure.suptitle(title)
    for axes, (name, found) in zip(_axes(figure, 1, len(panels)), panels.items(), strict=True):
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
    figure = _figure(max(6.4, 3.6 * len(panels)), 3.8)
    figure.suptitle(title)
    for axes, (name, lines) in zip(_axes(figure, 1, len(panels)), panels.items(), strict=True):
        styles = zip(COLOURS, "os^D", ("-", "--", "-.", ":"), strict=False)
        for (line, (places, middle, low, high)), (colour, marker, style) in zip(
            lines.items(), styles, strict=False
        ):
            axes.plot(places, middle, style, marker=marker, color=colour, label=line)
            axes.fill_between(places, low, high, color=colour, alpha=0.2)
        axes.set(title=name, xlabel=x, xscale="log")
        places, *_ = next(iter(lines.values()))
        if len(places) <= 6:
            axes.set_xticks(places)
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.xaxis.set_minor_formatter("")
        axes.grid(alpha=0.3)
    figure.axes[0].set_ylabel(y)
    figure.axes[0].legend(frameon=False)
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


def _figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _axes(figure: Figure, n_rows: int, n_columns: int) -> list[Axes]:
    return list(figure.subplots(n_rows, n_columns, squeeze=False).flat)


def _show(axes: Axes, picture: np.ndarray) -> None:
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
