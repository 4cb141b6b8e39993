"""Verdicts: who is better, where the draws or the training seeds are sure of it.

The only place that decides; comparison, report and calibration ask it, and find the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from genbench import metrics
from genbench.metrics import Interval
from genbench.scoring.entries import Entry
from genbench.scoring.table import HIGHER, LOWER

Contenders = Mapping[str, Entry]
"""What came of one metric, by the contender's name."""


class Reason(Enum):
    """Why a decision names the winner that it names, or nobody."""

    DIFFERENT_RULERS = auto()
    NO_INTERVALS = auto()
    ALL_AS_REAL = auto()
    AHEAD = auto()
    NOT_AHEAD = auto()
    SPACES_DISAGREE = auto()


@dataclass(frozen=True)
class Decision:
    """Who is better, as all feature spaces have it.

    Attributes:
        winner: who is ahead of every other in each space; None where nobody is.
        reason: why.
        ahead: who is ahead in each space by itself.
        is_tested: whether a test over draws has decided, and not intervals that lie apart.
    """

    winner: str | None
    reason: Reason
    ahead: Mapping[str, str | None]
    is_tested: bool = True


def agreed(ahead: Mapping[str, str | None], *, is_tested: bool = True) -> Decision:
    """Returns what the feature spaces say together, from who is ahead in each."""
    winners = set(ahead.values())
    if len(winners) > 1:
        return Decision(None, Reason.SPACES_DISAGREE, ahead, is_tested)
    (winner,) = winners
    reason = Reason.NOT_AHEAD if winner is None else Reason.AHEAD
    return Decision(winner, reason, ahead, is_tested)


def decide(
    spaces: Mapping[str, Contenders],
    *,
    differing: Sequence[str] = (),
    enough: Mapping[str, float] | None = None,
) -> Decision:
    """Returns who is better by one metric.

    Args:
        spaces: what the contenders reached in each feature space.
        differing: in what they were not measured alike.
        enough: by space, what fresh real images reach, where more than that is no merit.
    """
    entries = [entry for contenders in spaces.values() for entry in contenders.values()]
    is_tested = all(len(entry.draws) > 1 for entry in entries)
    decision = agreed(
        {space: _ahead(contenders) for space, contenders in spaces.items()}, is_tested=is_tested
    )
    reason = decision.reason
    if differing:
        reason = Reason.DIFFERENT_RULERS
    elif any(entry.interval is None for entry in entries):
        reason = Reason.NO_INTERVALS
    elif enough is not None and _are_enough(spaces, enough):
        reason = Reason.ALL_AS_REAL
    winner = decision.winner if reason is Reason.AHEAD else None
    return Decision(winner, reason, decision.ahead, is_tested)


def winner(values: Mapping[str, Sequence[float]], better: str | float) -> str | None:
    """Returns the name whose values beat those of every other; None where nobody's do."""
    for name, own in values.items():
        rivals = [others for other, others in values.items() if other != name]
        if all(beats(own, others, better) for others in rivals):
            return name
    return None


def beats(values: Sequence[float], others: Sequence[float], better: str | float) -> bool:
    """Returns whether the values are better, by Welch's test at 95 %."""
    difference = metrics.difference_interval(losses(values, better), losses(others, better))
    return difference.high < 0


def losses(values: Sequence[float], better: str | float) -> np.ndarray:
    """Returns the values on a scale where less is better, float64 [n].

    Args:
        values: [n] of one metric.
        better: "higher", "lower", or the number that is best.
    """
    array = np.asarray(values, np.float64)
    if better == LOWER:
        return array
    if better == HIGHER:
        return -array
    return np.abs(array - float(better))


def loss_interval(interval: Interval, better: str | float) -> tuple[float, float]:
    """Returns the ends of an interval on a scale where less is better, the least first."""
    ends = losses(interval[1:], better)
    is_around_best = not isinstance(better, str) and interval.low <= better <= interval.high
    return 0.0 if is_around_best else float(ends.min()), float(ends.max())


def _ahead(contenders: Contenders) -> str | None:
    """Returns who is better than all others: by the draws, or where the intervals lie apart."""
    better = next(iter(contenders.values())).better
    if better is None:
        return None
    if all(len(entry.draws) > 1 for entry in contenders.values()):
        return winner({name: entry.draws for name, entry in contenders.items()}, better)
    intervals = {name: loss_interval(entry.span, better) for name, entry in contenders.items()}
    for name, (_, worst) in intervals.items():
        if all(worst < best for other, (best, _) in intervals.items() if other != name):
            return name
    return None


def _are_enough(spaces: Mapping[str, Contenders], enough: Mapping[str, float]) -> bool:
    """Returns whether all contenders are as good as real images, where better means nothing."""
    return all(
        entry.low is not None and space in enough and entry.low >= enough[space]
        for space, contenders in spaces.items()
        for entry in contenders.values()
    )
