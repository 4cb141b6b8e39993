"""The measurement of a run: samples.npz and held-out images in, metrics.json out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tqdm import tqdm

from genbench.data import HELD_OUT, VALIDATION
from genbench.models import building, trained_on
from genbench.models.running import weights
from genbench.runs import Run, Samples, find, numbered
from genbench.runs.made import digest_of, inputs, once
from genbench.scoring import calibration_rows, entries, own_metrics, records
from genbench.scoring.calibration_rows import REAL
from genbench.scoring.entries import Entry, RowEntry
from genbench.scoring.measuring import N_DRAWS, draw_size, measure
from genbench.scoring.model_scores import label_fidelity, likelihood, reconstruction
from genbench.scoring.own_metrics import OwnMetric
from genbench.scoring.records import MetricsRecord
from genbench.scoring.reference import PROTOCOL, Reference, View, reference_of
from genbench.scoring.table import METRICS, Metric
from genbench.stages.evaluation.figures import draw_measured
from genbench.stages.evaluation.over_training import follow
from genbench.stages.evaluation.protocol import left_out, protocol_of
from genbench.system import live
from genbench.system.errors import BrokenRun, InvalidInput
from genbench.system.threads import one_core

# What is written for each split, and noted as which stage.
RECORDS = {HELD_OUT: "metrics", VALIDATION: "metrics-validation"}
STAGES = {HELD_OUT: "evaluate", VALIDATION: "evaluate-validation"}


def evaluate(
    run: Run | Path | str,
    *,
    split: str = HELD_OUT,
    data: Path | str | None = None,
    metrics: Path | str | None = None,
    progress: bool | None = None,
) -> Path:
    """Measures the samples of a run, and writes metrics.json, metrics.csv and figures.

    Every sampler whose samples are there is measured, those other than the usual one and the
    best step without what takes a search through all training images. What can be said of the
    data set alone (features, calibration rows) is kept in the user's cache folder, so the first
    run on a data set takes longer. What is measured already is not measured again.

    Whoever chooses between settings does so by split="validation", which writes
    metrics-validation.json and .csv alone: the held-out images are for the end.

    Args:
        run: a run, its folder or its name.
        split: what the samples stand beside: "held_out" or "validation".
        data: where the run's own data are now, if they were moved; noted in the run.
        metrics: your own beside ours: a file, as in mine.py, which is run, or what an installed
            package announces.
        progress: show a progress bar; by default on a terminal.

    Returns:
        metrics.json, or that of the other split, whose format `genbench.scoring.records` describes.

    Raises:
        FileNotFoundError: there is no such run, or it has no samples yet.
        BrokenRun: the samples are damaged, of another size or not of the run's last weights, or
            the data set is another one.
        ValueError: there are too few samples.
        BlockingIOError: another process writes into the run.
    """
    if split not in RECORDS:
        raise InvalidInput(
            f'split must be "held_out" or "validation". Received: {split!r}.', "split"
        )
    run = find(run)
    trained_on.told(run, data)
    own = own_metrics.load(None if metrics is None else str(metrics))
    codes = {"metrics": " ".join(one.code.sha256 + one.metric.name for one in own)} if own else {}
    with run.writing("evaluate"), one_core():
        of = _depends_on(run) | codes
        once(run.path, STAGES[split], of, lambda: _evaluate(run, split, own, progress))
    return run.record_file(RECORDS[split])


def _depends_on(run: Run) -> dict[str, object]:
    samples = sorted(run.path.glob("samples*.npz"))
    snapshots = [path for _, path in numbered(run.snapshots_folder, ".png")]
    return inputs(run) | {
        "selection": digest_of([run.record_file("selection")]),
        "samples": digest_of(samples),
        "snapshots": digest_of(snapshots),
        "protocol": PROTOCOL,
    }


def _evaluate(run: Run, split: str, own: Sequence[OwnMetric], progress: bool | None) -> list[Path]:
    """Measures the samples of a run, and returns the files written."""
    with live.line(f"looking at the samples of {run.name}", progress=progress):
        drawn = run.read_samples()
        reference = _reference(run, split)
        n = draw_size(
            len(drawn.images),
            len(reference.held_out_split),
            cure=f"Draw more samples with `genbench sample {run.word}`.",
        )
        model, _ = building.load(run)
        samples = _samples(run, drawn, n)
        views = {name: _look(run, reference, name, own) for name, own in samples.items()}
    usual = drawn.sampler
    rows = calibration_rows.rows(reference, n, own=own, progress=progress)
    table = (*METRICS, *(one.metric for one in own))
    total = len(views) * (len(reference.spaces) + 1)
    with live.line(f"measuring {run.name}", total, progress=progress) as ticks:
        measured = {
            name: _measured(reference, view, n, rows[REAL], table, left_out(name, usual), ticks)
            for name, view in views.items()
        }
        shown = trained_on.shown(building.read_config(run).config, reference.held_out_split)
        of_model = {
            **reconstruction(model, shown),
            **likelihood(model, shown),
            **label_fidelity(drawn.labels, views[usual]),
        }
        parameters = weights.n_parameters(model)
        record = MetricsRecord(
            metrics=measured.pop(usual) | of_model,
            others=measured,
            calibration=rows,
            over_training=tuple(follow(run, reference)),
            protocol=protocol_of(run, reference, samples, n=n, parameters=parameters),
            own=tuple(one.row for one in own),
        )
        written = records.write(run, record, RECORDS[split])
        if split == HELD_OUT:
            written += draw_measured(run, record, reference, views[usual])
        return written


def _reference(run: Run, split: str) -> Reference:
    splits = trained_on.splits(run)
    return reference_of(run.read_config().data.name, splits.train, getattr(splits, split))


def _samples(run: Run, drawn: Samples, n: int) -> dict[str, Samples]:
    """Returns the images to measure of each sampler, those of the usual one first.

    Raises:
        BrokenRun: another sampler has drawn fewer images than are measured of the usual one.
    """
    samples = {drawn.sampler: drawn}
    for name in run.other_samplers():
        samples[name] = run.read_samples(name)
        if len(samples[name].images) < N_DRAWS * n:
            raise BrokenRun(
                f"{run.samples_file(name)} must hold {N_DRAWS * n} images or more, like "
                f"{run.samples_file().name}. Received: {len(samples[name].images)}. Draw as many "
                f"with `genbench sample {run.word}`, or delete it."
            )
    return {name: own._replace(images=own.images[: N_DRAWS * n]) for name, own in samples.items()}


def _look(run: Run, reference: Reference, name: str, drawn: Samples) -> View:
    expected = reference.train_split.image_shape
    if drawn.images.shape[1:] != expected:
        raise BrokenRun(
            f"{run.path} must hold images of {list(expected)}, like the data set. "
            f"Received: {list(drawn.images.shape[1:])} from the sampler {name}. "
            f"Run `genbench sample {run.word}` again."
        )
    return reference.look(drawn.images)


def _measured(
    reference: Reference,
    fakes: View,
    n: int,
    real: Mapping[str, RowEntry],
    metrics: Sequence[Metric],
    without: Sequence[str],
    ticks: tqdm,
) -> dict[str, Entry]:
    found = {}
    for scores in measure(reference, fakes, n=n, without=without, metrics=metrics):
        found |= {score.name: entries.entry(score, real) for score in scores}
        ticks.update()
    return found
