"""A run in one line of `genbench runs`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from genbench.runs.formats import numbered
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


@dataclass(frozen=True)
class _Value:
    value: float | None = None


@dataclass(frozen=True)
class _Metrics:
    """Of metrics.json, what a line has room for."""

    metrics: Mapping[str, _Value]


def summary(run: Run) -> Summary:
    """Returns a run in one line."""
    try:
        record, log = run.read_config(), run.read_log()
        distance = _frechet_distance(run)
    except BrokenRun:
        return Summary("?", "?", "?", "?", "?", "broken")
    last = log[-1] if log else {"step": 0, "seconds": 0.0}
    steps = record.schedule.steps
    checkpoints = [step for step, _ in numbered(run.checkpoints, ".npz")]
    return Summary(
        record.recipe,
        record.data.name,
        f"{last['step']:,} of {steps:,}",
        f"{last['seconds']:.0f}",
        distance,
        "done" if steps in checkpoints else "not done",
    )


def _frechet_distance(run: Run) -> str:
    """Returns the first Fréchet distance of metrics.json with its space, or a dash."""
    found = run.read_record("metrics", _Metrics).metrics if run.has_record("metrics") else {}
    for name, entry in found.items():
        metric, _, space = name.partition("/")
        if metric == DECIDING and entry.value is not None:
            return f"{short(entry.value)} ({space})"
    return "-"
