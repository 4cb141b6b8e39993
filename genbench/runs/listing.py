"""A run in one line of `genbench runs`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec

from genbench.runs.belonging import seal_in
from genbench.runs.formats import numbered, read_json
from genbench.runs.run import Run
from genbench.system.errors import BrokenRun
from genbench.system.numbers import short

DECIDING = "frechet_distance"


class Summary(NamedTuple):
    """What is told of a run: as texts, for a table."""

    recipe: str
    data: str
    step: str
    seconds: str
    frechet_distance: str
    """With the space it was measured in; a dash before it is measured."""
    state: str
    """ "done", "not done" or "broken"."""


# Of a log, where its last line is looked for: a few times as much as the longest.
END_OF_LOG = 2**16


@dataclass(frozen=True)
class _Last:
    """Of the log's last line, what there is room for."""

    step: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class _Value:
    value: float | None = None


@dataclass(frozen=True)
class _Sampler:
    weights: str


@dataclass(frozen=True)
class _Protocol:
    sampler: str
    samplers: Mapping[str, _Sampler]


@dataclass(frozen=True)
class _Metrics:
    """Of metrics.json, what a line has room for."""

    metrics: Mapping[str, _Value]
    protocol: _Protocol


def summary(run: Run) -> Summary:
    """Returns a run in one line; of one that cannot be read, that it is broken."""
    try:
        record, last = run.read_config(), _last(run)
        checkpoints = dict(numbered(run.checkpoints, ".npz"))
        distance = _frechet_distance(run, next(reversed(checkpoints.values()), None))
    except (BrokenRun, OSError):
        return Summary("?", "?", "?", "?", "?", "broken")
    steps = record.schedule.steps
    return Summary(
        record.recipe,
        record.data.name,
        f"{last.step:,} of {steps:,}",
        f"{last.seconds:.0f}",
        distance,
        "done" if steps in checkpoints else "not done",
    )


def clock_of(run: Run) -> tuple[int, float]:
    """Returns the step of a run's last whole line of its log, and the seconds until then.

    Both are 0 where there is none yet.

    Raises:
        BrokenRun: the line is damaged.
    """
    last = _last(run)
    return last.step, last.seconds


def _last(run: Run) -> _Last:
    """Returns the last whole line of the log, which may be long."""
    if not run.log_file.is_file():
        return _Last()
    with run.log_file.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - END_OF_LOG))
        *lines, _unfinished = file.read().split(b"\n")
    try:
        return msgspec.json.decode(lines[-1], type=_Last) if lines else _Last()
    except (ValueError, RecursionError) as error:
        raise BrokenRun(f"The last line of {run.log_file} is damaged: {error}.") from error


def _frechet_distance(run: Run, last: Path | None) -> str:
    """Returns the first Fréchet distance of metrics.json with its space, or a dash.

    Args:
        run: the run.
        last: its last checkpoint, or None.
    """
    if not run.has_record("metrics"):
        return "-"
    found = read_json(run.record_file("metrics"), _Metrics)
    usual = found.protocol.samplers.get(found.protocol.sampler)
    if last and (now := seal_in(last)) and (usual is None or usual.weights != now):
        return "of other weights"
    for name, entry in found.metrics.items():
        metric, _, space = name.partition("/")
        if metric == DECIDING and entry.value is not None:
            return f"{short(entry.value)} ({space})"
    return "-"
