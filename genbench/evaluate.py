"""The measurement of a run: samples.npz and held-out images in, metrics.json out."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from genbench import __version__, cache, images, metrics, plots, trainers
from genbench.backend import tf
from genbench.errors import BrokenRun
from genbench.files import replacing
from genbench.metrics import Interval
from genbench.noise import generator
from genbench.runs import Run, find, numbered
from genbench.scores import calibration, records
from genbench.scores.calibration import REAL
from genbench.scores.fidelity import label_fidelity
from genbench.scores.records import Entry
from genbench.scores.table import HIGHER, LOWER, N_DRAWS, draw_size, measure
from genbench.scores.views import Reference, View, code_sha256
from genbench.trainers import Autoencoder, Trainer, execution

N_RECONSTRUCTED = 2000
N_SHOWN = 10
# What stands in the figure of scores; the table has them all.
IN_FIGURE = (
    "frechet_distance/judge", "frechet_distance/pca",
    "capped_precision/judge", "recall/judge",
    "coverage/judge", "authenticity/judge",
    "label_divergence/judge", "sharpness/pictures",
)  # fmt: skip


def evaluate(run: Run | Path | str, *, progress: bool | None = None) -> Path:
    """Measures the samples of a run, and writes metrics.json, metrics.csv and figures.

    Every sampler whose samples are there is measured. What can be said of the data set alone
    (features, calibration rows) is kept in the user's cache folder, so the first run on a data
    set takes longer.

    Args:
        run: a run, its folder or its name.
        progress: show a progress bar; by default on a terminal.

    Returns:
        metrics.json, whose format `genbench.scores.records` describes.

    Raises:
        FileNotFoundError: there is no such run, or it has no samples yet.
        BrokenRun: the samples are damaged or of another size, or the data set is another one.
        ValueError: there are too few samples.
    """
    run = find(run)
    record = run.read_config()
    drawn = run.read_samples()
    reference = Reference(record["config"]["dataset"])
    if reference.train_split.sha256 != record["data"]["sha256"]:
        raise BrokenRun(
            f"{run.path} was trained on another {record['data']['name']} than the one here. "
            "Bring that back, or train again."
        )
    n = draw_size(len(drawn.images), len(reference.held_out_split))
    rows = calibration_rows(reference, n, progress=progress)
    views = {scope: _look(run, reference, scope) for scope in (None, *run.other_samplers())}
    with tqdm(
        total=len(views) * (len(reference.spaces) + 1),
        desc=f"measuring {run.name}",
        disable=None if progress is None else not progress,
    ) as ticks:
        measured, *others = (
            _measured(reference, view, n, rows[REAL], ticks) for view in views.values()
        )
    trainer, _ = trainers.load(run)
    measured |= _reconstruction(trainer, reference) | label_fidelity(trainer, views[None])
    outcome = {
        "metrics": measured,
        "others": dict(zip(run.other_samplers(), others, strict=True)),
        "calibration": rows,
        "protocol": {
            "dataset": record["data"]["name"],
            "train_sha256": reference.train_split.sha256,
            "held_out_sha256": reference.held_out_split.sha256,
            "spaces": {
                name: {"description": space.description, "sha256": space.sha256}
                for name, space in reference.spaces.items()
            },
            "sampler": next(iter(trainer.samplers)),
            "step": drawn.step,
            "seed": record["config"]["seed"],
            "sample_seed": drawn.seed,
            "samples_sha256": hashlib.sha256(drawn.images.tobytes()).hexdigest(),
            "n_samples": len(drawn.images),
            "n_draws": N_DRAWS,
            "draw_size": n,
            "interval": f"95 %, t, over {N_DRAWS} fresh draws from one training: what another "
            "training seed would give is not in it",
            "reference": "held-out images, in an order fixed by a seed",
            "genbench": __version__,
        },
    }
    run.write_metrics(outcome)
    _write_csv(run.metrics_csv, outcome)
    _draw_figures(run, outcome, reference, views[None])
    return run.metrics_file


def calibration_rows(
    reference: Reference, n: int, *, progress: bool | None = None
) -> dict[str, dict[str, Entry]]:
    """Returns the calibration rows of a data set, of one draw of n each, from the cache or anew.

    The row `null` is the Fréchet distance to expect between two draws from one distribution.
    """
    spaces = [space.sha256 for space in reference.spaces.values()]
    splits = reference.train_split.sha256, reference.held_out_split.sha256
    key = cache.key(*splits, *spaces, n, code_sha256())

    def measured() -> dict[str, dict[str, Entry]]:
        scores = calibration.measured(reference, n=n, n_draws=1, progress=progress)
        rows = {row: records.row(parts) for row, parts in scores.items()}
        return {**rows, "null": _null(reference, n)}

    return cache.cached_record(f"calibration/{key}", measured)


def _null(reference: Reference, n: int) -> dict[str, Entry]:
    null = {}
    for space, features in reference.held_out.features.items():
        try:
            value = metrics.frechet_null(features, n_real=n, n_fake=n)
        except ValueError as error:
            null[f"frechet_distance/{space}"] = {"value": None, "n": n, "error": str(error)}
        else:
            null[f"frechet_distance/{space}"] = {"value": records.rounded(value), "n": n}
    return null


def _look(run: Run, reference: Reference, scope: str | None) -> View:
    drawn = run.read_samples(scope)
    expected = reference.train_split.image_shape
    if drawn.images.shape[1:] != expected:
        raise BrokenRun(
            f"{run.samples_file(scope)} must hold images of {list(expected)}, like the data set. "
            f"Received: {list(drawn.images.shape[1:])}. Run `genbench sample {run.path}` again."
        )
    return reference.look(drawn.images)


def _measured(
    reference: Reference, fakes: View, n: int, real: Mapping[str, Entry], ticks: tqdm
) -> dict[str, Entry]:
    entries = {}
    for scores in measure(reference, fakes, n=n):
        entries |= {score.name: records.entry(score, real) for score in scores}
        ticks.update()
    return entries


def _reconstruction(trainer: Trainer, reference: Reference) -> dict[str, Entry]:
    if not isinstance(trainer, Autoencoder):
        return {}
    held_out = reference.held_out_split
    rows = generator(0, "reconstructed").permutation(len(held_out))[:N_RECONSTRUCTED]
    inputs = execution.inputs(trainer, held_out, rows, seed=0)
    *_, restored = tf.function(trainer.compare)(*inputs).values()
    originals, restored = inputs[0], restored.numpy()
    name = "reconstruction_error/pictures"
    entries = {
        name: records.image_entry(metrics.reconstruction_error(originals, restored), better=LOWER)
    }
    if min(originals.shape[1:3]) >= 11:
        likeness = metrics.ssim(originals, restored)
        entries["ssim/pictures"] = records.image_entry(likeness, better=HIGHER)
    return entries


def _write_csv(path: Path, record: Mapping[str, Any]) -> None:
    """Writes one line for each metric of each sampler, the calibration rows beside it."""
    rows = record["calibration"]
    columns = ("value", "low", "high", "n", "better", "space", "error")
    samplers = {record["protocol"]["sampler"]: record["metrics"], **record["others"]}
    with replacing(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["sampler", "metric", *columns, *rows])
        for sampler, entries in samplers.items():
            for name, found in entries.items():
                known = [row.get(name, {}).get("value") for row in rows.values()]
                writer.writerow([sampler, name, *map(found.get, columns), *known])


# Figures


def _draw_figures(run: Run, record: Mapping[str, Any], reference: Reference, fakes: View) -> None:
    title = f"{run.name}, step {record['protocol']['step']:,}"
    figures = {
        "scores": plots.scores(_panels(run, record), title=title),
        "nearest": plots.rows(_nearest(reference, fakes), title=f"{title}: samples beside data"),
    }
    if fakes.logits is not None:
        known = reference.label_counts
        guesses = fakes.logits[:, :-1].argmax(axis=1)
        counts = np.bincount(guesses, minlength=len(known))
        figures["labels"] = plots.label_shares(
            {"training": known / known.sum(), "samples": counts / counts.sum()},
            reference.train_split.classes,
            title=f"{title}: classes as the judge sees them",
        )
    if over_training := list(_over_training(run, reference)):
        figures["frechet"] = plots.over_steps(
            over_training, label="Fréchet distance of a snapshot", title=title
        )
    for name, figure in figures.items():
        plots.save(figure, run.figures / f"{name}.png")


def _panels(run: Run, record: Mapping[str, Any]) -> dict[str, dict[str, Interval]]:
    """Returns the intervals of each metric in the figure, by row."""
    panels: dict[str, dict[str, Interval]] = {}
    for name in IN_FIGURE:
        found = record["metrics"].get(name, {"value": None})
        if found["value"] is not None:
            panels[name] = {run.name: Interval(found["value"], found["low"], found["high"])}
            for row, known in record["calibration"].items():
                value = known.get(name, {}).get("value")
                if value is not None:
                    panels[name][row] = Interval(value, value, value)
    return panels


def _nearest(reference: Reference, fakes: View) -> dict[str, np.ndarray]:
    """Returns the first samples above the training images nearest to them."""
    shown = fakes.take(slice(N_SHOWN))
    strips = {"samples": images.grid(shown.images, n_columns=N_SHOWN)}
    for space in reference.spaces:
        found = metrics.nearest_training(reference.train.features[space], shown.features[space])
        nearest = reference.train_split.images[found.indices[:, 0]]
        strips[f"nearest ({space})"] = images.grid(nearest, n_columns=N_SHOWN)
    return strips


def _over_training(run: Run, reference: Reference) -> Iterator[tuple[int, float]]:
    """Gives step and Fréchet distance of each snapshot that holds enough samples for one."""
    space = next(iter(reference.spaces))
    height, width, _ = reference.train_split.image_shape
    for step, path in numbered(run.snapshots, ".png"):
        seen = reference.look(images.cells(images.read(path), height, width)).features[space]
        if len(seen) > seen.shape[1]:
            yield step, metrics.frechet_distance(reference.real(0, len(seen), space).features, seen)
