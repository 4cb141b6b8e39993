"""What came of one metric, as it stands in metrics.json."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from genbench import metrics
from genbench.metrics import Decision, Interval
from genbench.runs.formats import optional
from genbench.scoring.measuring import N_DRAWS, Score
from genbench.scoring.table import LIKE_REAL, Metric, look_up
from genbench.system.numbers import rounded, short
from genbench.system.sentences import Sentence


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
        is_cut: whether the interval was cut to what the metric can be.
        draws: the values that decide: draws, training seeds, or means of parts of the images.
        resolution: the unit of these; None where it is not known.
        error: why the metric could not be measured.
    """

    value: float | None
    low: float | None = optional(None)
    high: float | None = optional(None)
    n: int
    better: str | float | None
    space: str
    over: str = optional("")
    is_cut: bool = optional(False)
    draws: tuple[float, ...] = optional(())
    resolution: float | None = optional(None)
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
    """What came of one metric in a calibration row: a value, or why there is none.

    The row of real images is measured in as many draws as a model, and has their interval.
    """

    value: float | None
    n: int
    low: float | None = optional(None)
    high: float | None = optional(None)
    is_cut: bool = optional(False)
    draws: tuple[float, ...] = optional(())
    error: str = optional("")

    @property
    def span(self) -> Interval | None:
        """The interval, or the value itself; None where it was not measured."""
        if self.value is None:
            return None
        low, high = (self.value if end is None else end for end in (self.low, self.high))
        return Interval(self.value, low, high)


Entries = Mapping[str, Entry]
"""By metric and space, as in recall/judge."""
Rows = Mapping[str, Mapping[str, RowEntry]]
"""The calibration rows, by name and metric."""


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
    value, low, high, is_cut = _t_interval(score.values, score.metric)
    return Entry(
        value=value,
        low=low,
        high=high,
        n=score.n,
        better=better,
        space=score.space,
        over=f"{len(score.values)} draws",
        is_cut=is_cut,
        draws=tuple(map(rounded, score.values)),
        resolution=score.resolution,
    )


def over_seeds(name: str, entries: Sequence[Entry]) -> Entry:
    """Returns the entry of a metric of metrics.json over several trainings, from that of each."""
    values = tuple(entry.span.value for entry in entries)
    value, low, high, is_cut = _t_interval(values, look_up(name))
    over = f"{len(values)} training seeds"
    first = entries[0]
    # A mean over draws has the finer unit.
    unit = first.resolution and first.resolution / max(1, len(first.draws))
    return replace(
        first,
        value=value,
        low=low,
        high=high,
        is_cut=is_cut,
        over=over,
        draws=values,
        resolution=unit,
    )


def image_entry(values: np.ndarray, *, better: str, space: str = "pictures") -> Entry:
    """Returns the entry of a metric that is a mean over images.

    Args:
        values: float [n], of each image, in an order without meaning.
        better: "higher" or "lower".
        space: in which it was measured.
    """
    value, low, high = map(rounded, metrics.bootstrap_mean(values))
    n = len(values)
    parts = tuple(rounded(part.mean()) for part in np.array_split(values, min(n, N_DRAWS)))
    return Entry(
        value=value, low=low, high=high, n=n, better=better, space=space, over="images", draws=parts
    )  # fmt: skip


def row(scores: Iterable[Score]) -> dict[str, RowEntry]:
    """Returns a calibration row: the mean of each metric, or why there is none."""
    return {score.name: _row_entry(score) for score in scores}


def ends(entry: Entry | RowEntry, write: Callable[[float], str] = short) -> str:
    """Returns the ends of an interval in words, and whether it was cut; "" where there is none."""
    if entry.low is None or entry.high is None:
        return ""
    low, high = write(entry.low), write(entry.high)
    if entry.is_cut:
        return Sentence("{low} to {high}, cut", low=low, high=high)
    return Sentence("{low} to {high}", low=low, high=high)


def beside_real(entry: Entry, real: RowEntry | None) -> Decision | None:
    """Returns the decision between samples and fresh real images; None where there is none."""
    if entry.better is None or entry.value is None or real is None or len(real.draws) < 2:
        return None
    values = {"samples": entry.draws or [entry.value], "real": real.draws}
    return metrics.decide(values, entry.better, real.draws, entry.resolution)


def _row_entry(score: Score) -> RowEntry:
    if score.mean is None:
        return RowEntry(value=None, n=score.n, error=score.error)
    if len(score.values) == 1:
        return RowEntry(value=rounded(score.mean), n=score.n)
    value, low, high, is_cut = _t_interval(score.values, score.metric)
    draws = tuple(map(rounded, score.values))
    return RowEntry(value=value, n=score.n, low=low, high=high, is_cut=is_cut, draws=draws)


def _t_interval(values: Sequence[float], metric: Metric) -> tuple[float, float, float, bool]:
    """Returns mean, ends, and whether these had to be cut to what the metric can be."""
    value, low, high = map(rounded, metrics.t_interval(values))
    least, most = metric.limits
    is_cut = low < least or high > most
    return value, max(low, least), min(high, most), is_cut


def known(row: Mapping[str, RowEntry], name: str) -> float | None:
    """Returns the value of a metric in a calibration row, None where there is none."""
    return row[name].value if name in row else None
