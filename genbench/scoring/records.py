"""What metrics.json holds, and metrics.csv beside it.

    {"format": 1,
     "metrics":     {"recall/judge": ENTRY, ...},            of the usual sampler
     "others":      {"generator": {"recall/judge": ENTRY, ...}, ...},
     "calibration": {"noise": {"recall/judge": {"value": 0.0, "n": 2000}, ...}, ...},
     "over_training": [{"step": 500, "images": 64000, "value": 210.0,
                       "space": "judge", "n": 100}, ...],    of the snapshots
     "protocol":    {...}}

where an ENTRY is an `Entry`, and the rest is as the classes below have it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from genbench.runs import Run
from genbench.runs.belonging import seal_in
from genbench.runs.formats import optional
from genbench.scoring.calibration_rows import REAL
from genbench.scoring.entries import Entries, Entry, Rows, beside_real, known
from genbench.scoring.own_metrics import OwnRow
from genbench.system.errors import BrokenRun
from genbench.system.files import replacing
from genbench.system.numbers import UNKNOWN


@dataclass(frozen=True)
class Point:
    """The Fréchet distance of one snapshot, from n samples."""

    step: int
    images: int
    value: float
    space: str
    n: int


@dataclass(frozen=True)
class SpaceRecord:
    """A feature space; scores can be compared where the digest is the same."""

    # It names the data, which may have been moved since.
    description: str = field(compare=False)
    sha256: str


@dataclass(frozen=True)
class SamplerRecord:
    """Whose samples were measured, what they are, and by which metrics they were not.

    Attributes:
        sha256: the seal of the samples' file.
        weights: that of the weights that drew them.
    """

    about: str
    step: int
    seed: int
    sha256: str
    weights: str
    without: tuple[str, ...]


@dataclass(frozen=True)
class Protocol:
    """How a run was measured: with what, on what, and what its samples are.

    Attributes:
        sampler: the name of the usual one.
        step: of the weights that it drew from.
        best_step: in words which step draws best.
        interval: in words what the intervals are over.
        parameters: numbers trained in each network.
    """

    dataset: str
    train_sha256: str
    held_out_sha256: str
    spaces: Mapping[str, SpaceRecord]
    sampler: str
    samplers: Mapping[str, SamplerRecord]
    step: int
    best_step: str
    seed: int
    n_draws: int
    draw_size: int
    interval: str
    reference: str
    genbench: str
    parameters: Mapping[str, int]

    def __post_init__(self) -> None:
        if self.sampler not in self.samplers:
            raise ValueError(f"no sampler {self.sampler!r} among {', '.join(self.samplers)}")

    def differing(self, other: Protocol) -> list[str]:
        """Returns what must be the same for two scores to be comparable, and is not."""
        return [name for name in RULER if getattr(self, name) != getattr(other, name)]


# Of the data the digests, not the name or path that they were called by.
RULER = ("train_sha256", "held_out_sha256", "spaces", "draw_size", "n_draws")


@dataclass(frozen=True)
class MetricsRecord:
    """The contents of metrics.json.

    Attributes:
        metrics: the scores of the usual sampler.
        others: those of the other samplers, by name.
        calibration: the calibration rows.
        over_training: of the snapshots that hold enough samples.
        protocol: how all this was measured.
        own: the user's own metrics among them, as rows of the table of metrics.
    """

    metrics: Entries
    others: Mapping[str, Entries]
    calibration: Rows
    over_training: tuple[Point, ...]
    protocol: Protocol
    own: tuple[OwnRow, ...] = optional(())

    def __post_init__(self) -> None:
        if unknown := self.others.keys() - self.protocol.samplers.keys():
            raise ValueError(f"no sampler {', '.join(unknown)} in the protocol")

    @property
    def weights(self) -> str:
        """The seal of the weights that the usual sampler drew from."""
        return self.protocol.samplers[self.protocol.sampler].weights

    @property
    def measured(self) -> dict[str, Entry]:
        """The scores of the usual sampler that have a value."""
        return {name: entry for name, entry in self.metrics.items() if entry.value is not None}

    @property
    def failures(self) -> dict[str, str]:
        """Why each metric that could not be measured was not."""
        return {name: entry.error for name, entry in self.metrics.items() if entry.value is None}

    @property
    def by_sampler(self) -> dict[str, Entries]:
        """The scores of each sampler, the usual one first."""
        return {self.protocol.sampler: self.metrics, **self.others}

    def with_sampler(self, sampler: str | None) -> MetricsRecord:
        """Returns the record in which a sampler, if it is there, has the usual one's place."""
        others = self.by_sampler
        if sampler is None or sampler not in others:
            return self
        chosen = others.pop(sampler)
        protocol = replace(self.protocol, sampler=sampler)
        return replace(self, metrics=chosen, others=others, protocol=protocol)


def read(run: Run, name: str = "metrics") -> MetricsRecord:
    """Returns a run's metrics.json, or another record of what was measured.

    Raises:
        FileNotFoundError: there is none yet.
        BrokenRun: the file is damaged or of another format, or what was measured are not the
            data, weights and samples of the run.
    """
    record = run.read_record(name, MetricsRecord)
    file, protocol = run.record_file(name), record.protocol
    cure = f"Run `genbench evaluate {run.path}` again."
    if protocol.train_sha256 != run.read_config().data.sha256:
        raise BrokenRun(f"{file} was measured on other data than the run's. {cure}")
    for name, told in protocol.samplers.items():
        samples = run.samples_file(None if name == protocol.sampler else name)
        # Whoever deletes samples to save space keeps what was measured of them.
        if seal_in(samples) not in (None, told.sha256):
            raise BrokenRun(f"{file} was measured on other samples than {samples}. {cure}")
    return record


def write(run: Run, record: MetricsRecord, name: str = "metrics") -> list[Path]:
    """Writes a run's metrics.json and metrics.csv, or those of another name; returns the files."""
    run.write_record(name, record)
    file = run.record_file(name)
    table = file.with_suffix(".csv")
    _write_csv(table, record)
    return [file, table]


def _write_csv(path: Path, record: MetricsRecord) -> None:
    """Writes one line for each metric of each sampler, the calibration rows beside it."""
    columns = ("value", "low", "high", "n", "better", "space", "error")
    real = record.calibration.get(REAL, {})
    heads = (*columns, "beside real", *record.calibration, f"{REAL}, low", f"{REAL}, high")
    with replacing(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["sampler", "metric", *heads])
        for sampler, entries in record.by_sampler.items():
            for name, found in entries.items():
                own = (getattr(found, column) for column in columns)
                told = beside_real(found, real.get(name)) or UNKNOWN
                rows = (known(row, name) for row in record.calibration.values())
                ends = (real[name].low, real[name].high) if name in real else (None, None)
                writer.writerow([sampler, name, *own, told, *rows, *ends])
