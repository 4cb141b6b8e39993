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
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from genbench import metrics
from genbench.metrics import Interval
from genbench.runs import Run
from genbench.runs.formats import optional
from genbench.scoring.measuring import Score
from genbench.scoring.numbers import rounded
from genbench.scoring.table import LIKE_REAL
from genbench.system.files import replacing


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What came of one metric.

    Attributes:
        value: the mean; None where the metric could not be measured.
        low, high: the ends of its 95 % interval; None where there is none.
        n: images in a draw.
        better: "higher", "lower" or the number that is best; None where that is not known.
        space: in which it was measured.
        over: what the interval is over.
        draws: the values that it is over, where these are draws.
        error: why the metric could not be measured.
    """

    value: float | None
    low: float | None = optional(None)
    high: float | None = optional(None)
    n: int
    better: str | float | None
    space: str
    over: str = optional("")
    draws: tuple[float, ...] = optional(())
    error: str = optional("")

    @property
    def interval(self) -> Interval | None:
        """The value between the ends of its interval; None where there is none."""
        if self.value is None or self.low is None or self.high is None:
            return None
        return Interval(self.value, self.low, self.high)

    @property
    def span(self) -> Interval:
        """The interval, or where there is none the value itself.

        Raises:
            ValueError: the metric was not measured.
        """
        if self.value is None:
            raise ValueError(f"There is no value, because {self.error or 'none was written'}.")
        return self.interval or Interval(self.value, self.value, self.value)


@dataclass(frozen=True, kw_only=True)
class RowEntry:
    """What came of one metric in a calibration row: a value, or why there is none."""

    value: float | None
    n: int
    error: str = optional("")


Entries = Mapping[str, Entry]
"""By metric and space, as in recall/judge."""
Rows = Mapping[str, Mapping[str, RowEntry]]
"""The calibration rows, by name and metric."""


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

    description: str
    sha256: str


@dataclass(frozen=True)
class SamplerRecord:
    """Whose samples were measured, what they are, and by which metrics they were not."""

    about: str
    step: int
    seed: int
    sha256: str
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

    def differing(self, other: Protocol) -> list[str]:
        """Returns what must be the same for two scores to be comparable, and is not."""
        return [name for name in RULER if getattr(self, name) != getattr(other, name)]


RULER = ("dataset", "train_sha256", "held_out_sha256", "spaces", "draw_size", "n_draws")


@dataclass(frozen=True)
class MetricsRecord:
    """The contents of metrics.json.

    Attributes:
        metrics: the scores of the usual sampler.
        others: those of the other samplers, by name.
        calibration: the calibration rows.
        over_training: of the snapshots that hold enough samples.
        protocol: how all this was measured.
    """

    metrics: Entries
    others: Mapping[str, Entries]
    calibration: Rows
    over_training: tuple[Point, ...]
    protocol: Protocol

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


def read(run: Run) -> MetricsRecord:
    """Returns a run's metrics.json.

    Raises:
        FileNotFoundError: there is none yet.
        BrokenRun: the file is damaged or of another format.
    """
    return run.read_record("metrics", MetricsRecord)


def write(run: Run, record: MetricsRecord) -> None:
    """Writes a run's metrics.json and metrics.csv."""
    run.write_record("metrics", record)
    _write_csv(run.metrics_csv, record)


def entry(score: Score, real: Mapping[str, RowEntry]) -> Entry:
    """Returns the entry of a score over draws.

    Args:
        score: of some samples.
        real: the calibration row of real images, which says what is like them.
    """
    better: str | float | None = score.metric.better
    if better == LIKE_REAL:
        better = real[score.name].value
    if score.error:
        return Entry(value=None, n=score.n, better=better, space=score.space, error=score.error)
    value, low, high = map(rounded, metrics.t_interval(score.values))
    return Entry(
        value=value,
        low=low,
        high=high,
        n=score.n,
        better=better,
        space=score.space,
        over=f"{len(score.values)} draws",
        draws=tuple(map(rounded, score.values)),
    )


def image_entry(values: np.ndarray, *, better: str, space: str = "pictures") -> Entry:
    """Returns the entry of a metric that is a mean over images.

    Args:
        values: float [n], of each image.
        better: "higher" or "lower".
        space: in which it was measured.
    """
    value, low, high = map(rounded, metrics.bootstrap_mean(values))
    n = len(values)
    return Entry(value=value, low=low, high=high, n=n, better=better, space=space, over="images")


def row(scores: Iterable[Score]) -> dict[str, RowEntry]:
    """Returns a calibration row: the mean of each metric, or why there is none."""
    return {
        score.name: RowEntry(value=None, n=score.n, error=score.error)
        if score.mean is None
        else RowEntry(value=rounded(score.mean), n=score.n)
        for score in scores
    }


def known(row: Mapping[str, RowEntry], name: str) -> float | None:
    """Returns the value of a metric in a calibration row, None where there is none."""
    return row[name].value if name in row else None


def ends(interval: Interval) -> dict[str, float]:
    """Returns value, low and high of an interval, rounded."""
    return {name: rounded(end) for name, end in interval._asdict().items()}


def _write_csv(path: Path, record: MetricsRecord) -> None:
    """Writes one line for each metric of each sampler, the calibration rows beside it."""
    columns = ("value", "low", "high", "n", "better", "space", "error")
    with replacing(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["sampler", "metric", *columns, *record.calibration])
        for sampler, entries in record.by_sampler.items():
            for name, found in entries.items():
                rows = [known(row, name) for row in record.calibration.values()]
                writer.writerow([sampler, name, *(getattr(found, c) for c in columns), *rows])
