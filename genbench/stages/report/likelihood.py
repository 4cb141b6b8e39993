"""The panel of likelihoods: every run on one scale, its bracket drawn, and all estimates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from genbench.scoring.likelihood_tables import described, lines, table
from genbench.scoring.likelihoods import LABELS, LikelihoodRecord
from genbench.system.numbers import typeset
from genbench.system.sentences import Sentence


@dataclass(frozen=True)
class Lane:
    """A run's estimate on a line from 0 to 100.

    Attributes:
        run: its place among the runs of the page.
        by: how it was estimated.
        at: the estimate, and how far above it log p(x) may be by the bracket: `top`.
        low, high: the ends of the interval over images.
        text: the estimate in words.
    """

    name: str
    run: int
    by: str
    at: float
    top: float
    low: float
    high: float
    text: str


@dataclass(frozen=True)
class Measured:
    """All estimates of a run: what they are of, a table with its head, and what stands below."""

    name: str
    run: int
    about: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    below: Sequence[str]


@dataclass(frozen=True)
class LikelihoodPanel:
    """What the page shows of likelihoods."""

    lanes: Sequence[Lane]
    measured: Sequence[Measured]


def panel(records: Mapping[str, LikelihoodRecord | None]) -> LikelihoodPanel | None:
    """Returns the panel of runs by name, in the order of the page; None where there is nothing."""
    found = {
        name: (i, record) for i, (name, record) in enumerate(records.items()) if record is not None
    }
    if not found:
        return None
    spans = {name: _span(record) for name, (_, record) in found.items()}
    values = [value for span in spans.values() for value in span]
    least = min(values)
    length = (max(values) - least) or 1.0

    def place(value: float) -> float:
        return round(4 + 92 * (value - least) / length, 2)

    lanes, measured = [], []
    for name, (i, record) in found.items():
        at, top, low, high = map(place, spans[name])
        by = Sentence(LABELS[record.best])
        lanes.append(Lane(name, i, by, at, top, low, high, _text(record)))
        head, *rows = table(record)
        measured.append(Measured(name, i, described(record), head, rows, lines(record)))
    return LikelihoodPanel(lanes, measured)


def _span(record: LikelihoodRecord) -> tuple[float, float, float, float]:
    """Returns the estimate, the top of its bracket, and the ends of its interval."""
    best = record.estimates[record.best]
    top = record.estimates["ais_upper"] if record.best == "ais" else best
    return best.value, top.value, best.low, best.high


def _text(record: LikelihoodRecord) -> str:
    value, top, *_ = _span(record)
    if record.best != "ais":
        return typeset(value)
    return Sentence("{low} to {high}", low=typeset(value), high=typeset(top))
