"""The figures of a measurement: of one run, and of several side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from genbench import pictures
from genbench.metrics import Interval
from genbench.scoring.entries import Rows
from genbench.scoring.glossary import SPACES, row_label
from genbench.scoring.records import Point
from genbench.scoring.table import direction, look_up

# What stands in the figure of scores; the table has them all.
IN_FIGURE = (
    "frechet_distance/judge", "frechet_distance/pca",
    "capped_precision/judge", "recall/judge",
    "coverage/judge", "authenticity/judge",
    "label_divergence/judge", "sharpness/pictures",
)  # fmt: skip
Intervals = Mapping[str, Mapping[str, Interval]]


def panels(found: Intervals, calibration: Rows) -> dict[str, dict[str, Interval]]:
    """Returns what `pictures.scores` draws: each metric of the models and calibration rows."""
    shown: dict[str, dict[str, Interval]] = {}
    for name in IN_FIGURE:
        if name not in found:
            continue
        rows = shown.setdefault(_title(name), dict(found[name]))
        for row, own in calibration.items():
            if name in own and (span := own[name].span) is not None:
                rows[row_label(row)] = span
    return shown


def over_training(evolutions: Mapping[str, Sequence[Point]], *, title: str) -> pictures.Figure:
    """Returns the figure of what `follow` returned, a line for each model."""
    lines = {
        name: [(point.images, point.value) for point in points]
        for name, points in evolutions.items()
    }
    return pictures.over_images(lines, label="Fréchet distance of a snapshot", title=title)


def _title(name: str) -> str:
    """Returns a metric's name in metrics.json in words, with its space and what is best."""
    space = name.partition("/")[2]
    metric = look_up(name)
    return f"{metric.label} ({SPACES.get(space, space)}), {direction(metric.better)}"
