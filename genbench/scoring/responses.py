"""Dose and response: what each metric makes of a little more of a fault each time."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import numpy as np

from genbench.metrics import Question, decide_together
from genbench.runs.formats import plain
from genbench.scoring import calibration_rows, entries
from genbench.scoring.calibration_rows import REAL
from genbench.scoring.doses import SWEEPS, Sweep
from genbench.scoring.entries import RowEntry
from genbench.scoring.measuring import N_DRAWS, measure
from genbench.scoring.own_metrics import OwnMetric
from genbench.scoring.records import Protocol
from genbench.scoring.reference import PROTOCOL, Reference
from genbench.scoring.table import DEAR, LIKE_REAL, METRICS, Metric, look_up
from genbench.system import cache, live
from genbench.system.randomness import rng_for


@dataclass(frozen=True)
class Response:
    """What the metrics make of the doses of one fault.

    Attributes:
        unit: what a dose is, in words.
        doses: from the least to the most.
        values: what came of each metric of metrics.json, a value with its interval for each dose.
        first: the least dose that each metric tells from fresh real images and puts below them;
            None where it is blind to all of them.
    """

    unit: str
    doses: tuple[float, ...]
    values: Mapping[str, tuple[RowEntry, ...]]
    first: Mapping[str, float | None]

    def beside(self, other: Response) -> Response:
        """Returns what both say of the same doses."""
        values, first = {**self.values, **other.values}, {**self.first, **other.first}
        return replace(self, values=values, first=first)


@dataclass(frozen=True)
class Responses:
    """What the metrics make of every fault, beside what they make of fresh real images."""

    real: Mapping[str, RowEntry]
    faults: Mapping[str, Response]

    def beside(self, other: Responses) -> Responses:
        """Returns what both say, each of its own metrics."""
        faults = {name: own.beside(other.faults[name]) for name, own in self.faults.items()}
        return Responses({**self.real, **other.real}, faults)


def respond(
    reference: Reference,
    n: int,
    *,
    own: Sequence[OwnMetric] = (),
    progress: bool | None = None,
) -> Responses:
    """Returns the responses on a data set, in N_DRAWS draws of n, from the cache or anew.

    Dose zero are held-out images, other ones than those that they stand beside: what a model
    scores that draws the data itself. What takes a search through all training images is measured
    where images are memorised, and nowhere else.

    Args:
        reference: the data set.
        n: images in a draw.
        own: your own metrics beside ours, each kept for the code that it is of.
        progress: show a progress bar; by default on a terminal.
    """
    splits = reference.train_split.sha256, reference.held_out_split.sha256
    spaces = [space.sha256 for space in reference.spaces.values()]
    real = calibration_rows.rows(reference, n, own=own, progress=progress)[REAL]

    def kept(metrics: Sequence[Metric], *of: str) -> Responses:
        found = cache.cached_record(
            _name(*splits, spaces, n, *of),
            lambda: plain(_measured(reference, n, metrics, real, progress)),
        )
        return msgspec.convert(found, Responses)

    found = kept(METRICS)
    for one in own:
        found = found.beside(kept([one.metric], one.metric.name, one.code.sha256))
    return found


def known(protocol: Protocol) -> Responses | None:
    """Returns the responses measured as samples were, from the cache; None where there are none."""
    spaces = [space.sha256 for space in protocol.spaces.values()]
    name = _name(protocol.train_sha256, protocol.held_out_sha256, spaces, protocol.draw_size)
    kept = cache.known_record(name)
    return None if kept is None else msgspec.convert(kept, Responses)


def _name(train: str, held_out: str, spaces: Sequence[str], n: int, *of: str) -> str:
    return f"responses/{cache.key(train, held_out, *spaces, n, PROTOCOL, *of)}"


def _measured(
    reference: Reference,
    n: int,
    metrics: Sequence[Metric],
    real: Mapping[str, RowEntry],
    progress: bool | None,
) -> Responses:
    sweeps = _fitting(len(reference.train_split.classes))
    n_doses = sum(len(sweep.doses) for sweep in sweeps.values())
    with live.line("measuring doses of faults", n_doses, progress=progress) as shown:
        faults = {
            name: _response(reference, n, name, sweep, metrics, real, shown)
            for name, sweep in sweeps.items()
        }
    names = {name for response in faults.values() for name in response.values}
    return Responses({name: row for name, row in real.items() if name in names}, faults)


def _fitting(n_classes: int) -> dict[str, Sweep]:
    """Returns the faults that images of so many classes can have; one class must be left."""
    own = SWEEPS["classes left out"]
    some = replace(own, doses=tuple(dose for dose in own.doses if dose < n_classes))
    return {name: s for name, s in {**SWEEPS, "classes left out": some}.items() if s.doses}


def _response(
    reference: Reference,
    n: int,
    name: str,
    sweep: Sweep,
    metrics: Sequence[Metric],
    real: Mapping[str, RowEntry],
    shown: Any,
) -> Response:
    rows = []
    for dose in sweep.doses:
        rows.append(_row(reference, n, name, sweep, metrics, dose))
        shown.update()
    values = {metric: tuple(row[metric] for row in rows) for metric in rows[0]}
    first = {metric: _first(metric, sweep.doses, found, real) for metric, found in values.items()}
    return Response(sweep.unit, sweep.doses, values, first)


def _row(
    reference: Reference,
    n: int,
    name: str,
    sweep: Sweep,
    metrics: Sequence[Metric],
    dose: float,
) -> dict[str, RowEntry]:
    draws = calibration_rows.beside(REAL, reference, n=n, n_draws=N_DRAWS)
    rows = [reference.rows(draw, n, others=True) for draw in draws]
    fresh = reference.held_out_split.take(np.concatenate(rows))
    spoiled = sweep.spoil(fresh, reference.train_split, dose, rng_for("dose", name, str(dose)))
    without = () if sweep.is_copied else DEAR
    seen = reference.look(spoiled)
    scores = measure(reference, seen, n=n, beside=draws, without=without, metrics=metrics)
    return entries.row(itertools.chain(*scores))


def _first(
    metric: str,
    doses: tuple[float, ...],
    found: tuple[RowEntry, ...],
    real: Mapping[str, RowEntry],
) -> float | None:
    """Returns the least dose that is told from real images, by `metrics.decide` over all."""
    fresh, row = real[metric], look_up(metric)
    better = fresh.value if row.better == LIKE_REAL else row.better
    if better is None or len(fresh.draws) < 2:
        return None
    unit = row.resolution(fresh.n) if row.resolution else None
    questions = {
        str(dose): Question({REAL: fresh.draws, "dose": own.draws}, better, fresh.draws, unit)
        for dose, own in zip(doses, found, strict=True)
        if own.draws
    }
    told = decide_together(questions)
    return next((d for d in doses if str(d) in told and told[str(d)].leaders == (REAL,)), None)
