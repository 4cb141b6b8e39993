"""The figures of a measurement: of one run, and of several side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from genbench import pictures
from genbench.metrics import Interval
from genbench.scoring.entries import RowEntry, Rows
from genbench.scoring.glossary import SPACES, row_label
from genbench.scoring.records import Point
from genbench.scoring.responses import Response
from genbench.scoring.table import direction, look_up, of_users

# What stands in the figure of scores; the table has them all.
IN_FIGURE = (
    "frechet_distance/judge", "frechet_distance/pca",
    "capped_precision/judge", "recall/judge",
    "coverage/judge", "authenticity/judge",
    "label_divergence/judge", "sharpness/pictures",
    "log_likelihood/shared",
)  # fmt: skip
# Of these a panel each in the figures of doses, a line for each space.
IN_RESPONSES = tuple(
    f"{name}/{space}"
    for name, spaces in {
        "frechet_ratio": ("judge", "pca", "random"),
        "capped_precision": ("judge", "pca", "random"),
        "recall": ("judge", "pca", "random"),
        "coverage": ("judge", "pca", "random"),
        "nearest_neighbour_accuracy_fake": ("judge", "pca", "random"),
        "authenticity": ("judge", "pca"),
        "copying": ("judge", "pca"),
        "sharpness": ("pictures",),
        "taken_for_nothing": ("judge",),
        "label_divergence": ("judge",),
    }.items()
    for space in spaces
)
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


def dose_response(fault: str, response: Response, real: Mapping[str, RowEntry]) -> pictures.Figure:
    """Returns the figure of a fault: each metric over the doses, a line for each feature space.

    A full marker stands from the first dose on that is told from real images, a hollow one
    before; the band is what fresh real images have.
    """
    shown: dict[str, dict[str, pictures.Curve]] = {}
    for name in (*IN_RESPONSES, *of_users(response.values)):
        spans = [own.span for own in response.values.get(name, ())]
        points = [(d, span) for d, span in zip(response.doses, spans, strict=False) if span]
        if not points:
            continue
        metric, _, space = name.partition("/")
        shown.setdefault(look_up(metric).label, {})[SPACES.get(space, space)] = pictures.Curve(
            doses=[dose for dose, _ in points],
            spans=[span for _, span in points],
            real=real[name].span,
            first=response.first[name],
        )
    return pictures.responses(shown, x=response.unit, title=f"What the metrics see: {fault}")


def _title(name: str) -> str:
    """Returns a metric's name in metrics.json in words, with its space and what is best."""
    space = name.partition("/")[2]
    metric = look_up(name)
    return f"{metric.label} ({SPACES.get(space, space)}), {direction(metric.better)}"
