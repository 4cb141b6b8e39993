"""Points of a search: random or quasi-random settings within ranges."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import qmc

from genbench.experiments.study.asked import Sampling
from genbench.system.errors import InvalidInput
from genbench.system.numbers import rounded
from genbench.system.randomness import rng_for

NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
RANGE = re.compile(rf"(log:)?({NUMBER})\.\.({NUMBER})")


@dataclass(frozen=True)
class Range:
    """Where the values of a field lie.

    Attributes:
        low: the least.
        high: the greatest.
        is_log: whether they are even in the logarithm.
        is_whole: whether they are whole numbers.
    """

    low: float
    high: float
    is_log: bool
    is_whole: bool

    def at(self, share: float) -> float | int:
        """Returns the value at a share in [0, 1) of the way from the least to the greatest."""
        # Half a number more on either side, so that the ends are as likely as the others.
        margin = 0.5 if self.is_whole else 0.0
        low, high = self.low - margin, self.high + margin
        if self.is_log:
            low, high = math.log(max(low, self.low / 2)), math.log(high)
        value = low + share * (high - low)
        value = math.exp(value) if self.is_log else value
        if self.is_whole:
            return int(min(max(round(value), self.low), self.high))
        return rounded(min(max(value, self.low), self.high))


def parse(name: str, text: str, *, is_whole: bool = False) -> Range:
    """Returns the range of a field, such as 0.1..0.9 or log:1e-5..1e-3.

    Args:
        name: of the field.
        text: the range.
        is_whole: whether the field takes whole numbers alone.

    Raises:
        InvalidInput: it is spelled otherwise, is empty, or has a logarithm of what is not positive.
    """
    found = RANGE.fullmatch(text.replace(" ", ""))
    low, high = (float(found[i]) for i in (2, 3)) if found else (0.0, 0.0)
    if not found or not low < high or (found[1] and low <= 0):
        raise InvalidInput(
            "search must be FIELD=LOW..HIGH or FIELD=log:LOW..HIGH, with LOW below HIGH, and with "
            f"log above 0. Received: {name}={text!r}.",
            "search",
        )
    return Range(low, high, bool(found[1]), is_whole)


def points(
    search: Mapping[str, str], *, trials: int, sampling: Sampling, whole: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Returns the settings to try: `trials` points of the ranges, the same each time.

    More trials begin with the points that fewer have. Where ranges hold few whole numbers, a
    setting that was drawn twice is there once.

    Args:
        search: a range for each field, see `parse`; {} for the one setting that sets nothing.
        trials: how many points.
        whole: the fields that take whole numbers alone.
        sampling: "sobol" and "halton" cover the ranges evenly, "random" does not.

    Reference:
        Bergstra and Bengio 2012, "Random search for hyper-parameter optimization".
    """
    if not search:
        return [{}]
    ranges = {name: parse(name, text, is_whole=name in whole) for name, text in search.items()}
    shares = _shares(len(ranges), trials, sampling)
    found = [
        {name: one.at(share) for (name, one), share in zip(ranges.items(), row, strict=True)}
        for row in shares
    ]
    return [point for i, point in enumerate(found) if point not in found[:i]]


def _shares(n_fields: int, trials: int, sampling: Sampling) -> np.ndarray:
    """Returns float64 [trials, n_fields] in [0, 1)."""
    rng = rng_for(0, "search")
    if sampling == "random":
        return rng.random([trials, n_fields])
    engine = {"sobol": qmc.Sobol, "halton": qmc.Halton}[sampling](n_fields, rng=rng)
    with warnings.catch_warnings():
        # Of a number that is no power of two, Sobol's points are a little less even.
        warnings.simplefilter("ignore", UserWarning)
        return engine.random(trials)
