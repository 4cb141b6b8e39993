"""Loss curves as small panels that share one clock: the images seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from genbench import pictures
from genbench.runs.log import CLOCK
from genbench.stages.report.sheets import rounded
from genbench.stages.report.words import words
from genbench.system.sentences import Sentence

# Scalars of the pictures of a snapshot, not of a training step.
OF_SNAPSHOTS = ("sample_", "active_units", "prior_1nn")
N_POINTS = 300
WIDTH, HEIGHT, MARGIN = 300, 100, 4


@dataclass(frozen=True)
class Line:
    """A scalar over the images seen."""

    label: str
    images: list[float]
    values: list[float]
    path: str
    """The d attribute of its SVG path."""


@dataclass(frozen=True)
class Panel:
    """One scalar, in training and on the validation images."""

    title: str
    low: float
    high: float
    lines: list[Line]


def panels(log: Sequence[Mapping[str, Any]], *, last: float) -> list[Panel]:
    """Returns a panel for each scalar that changed, in the order in which they appear.

    Args:
        log: the lines of a run's log.
        last: the images seen at the right edge.
    """
    keys = dict.fromkeys(key for entry in log for key in entry if key not in (*CLOCK, "alarms"))
    names = dict.fromkeys(key.removeprefix(pictures.VALIDATION) for key in keys)
    return [panel for name in names if (panel := _panel(log, name, last))]


def _panel(log: Sequence[Mapping[str, Any]], name: str, last: float) -> Panel | None:
    series = {}
    own = Sentence("snapshots") if name.startswith(OF_SNAPSHOTS) else Sentence("training")
    for key, label in ((name, own), (pictures.VALIDATION + name, Sentence("validation"))):
        points = [(e["images"], e[key]) for e in log if isinstance(e.get(key), int | float)]
        if points:
            series[label] = _thinned(points)
    if not series:
        return None
    values = [value for points in series.values() for _, value in points]
    if not pictures.changes(values):
        return None
    low, high = min(values), max(values)
    lines = [
        Line(
            label,
            rounded((seen for seen, _ in points), 9),
            rounded(value for _, value in points),
            _path(points, last, low, high),
        )
        for label, points in series.items()
    ]
    title = Sentence(pictures.LABELS[name]) if name in pictures.LABELS else words(name)
    return Panel(title, low, high, lines)


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Returns every k-th point and the last, where there are more than the eye can see."""
    step = -(-len(points) // N_POINTS)
    return points[:-1][::step] + points[-1:]


def _path(points: list[tuple[float, float]], last: float, low: float, high: float) -> str:
    places = [
        (WIDTH * seen / last, MARGIN + (HEIGHT - 2 * MARGIN) * (high - value) / (high - low))
        for seen, value in points
    ]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
