"""Small records of a run, valid in every field, for tests to change where it matters to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from genbench.runs import RunRecord, Schedule
from genbench.runs.record import DataRecord, Machine
from genbench.scoring.entries import Entry, RowEntry
from genbench.scoring.records import MetricsRecord, Protocol, SamplerRecord, SpaceRecord

SETTINGS = {"dataset": "blobs", "batch_size": 16, "seed": 0}
DATA = DataRecord(
    name="blobs",
    sha256="1" * 64,
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
        name: SamplerRecord(about=about, step=2000, seed=0, sha256="5" * 64, without=())
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


def entry(
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    *,
    better: str | float | None = "lower",
    space: str = "judge",
    n: int = 100,
    draws: Sequence[float] = (),
    error: str = "",
) -> Entry:
    """Returns what came of one metric; without an interval unless its ends are told."""
    return Entry(
        value=value, low=low, high=high, better=better, space=space, n=n, draws=tuple(draws),
        error=error,
    )  # fmt: skip


def between(low: float, high: float, better: str | float = "lower", **rest: Any) -> Entry:
    """Returns what came of one metric whose interval is this; the value is its middle."""
    return entry((low + high) / 2, low, high, better=better, **rest)


def drawn(*draws: float, better: str | float = "lower", **rest: Any) -> Entry:
    """Returns what came of one metric over these draws, its interval from the least to the most."""
    mean = sum(draws) / len(draws)
    return entry(mean, min(draws), max(draws), better=better, draws=draws, **rest)


def row(n: int = 100, **values: float) -> dict[str, RowEntry]:
    """Returns a calibration row; a name such as recall_judge stands for recall/judge."""
    return {
        "/".join(name.rsplit("_", 1)): RowEntry(value=value, n=n) for name, value in values.items()
    }
