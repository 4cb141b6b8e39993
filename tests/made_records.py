"""Small records of a run, valid in every field, for tests to change where it matters to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from genbench.experiments.speed import BenchRecord, Speed
from genbench.runs import Run, RunRecord, Schedule
from genbench.runs.belonging import seal_in
from genbench.runs.made import once
from genbench.runs.record import DataRecord, Machine
from genbench.scoring.entries import Entry, RowEntry
from genbench.scoring.likelihoods import (
    Bracket,
    Estimate,
    LikelihoodProtocol,
    LikelihoodRecord,
)
from genbench.scoring.records import MetricsRecord, Protocol, SamplerRecord, SpaceRecord
from genbench.system.arrays import seal

# Half of the t-interval of five draws, in their standard deviations.
T_INTERVAL = 2.776445 / 5**0.5
# What the weights of a made-up run are.
CHECKPOINT = {"networks/a/0": np.zeros(1)}
WEIGHTS = seal(CHECKPOINT)
SETTINGS = {"dataset": "blobs", "batch_size": 16, "seed": 0}
DATA = DataRecord(
    name="blobs",
    sha256="1" * 64,
    validation_sha256="9" * 64,
    held_out_sha256="2" * 64,
    n_images=160,
    image_shape=(8, 8, 1),
    classes=("0", "1", "2", "3"),
    class_counts=(40, 40, 40, 40),
)
MACHINE = Machine(
    genbench="1.0",
    python="3.11",
    tensorflow="2.21",
    keras="3.15",
    numpy="2.1",
    platform="Linux",
    cpus=2,
    devices=("CPU",),
)
PROTOCOL = Protocol(
    dataset="blobs",
    train_sha256="1" * 64,
    held_out_sha256="2" * 64,
    spaces={
        "judge": SpaceRecord("features of a classifier", "3" * 64),
        "pca": SpaceRecord("principal components", "4" * 64),
    },
    sampler="decoder",
    samplers={
        name: SamplerRecord(
            about=about, step=2000, seed=0, sha256="5" * 64, weights=WEIGHTS, without=()
        )
        for name, about in (("decoder", "means"), ("draws", "draws from p(x|z)"))
    },
    step=2000,
    best_step="not looked for",
    seed=0,
    n_draws=3,
    draw_size=20,
    interval="95 %, t, over 3 fresh draws from one training",
    reference="held-out images",
    genbench="1.0",
    parameters={"encoder": 1200, "decoder": 1044},
)


def run_record(
    recipe: str = "vae",
    *,
    kind: str = "vae",
    steps: int = 2000,
    config: Mapping[str, object] | None = None,
    data: DataRecord = DATA,
    machine: Machine = MACHINE,
) -> RunRecord[dict[str, Any]]:
    """Returns what a config.json of so many steps holds.

    Args:
        recipe: the name that the run was started under.
        kind: of the model.
        steps: of the schedule, in which all is due at every tenth of them.
        config: what it holds beside, or instead of, SETTINGS.
        data: the training split.
        machine: where it was begun.
    """
    every = max(1, steps // 10)
    return RunRecord(
        recipe=recipe,
        kind=kind,
        config={**SETTINGS, **(config or {})},
        data=data,
        schedule=Schedule(steps, log_every=every, snapshot_every=every, checkpoint_every=every),
        machine=machine,
    )


def protocol(**changes: Any) -> Protocol:
    """Returns the protocol of a small measurement, with changes."""
    return replace(PROTOCOL, **changes)


def metrics_record(metrics: Mapping[str, Entry], **changes: Any) -> MetricsRecord:
    """Returns a metrics.json of one sampler, without calibration rows, with changes."""
    record = MetricsRecord(
        metrics=metrics, others={}, calibration={}, over_training=(), protocol=PROTOCOL
    )
    return replace(record, **changes)


def measured_of(run: Run, record: MetricsRecord) -> MetricsRecord:
    """Returns the record as if it were measured of a run's own weights, samples and data."""
    told = record.protocol

    def own(name: str) -> SamplerRecord:
        samples = seal_in(run.samples_file(None if name == told.sampler else name))
        return replace(told.samplers[name], weights=run.last_weights(), sha256=samples or "5" * 64)

    return replace(
        record,
        protocol=replace(
            told,
            train_sha256=run.read_config().data.sha256,
            samplers={name: own(name) for name in told.samplers},
        ),
    )


def noted_figures(run: Run, *names: str) -> None:
    """Gives a run empty figures of these names, noted as a stage would."""

    def draw() -> list[Path]:
        run.figures.mkdir(parents=True, exist_ok=True)
        for name in names:
            Image.new("RGB", (1600, 900), "white").save(run.figures / f"{name}.png")
        return [run.figures / f"{name}.png" for name in names]

    once(run.path, "noted", {"weights": run.last_weights()}, draw)


def entry(
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    *,
    better: str | float | None = "lower",
    space: str = "judge",
    n: int = 100,
    draws: Sequence[float] = (),
    is_cut: bool = False,
    error: str = "",
) -> Entry:
    """Returns what came of one metric; without an interval unless its ends are told."""
    return Entry(
        value=value, low=low, high=high, better=better, space=space, n=n, draws=tuple(draws),
        is_cut=is_cut, error=error,
    )  # fmt: skip


def between(low: float, high: float, better: str | float = "lower", **rest: Any) -> Entry:
    """Returns what came of one metric whose t-interval over five draws is this."""
    middle, deviation = (low + high) / 2, (high - low) / 2 / T_INTERVAL
    draws = middle + deviation * np.linspace(-(1.6**0.5), 1.6**0.5, 5)
    return entry(middle, low, high, better=better, draws=draws.tolist(), **rest)


def drawn(*draws: float, better: str | float = "lower", **rest: Any) -> Entry:
    """Returns what came of one metric over these draws, its interval from the least to the most."""
    mean = sum(draws) / len(draws)
    return entry(mean, min(draws), max(draws), better=better, draws=draws, **rest)


def row(n: int = 100, **values: float | Sequence[float]) -> dict[str, RowEntry]:
    """Returns a calibration row; a name such as recall_judge stands for recall/judge.

    Several values are draws, and their interval goes from the least to the most.
    """
    return {"/".join(name.rsplit("_", 1)): row_entry(value, n) for name, value in values.items()}


def row_entry(value: float | Sequence[float], n: int = 100) -> RowEntry:
    """Returns what came of one metric in a calibration row, of one draw or several."""
    if isinstance(value, (int, float)):
        return RowEntry(value=value, n=n)
    low, high = min(value), max(value)
    return RowEntry(value=sum(value) / len(value), n=n, low=low, high=high, draws=tuple(value))


def write_run(folder, name, *, recipe="vae", seed=0, steps=5, better="lower", record=None, **draws):
    """Writes a measured run; recall_judge=[...] are the draws of recall/judge."""
    run = Run(folder / name)
    run.path.mkdir(parents=True)
    run.write_config(run_record(recipe, steps=steps, config={"seed": seed, "steps": steps}))
    run.write_checkpoint(steps, CHECKPOINT)
    run.append_log(log_line(5, images=640))
    entries = {
        "/".join(key.rsplit("_", 1)): drawn(*values, better=better, n=20)
        for key, values in draws.items()
    }
    run.write_record("metrics", metrics_record(entries, **(record or {})))
    return run


def log_line(step, **more):
    """Returns a line of a log."""
    return {"step": step, "epoch": 0.5, "images": 10 * step, "seconds": 2.0} | more


VAE = Speed(
    recipe="vae",
    batch_size=128,
    precision="float32",
    jit_compile=True,
    steps_per_second=500.0,
    low=490.0,
    high=510.0,
    images_per_second=64_000.0,
    budget_steps=10_000,
    budget_seconds=21.5,
    first_call_seconds=1.5,
    call_steps_per_second=625.0,
    outside_share=0.2,
    step_flops=258e6,
    flops_per_second=161.25e9,
    best_flops_per_second=250e9,
    roofline_share=0.645,
    peak_memory=768 * 2**20,
)
SLOW = replace(VAE, recipe="dcgan", budget_seconds=480.0, peak_memory=None)
SPEEDS = BenchRecord(run_record().machine, "mnist5k", 1.0, (VAE, SLOW))


def estimate(value: float, *, spread: float = 1.0, n: int = 10) -> Estimate:
    """Returns an estimate of log p(x) over n images, its five draws spread about the value."""
    draws = tuple(value + spread * i for i in (-1.0, -0.5, 0.0, 0.5, 1.0))
    return Estimate(
        value=value, low=value - spread, high=value + spread, n=n, draws=draws,
        pixels="Gaussian, deviation 0.1", bits=8 - value / (64 * np.log(2)),
    )  # fmt: skip


def likelihood_record(run: Run, ais: float, *, gap: float = 0.5) -> LikelihoodRecord:
    """Returns the likelihood.json of a run: annealed, with a bracket so wide."""
    found = run.read_config().data
    return LikelihoodRecord(
        estimates={
            "ais": estimate(ais), "ais_upper": estimate(ais + gap), "parzen": estimate(90.0)
        },
        parzen_of={"real training images": estimate(100.0)},
        bracket=Bracket(lower=1.0, upper=1.0 + gap, gap=gap, low=gap, high=gap, n=50),
        protocol=LikelihoodProtocol(
            dataset=found.name, held_out_sha256=found.held_out_sha256,
            validation_sha256=found.validation_sha256, variance=0.01, k=50, chains=4,
            temperatures=100, leapfrog=5, seed=0, n_validation=50, acceptance=0.6,
            parzen_variance=0.04, about="means", given_class=False, images="dequantised",
            schedule="sigmoid", proposal="mixed", step=60, weights=run.last_weights() or "",
            genbench="1.0",
        ),
    )  # fmt: skip
