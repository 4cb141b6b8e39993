"""What came of one metric, as it stands in metrics.json."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from genbench import metrics
from genbench.metrics import Interval
from genbench.runs.formats import optional
from genbench.scoring.measuring import Score
from genbench.scoring.table import LIKE_REAL
from genbench.system.numbers import rounded


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


def over_seeds(entries: Sequence[Entry]) -> Entry:
    """Returns the entry of a metric over several trainings, from that of each."""
    first = entries[0]
    values = tuple(entry.span.value for entry in entries)
    value, low, high = map(rounded, metrics.t_interval(values))
    over = f"{len(values)} training seeds"
    return replace(first, value=value, low=low, high=high, over=over, draws=values)


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
