"""The decision: who is better by a metric, from several values of each contender."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from genbench.metrics.checks import check_vector
from genbench.metrics.intervals import Interval, t_interval

LEVEL = 0.05
# Two values can agree by chance: a metric of two values then names one winner in eight.
FEWEST = 3
POWER, MOST_NEEDED = 0.8, 1000

AS_REAL, NOBODY = "all as good as real", "nobody is told apart"


@dataclass(frozen=True)
class Question:
    """What is asked about one metric.

    Attributes:
        values: draws or training seeds of each contender, by name.
        better: "higher", "lower", or the number that is best.
        real: the same metric's values on fresh real images, two or more; None where there are
            none.
        resolution: the unit of the metric, such as 1 of a count; None where it is not known.
    """

    values: Mapping[str, ArrayLike]
    better: str | float
    real: ArrayLike | None = None
    resolution: float | None = None


@dataclass(frozen=True)
class Contrast:
    """Two contenders by one metric, of whom the first has the better mean.

    Attributes:
        ahead: the name of the first.
        behind: that of the second.
        difference: by how much the first is better, in units of the metric; the interval holds 0
            where they are not told apart, and is infinite where nothing can tell them.
        p: of Welch's test, adjusted by Holm's method.
        level: of the interval, by the same method: it is the smaller, the more was asked.
        deviations: standard deviations of the values of both, 0 where they are not known.
    """

    ahead: str
    behind: str
    difference: Interval
    p: float
    level: float
    deviations: tuple[float, float]

    @property
    def is_told(self) -> bool:
        """Whether the two are told apart."""
        return self.p <= LEVEL

    @property
    def smallest(self) -> float:
        """The smallest difference that would have told them apart; infinite where none would."""
        return self.difference.high - self.difference.value

    @property
    def n_needed(self) -> int | None:
        """Values of each, so spread, that tell this difference four times in five.

        None where they are more than a thousand, or the spread is not known.
        """
        first, second = self.deviations
        if not first + second > 0 or not self.difference.value > 0:
            return None
        n = np.arange(FEWEST, MOST_NEEDED + 1)
        total = first**2 + second**2
        freedom = (n - 1) * total**2 / (first**4 + second**4)
        beyond = special.stdtrit(freedom, 1 - self.level / 2) + special.stdtrit(freedom, POWER)
        is_enough = beyond * np.sqrt(total / n) <= self.difference.value
        return int(n[is_enough.argmax()]) if is_enough.any() else None


@dataclass(frozen=True)
class Decision:
    """Who is better by one metric; as a string, in the words of every table.

    Attributes:
        leaders: the first of the groups: those whom nobody beats.
        groups: from best to worst; nobody in a group beats another there, and each in a later
            one is beaten by somebody in the group before.
        pairs: every two contenders, those with the best means first.
        as_real: who is as good as fresh real images, beyond which better is no merit.
    """

    leaders: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    pairs: tuple[Contrast, ...]
    as_real: tuple[str, ...] = ()

    @property
    def is_told(self) -> bool:
        """Whether anybody is told apart from anybody."""
        return len(self.groups) > 1

    def are_as_real(self, pair: Contrast) -> bool:
        """Whether both of a pair are as good as real images, so that nothing is between them."""
        return {pair.ahead, pair.behind} <= {*self.as_real}

    def __str__(self) -> str:
        if len(self.as_real) == sum(map(len, self.groups)):
            return AS_REAL
        if not self.is_told:
            return NOBODY
        return listing(self.leaders) + ", not told apart" * (len(self.leaders) > 1)


def listing(words: Sequence[str]) -> str:
    """Returns the words as they stand in a sentence: "a", "a and b" or "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), *words[-1:]] if len(words) > 1 else words)


def decide(
    values: Mapping[str, ArrayLike],
    better: str | float,
    real: ArrayLike | None = None,
    resolution: float | None = None,
) -> Decision:
    """Returns who is better by one metric, as groups that are told apart or not.

    Every two contenders are held to Welch's test, at 95 % for all pairs together (Holm). Where a
    number is best, it is the distance of the mean from it that counts, not that of each value,
    which would reward a steady contender for being steady. A mean that is as good as the worse
    end of the interval of real images, or better, counts as that end. Neither step can enlarge
    a difference of two means, so neither makes a winner out of two equals. Fewer than three values
    decide nothing, and a deviation is at least one unit of the metric's resolution: where that is
    not known, the smallest step between any two values, and two contenders without any spread
    decide nothing. (Of three values or more that all differ, it is never less than that.)

    Args:
        values: draws or training seeds of two or more contenders, by name.
        better: "higher", "lower", or the number that is best.
        real: the same metric's values on fresh real images, two or more; None where there are
            none.
        resolution: the unit of the metric, such as 1 of a count; None where it is not known.

    Raises:
        ValueError: there are fewer than two contenders, one without values or with values that are
            not finite, fewer than two real ones, or `better` is another word.

    References:
        Welch 1947, "The generalization of Student's problem when several different population
        variances are involved"; Holm 1979, "A simple sequentially rejective multiple test
        procedure".
    """
    return decide_together({"": Question(values, better, real, resolution)})[""]


def decide_together(questions: Mapping[str, Question]) -> dict[str, Decision]:
    """Returns the decision of each question, at 95 % for all pairs of all questions together.

    Raises:
        ValueError: a question is not allowed, see `decide`.
    """
    contenders = {name: _contenders(question) for name, question in questions.items()}
    pairs = {name: list(itertools.combinations(own, 2)) for name, own in contenders.items()}
    family = [(name, *pair) for name, own in pairs.items() for pair in own]
    adjusted, levels = _holm([_p(first, second) for _, first, second in family])
    contrasts: dict[str, list[Contrast]] = {name: [] for name in questions}
    for (name, first, second), p, level in zip(family, adjusted, levels, strict=True):
        contrasts[name].append(_contrast(first, second, p, level))
    return {name: _decision(own, contrasts[name]) for name, own in contenders.items()}


class _Contender(NamedTuple):
    """What counts of a contender's values.

    `loss` is the mean on a scale where less is better, and `deviation` at least one unit of the
    metric's resolution; it is trusted where the values vary or that unit is known.
    """

    name: str
    loss: float
    n: int
    deviation: float
    is_trusted: bool
    is_as_real: bool


def _contenders(question: Question) -> list[_Contender]:
    """Returns the contenders, the best mean first."""
    if len(question.values) < 2:
        raise ValueError(
            "A decision needs two or more contenders. "
            f"Received: {', '.join(question.values) or 'none'}."
        )
    values = {name: check_vector(name, own) for name, own in question.values.items()}
    bound = -math.inf
    if question.real is not None:
        _, low, high = t_interval(question.real)
        bound = max(_loss(low, question.better), _loss(high, question.better))
    unit = question.resolution or _resolution(np.concatenate(list(values.values())))
    found = []
    for name, own in values.items():
        loss = _loss(float(own.mean()), question.better)
        deviation = float(own.std(ddof=1)) if len(own) > 1 and np.ptp(own) > 0 else 0.0
        found.append(
            _Contender(
                name,
                max(loss, bound),
                n=len(own),
                deviation=max(deviation, unit),
                is_trusted=deviation > 0 or question.resolution is not None,
                is_as_real=loss <= bound,
            )
        )
    return sorted(found, key=lambda contender: contender.loss)


def _loss(value: float, better: str | float) -> float:
    """Returns a value on a scale where less is better."""
    if not isinstance(better, str):
        return abs(value - better)
    if better not in ("higher", "lower"):
        raise ValueError(f'better must be "higher", "lower" or a number. Received: {better!r}.')
    return value if better == "lower" else -value


def _resolution(values: np.ndarray) -> float:
    """Returns the smallest step between any two of the values [n], 0 where all are equal."""
    steps = np.diff(np.sort(values))
    # Below that two values differ by the rounding of a sum alone.
    steps = steps[steps > 1e-9 * np.abs(values).max()]
    return float(steps.min(initial=math.inf)) if len(steps) else 0.0


def _error_and_freedom(first: _Contender, second: _Contender) -> tuple[float, float]:
    """Returns the standard error of a difference, and its degrees of freedom (Welch)."""
    one, other = (c.deviation**2 / c.n for c in (first, second))
    freedom = (one + other) ** 2 / (one**2 / (first.n - 1) + other**2 / (second.n - 1))
    return math.sqrt(one + other), freedom


def _can_be_told(first: _Contender, second: _Contender) -> bool:
    return min(first.n, second.n) >= FEWEST and (first.is_trusted or second.is_trusted)


def _p(first: _Contender, second: _Contender) -> float:
    """Returns the two-sided p-value of Welch's test."""
    if not _can_be_told(first, second):
        return 1.0
    error, freedom = _error_and_freedom(first, second)
    return float(2 * special.stdtr(freedom, (first.loss - second.loss) / error))


def _holm(ps: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """Returns the adjusted p-values, and at which level each difference is or would be told.

    Both float64 [n]. A difference that was not told would have to pass the level at which the
    first of them failed.
    """
    order = np.argsort(ps)
    left = len(ps) - np.arange(len(ps))
    sequence = np.minimum(np.maximum.accumulate(left * np.take(ps, order)), 1)
    n_told = np.count_nonzero(sequence <= LEVEL)
    adjusted, levels = np.empty(len(ps)), np.empty(len(ps))
    adjusted[order] = sequence
    levels[order] = LEVEL / np.maximum(left, len(ps) - n_told)
    return adjusted, levels


def _contrast(first: _Contender, second: _Contender, p: float, level: float) -> Contrast:
    value, reach = second.loss - first.loss, math.inf
    if _can_be_told(first, second):
        error, freedom = _error_and_freedom(first, second)
        reach = float(special.stdtrit(freedom, 1 - level / 2)) * error
    difference = Interval(value, value - reach, value + reach)
    is_known = first.is_trusted or second.is_trusted
    deviations = (first.deviation, second.deviation) if is_known else (0.0, 0.0)
    return Contrast(first.name, second.name, difference, float(p), float(level), deviations)


def _decision(contenders: Sequence[_Contender], pairs: Sequence[Contrast]) -> Decision:
    beats = {(pair.ahead, pair.behind) for pair in pairs if pair.is_told}
    left, groups = [contender.name for contender in contenders], []
    while left:
        groups.append(
            tuple(name for name in left if not any((other, name) in beats for other in left))
        )
        left = [name for name in left if name not in groups[-1]]
    as_real = tuple(contender.name for contender in contenders if contender.is_as_real)
    return Decision(groups[0], tuple(groups), tuple(pairs), as_real)
