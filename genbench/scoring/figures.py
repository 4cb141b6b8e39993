"""The figures of a measurement: of one run, and of several side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from genbench import metrics, pictures
from genbench.metrics import Interval
from genbench.pictures import grids
from genbench.runs import Run, numbered
from genbench.scoring.glossary import HIGHER, LOWER, SPACES, look_up, row_label
from genbench.scoring.numbers import short
from genbench.scoring.reference import Reference, View

N_SHOWN = 10
# What stands in the figure of scores; the table has them all.
IN_FIGURE = (
    "frechet_distance/judge", "frechet_distance/pca",
    "capped_precision/judge", "recall/judge",
    "coverage/judge", "authenticity/judge",
    "label_divergence/judge", "sharpness/pictures",
)  # fmt: skip
Intervals = Mapping[str, Mapping[str, Interval]]
Rows = Mapping[str, Mapping[str, Mapping[str, Any]]]


def draw_measured(run: Run, record: Mapping[str, Any], reference: Reference, fakes: View) -> None:
    """Writes the figures of one run: scores, nearest, labels and, where there is one, frechet.

    Args:
        run: the run.
        record: its metrics.json.
        reference: the data set.
        fakes: its usual samples.
    """
    title = f"{run.name}, step {record['protocol']['step']:,}"
    found = {
        name: {run.name: Interval(entry["value"], entry["low"], entry["high"])}
        for name, entry in record["metrics"].items()
        if entry["value"] is not None
    }
    figures = {
        "scores": pictures.scores(panels(found, record["calibration"]), title=title),
        "nearest": pictures.rows(_nearest(reference, fakes), title=f"{title}: samples beside data"),
    }
    if fakes.logits is not None:
        known = reference.label_counts
        guesses = fakes.logits[:, :-1].argmax(axis=1)
        counts = np.bincount(guesses, minlength=len(known))
        figures["labels"] = pictures.label_shares(
            {"training": known / known.sum(), "samples": counts / counts.sum()},
            reference.train_split.classes,
            title=f"{title}: classes as the judge sees them",
        )
    if points := record["over_training"]:
        figures["frechet"] = over_training({run.name: points}, title=title)
    for name, figure in figures.items():
        pictures.save(figure, run.figures / f"{name}.png")


def draw_compared(
    folder: Path,
    found: Intervals,
    calibration: Rows,
    over: str,
    evolutions: Mapping[str, Sequence[Mapping[str, Any]]],
) -> list[Path]:
    """Writes the figures of several models side by side, and returns their files.

    Args:
        folder: where they go.
        found: the interval of each model, by metric and model.
        calibration: the rows of metrics.json.
        over: what the intervals are over.
        evolutions: what `follow` returned of each model.
    """
    title = " vs ".join(evolutions) if len(evolutions) < 4 else f"{len(evolutions)} models"
    figures = {}
    if shown := panels(found, calibration):
        figures["scores"] = pictures.scores(
            shown,
            n_models=len(evolutions),
            title=f"{title}: means and 95 % intervals over {over}",
        )
    if known := {name: points for name, points in evolutions.items() if points}:
        figures["frechet"] = over_training(known, title=title)
    written = []
    for name, figure in figures.items():
        written.append(folder / f"{name}.png")
        pictures.save(figure, written[-1])
    return written


def panels(found: Intervals, calibration: Rows) -> dict[str, dict[str, Interval]]:
    """Returns what `pictures.scores` draws: each metric of the models and calibration rows."""
    shown: dict[str, dict[str, Interval]] = {}
    for name in IN_FIGURE:
        if name not in found:
            continue
        rows = shown.setdefault(_title(name), dict(found[name]))
        for row, known in calibration.items():
            value = known.get(name, {}).get("value")
            if value is not None:
                rows[row_label(row)] = Interval(value, value, value)
    return shown


def over_training(
    evolutions: Mapping[str, Sequence[Mapping[str, Any]]], *, title: str
) -> pictures.Figure:
    """Returns the figure of what `follow` returned, a line for each model."""
    lines = {
        name: [(point["images"], point["value"]) for point in points]
        for name, points in evolutions.items()
    }
    return pictures.over_images(lines, label="Fréchet distance of a snapshot", title=title)


def follow(run: Run, reference: Reference) -> list[dict[str, Any]]:
    """Returns the Fréchet distance of each snapshot that holds enough samples for one.

    They are few samples, always of the same latents, so the distances are far larger than those
    of metrics.json, and comparable among themselves alone.

    Returns:
        For each snapshot its `step`, the `images` seen, the distance as `value`, its `space` and
        the `n` samples.
    """
    batch_size = run.read_config()["config"]["batch_size"]
    return [
        {"step": step, "images": step * batch_size, **point}
        for step, point in _snapshots(run, reference)
    ]


def _snapshots(run: Run, reference: Reference) -> Iterator[tuple[int, dict[str, Any]]]:
    space = next(iter(reference.spaces))
    height, width, _ = reference.train_split.image_shape
    for step, path in numbered(run.snapshots, ".png"):
        seen = reference.look(grids.cells(grids.read(path), height, width)).features[space]
        if len(seen) > seen.shape[1]:
            real = reference.real(0, len(seen), space).features
            value = float(f"{metrics.frechet_distance(real, seen):.6g}")
            yield step, {"value": value, "space": space, "n": len(seen)}


def _nearest(reference: Reference, fakes: View) -> dict[str, np.ndarray]:
    """Returns the first samples above the training images nearest to them."""
    shown = fakes.take(slice(N_SHOWN))
    strips = {"samples": grids.grid(shown.images, n_columns=N_SHOWN)}
    for space in reference.spaces:
        found = metrics.nearest_training(reference.train.features[space], shown.features[space])
        nearest = reference.train_split.images[found.indices[:, 0]]
        strips[f"nearest ({SPACES.get(space, space)})"] = grids.grid(nearest, n_columns=N_SHOWN)
    return strips


def _title(name: str) -> str:
    """Returns a metric's name in metrics.json in words, with its space and what is best."""
    space = name.partition("/")[2]
    metric = look_up(name, space)
    known = {HIGHER: "higher is better", LOWER: "lower is better"}
    is_best = known.get(str(metric.better)) or f"best at {short(metric.better)}"
    return f"{metric.label} ({SPACES.get(space, space)}), {is_best}"
