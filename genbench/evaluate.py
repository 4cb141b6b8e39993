"""The measurement of a run: samples.npz and held-out images in, metrics.json out."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits
from tqdm import tqdm

from genbench import metrics
from genbench.charts import draw_measured, follow
from genbench.identity import check_data
from genbench.models import building
from genbench.models.protocols import Autoencoder, Model
from genbench.models.running import steps, weights
from genbench.runs import BEST, Run, Samples, find
from genbench.scores import calibration, records
from genbench.scores.calibration import REAL
from genbench.scores.fidelity import label_fidelity
from genbench.scores.likelihood import likelihood
from genbench.scores.records import Entry
from genbench.scores.table import DEAR, HIGHER, LOWER, N_DRAWS, draw_size, measure
from genbench.scores.views import Reference, View, code_sha256
from genbench.system import cache
from genbench.system.backend import as_graph
from genbench.system.errors import BrokenRun
from genbench.system.files import replacing
from genbench.system.randomness import generator
from genbench.system.version import __version__

N_RECONSTRUCTED = 2000


def evaluate(run: Run | Path | str, *, progress: bool | None = None) -> Path:
    """Measures the samples of a run, and writes metrics.json, metrics.csv and figures.

    Every sampler whose samples are there is measured, those other than the usual one and the
    best step without what takes a search through all training images. What can be said of the
    data set alone (features, calibration rows) is kept in the user's cache folder, so the first
    run on a data set takes longer.

    Args:
        run: a run, its folder or its name.
        progress: show a progress bar; by default on a terminal.

    Returns:
        metrics.json, whose format `genbench.scores.records` describes.

    Raises:
        FileNotFoundError: there is no such run, or it has no samples yet.
        BrokenRun: the samples are damaged, of another size or of another step than the last, or
            the data set is another one.
        ValueError: there are too few samples.
    """
    run = find(run)
    with threadpool_limits(1, "blas"):
        _evaluate(run, progress)
    return run.record_file("metrics")


def _evaluate(run: Run, progress: bool | None) -> None:
    drawn = run.read_samples()
    reference = _reference(run)
    n = draw_size(len(drawn.images), len(reference.held_out_split))
    model, step = building.load(run)
    usual, samples = _samples(run, model, drawn, n)
    _check_steps(run, samples, step)
    views = {name: _look(run, reference, name, own) for name, own in samples.items()}
    rows = calibration_rows(reference, n, progress=progress)
    with tqdm(
        total=len(views) * (len(reference.spaces) + 1),
        desc=f"measuring {run.name}",
        disable=None if progress is None else not progress,
    ) as ticks:
        measured = {
            name: _measured(reference, view, n, rows[REAL], _left_out(name, usual), ticks)
            for name, view in views.items()
        }
    of_model = {
        **_reconstruction(model, reference),
        **likelihood(model, reference.held_out_split),
        **label_fidelity(drawn.labels, views[usual]),
    }
    outcome = {
        "metrics": measured.pop(usual) | of_model,
        "others": measured,
        "calibration": rows,
        "over_training": follow(run, reference),
        "protocol": {
            **_protocol(run, reference, usual, samples, n),
            "parameters": weights.n_parameters(model),
        },
    }
    run.write_record("metrics", outcome)
    _write_csv(run.metrics_csv, outcome)
    draw_measured(run, outcome, reference, views[usual])


def _reference(run: Run) -> Reference:
    reference = Reference(run.read_config()["config"]["dataset"])
    check_data(run, reference.train_split)
    return reference


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


def _samples(run: Run, model: Model, drawn: Samples, n: int) -> tuple[str, dict[str, Samples]]:
    """Returns the name of the usual sampler, and the images to measure of each, that one first.

    Raises:
        BrokenRun: another sampler has drawn fewer images than are measured of the usual one.
    """
    usual = drawn.sampler or next(iter(model.samplers))
    samples = {usual: drawn}
    for name in run.other_samplers():
        samples[name] = run.read_samples(name)
        if len(samples[name].images) < N_DRAWS * n:
            raise BrokenRun(
                f"{run.samples_file(name)} must hold {N_DRAWS * n} images or more, like "
                f"{run.samples_file().name}. Received: {len(samples[name].images)}. Draw as many "
                "with `genbench sample`, or delete it."
            )
    for name, own in samples.items():
        if not own.about and name in model.samplers:
            samples[name] = own._replace(about=model.samplers[name].about)
    return usual, {
        name: own._replace(images=own.images[: N_DRAWS * n]) for name, own in samples.items()
    }


def _check_steps(run: Run, samples: Mapping[str, Samples], step: int) -> None:
    """Checks that what is measured is one model: the samples' and the checkpoint's.

    Raises:
        BrokenRun: it is not.
    """
    for name, own in samples.items():
        if name != BEST and own.step != step:
            raise BrokenRun(
                f"{run.path} is at step {step}, and its samples from {name} are of step "
                f"{own.step}. Run `genbench sample {run.path}` again, or delete what is old."
            )


def _left_out(name: str, usual: str) -> tuple[str, ...]:
    """Returns the metrics that a sampler is not measured by.

    The best step was chosen by training images: whether it copies them must be seen.
    """
    return () if name in (usual, BEST) else DEAR


def _look(run: Run, reference: Reference, name: str, drawn: Samples) -> View:
    expected = reference.train_split.image_shape
    if drawn.images.shape[1:] != expected:
        raise BrokenRun(
            f"{run.path} must hold images of {list(expected)}, like the data set. "
            f"Received: {list(drawn.images.shape[1:])} from the sampler {name}. "
            f"Run `genbench sample {run.path}` again."
        )
    return reference.look(drawn.images)


def _protocol(
    run: Run, reference: Reference, usual: str, samples: Mapping[str, Samples], n: int
) -> dict[str, Any]:
    """Returns how the run was measured: with what, on what, and what its samples are."""
    record = run.read_config()
    n_held_out = len(reference.held_out_split)
    shared = f"; the draws share {n_held_out:,} held-out images" * (N_DRAWS * n > n_held_out)
    return {
        "dataset": record["data"]["name"],
        "train_sha256": reference.train_split.sha256,
        "held_out_sha256": reference.held_out_split.sha256,
        "spaces": {
            name: {"description": space.description, "sha256": space.sha256}
            for name, space in reference.spaces.items()
        },
        "sampler": usual,
        "samplers": {
            name: {
                "about": drawn.about,
                "step": drawn.step,
                "seed": drawn.seed,
                "sha256": hashlib.sha256(drawn.images.tobytes()).hexdigest(),
                "without": list(_left_out(name, usual)),
            }
            for name, drawn in samples.items()
        },
        "step": samples[usual].step,
        "best_step": _best_step(run, samples[usual].step),
        "seed": record["config"]["seed"],
        "n_draws": N_DRAWS,
        "draw_size": n,
        "interval": f"95 %, t, over {N_DRAWS} fresh draws from one training: what another "
        f"training seed would give is not in it{shared}",
        "reference": "held-out images, in an order fixed by a seed",
        "genbench": __version__,
    }


def _best_step(run: Run, step: int) -> str:
    """Returns in words which step draws best, and how that was found."""
    selection = run.read_record("selection") if run.record_file("selection").is_file() else {}
    if selection.get("last") != step:
        return "not looked for"
    distances = selection["distances"]
    if not distances:
        return f"not looked for: {selection['by']}"
    best, last = (selection[which] for which in ("best", "last"))
    beside = "the last" if best == last else f"{distances[str(last)]:.4g} at the last"
    found = f"{best:,}, {distances[str(best)]:.4g} ({beside} of {len(distances)} steps)"
    return f"{found}, by the {selection['by']}"


def _measured(
    reference: Reference,
    fakes: View,
    n: int,
    real: Mapping[str, Entry],
    without: Sequence[str],
    ticks: tqdm,
) -> dict[str, Entry]:
    entries = {}
    for scores in measure(reference, fakes, n=n, without=without):
        entries |= {score.name: records.entry(score, real) for score in scores}
        ticks.update()
    return entries


def _reconstruction(model: Model, reference: Reference) -> dict[str, Entry]:
    if not isinstance(model, Autoencoder):
        return {}
    held_out = reference.held_out_split
    rows = generator(0, "reconstructed").permutation(len(held_out))[:N_RECONSTRUCTED]
    inputs = steps.inputs(model, held_out, rows, seed=0)
    *_, restored = as_graph(model.compare)(*inputs).values()
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
