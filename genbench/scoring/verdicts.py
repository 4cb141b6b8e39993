"""Verdicts: which of several is better, where the draws or the training seeds are sure of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from genbench import metrics
from genbench.scoring.table import HIGHER, LOWER


def losses(values: Sequence[float], better: str | float) -> np.ndarray:
    """Returns the values on a scale where less is better.

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


def beats(values: Sequence[float], others: Sequence[float], better: str | float) -> bool:
    """Returns whether the values are better, by Welch's test at 95 %."""
    difference = metrics.difference_interval(losses(values, better), losses(others, better))
    return difference.high < 0


def winner(values: Mapping[str, Sequence[float]], better: str | float) -> str | None:
    """Returns the name whose values beat those of every other; None where nobody's do."""
    for name, own in values.items():
        rivals = [others for other, others in values.items() if other != name]
        if all(beats(own, others, better) for others in rivals):
            return name
    return None
