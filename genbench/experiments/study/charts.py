"""The charts of a study's page: curves with bands, and dots over the values of a field."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from genbench import metrics
from genbench.experiments.study.results import Board, Group, Measured
from genbench.system.numbers import typeset

WIDTH, HEIGHT = 520, 260
LEFT, RIGHT, TOP, BOTTOM = 46, 8, 8, 26
# Lines that have a colour: beyond, a chart is read by pointing at the table.
MOST_COLOURED = 8
# Values of a field that stand beside each other as they are named.
MOST_NAMED = 6


@dataclass(frozen=True)
class Tick:
    """A place on an axis, in the chart's units, and what stands there."""

    at: float
    text: str


@dataclass(frozen=True)
class Mark:
    """What is drawn of a contender: a line with its band, or dots with a line through means.

    Attributes:
        name: of the contender, or of a recipe.
        index: of its colour.
        line: the d attribute of an SVG path; "" for none.
        band: the same of the area around it.
        dots: x, y and what to say of each.
    """

    name: str
    index: int
    line: str
    band: str = ""
    dots: tuple[tuple[float, float, str], ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart: its axes' ticks and its marks."""

    title: str
    x: tuple[Tick, ...]
    y: tuple[Tick, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class _Axis:
    low: float
    high: float
    start: float
    end: float
    is_log: bool

    def at(self, value: float) -> float:
        low, high, value = map(self._scaled, (self.low, self.high, value))
        share = (value - low) / (high - low) if high > low else 0.5
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self) -> tuple[Tick, ...]:
        return tuple(Tick(self.at(value), _tick(value)) for value in self._places())

    def _places(self) -> list[float]:
        if self.is_log:
            exponents = range(
                math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1
            )
            places = [m * 10.0**e for e in exponents for m in (1, 2, 5)]
        else:
            step = 10.0 ** math.floor(math.log10(max(self.high - self.low, 1e-12)))
            step /= 2 if (self.high - self.low) / step < 3 else 1
            first = math.ceil(self.low / step)
            places = [step * i for i in range(first, math.floor(self.high / step) + 1)]
        inside = [place for place in places if self.low <= place <= self.high * (1 + 1e-9)]
        return inside[:: max(1, math.ceil(len(inside) / 6))] or [self.low, self.high]

    def _scaled(self, value: float) -> float:
        return math.log(value) if self.is_log else value


def _up(low: float, high: float) -> _Axis:
    """Returns the axis of distances: in the logarithm, but where one is below zero by chance."""
    return _Axis(low, high, HEIGHT - BOTTOM, TOP, is_log=low > 0)


def _across(low: float, high: float, *, is_log: bool = False) -> _Axis:
    return _Axis(low, high, LEFT, WIDTH - RIGHT, is_log=is_log)


def curves(board: Board, clock: str) -> Chart | None:
    """Returns the Fréchet distance of the snapshots over images or seconds; None without any.

    Args:
        board: what was found on a data set.
        clock: "images" or "seconds", as the log has them.
    """
    found = [
        (i, group, bands)
        for i, group in enumerate(board.groups)
        if len(bands := _bands(group, clock))
    ]
    if not found:
        return None
    every = np.concatenate([bands for _, _, bands in found])
    x = _across(0, every[:, 0].max())
    y = _up(every[:, 2].min(), every[:, 3].max())
    marks = tuple(
        Mark(group.name, i, _path(bands[:, :2], x, y), _area(bands, x, y))
        for i, group, bands in found
    )
    return Chart(clock, x.ticks(), y.ticks(), marks)


def _bands(group: Group, clock: str) -> np.ndarray:
    """Returns float64 [n, 4]: the clock, and the mean and its ends over seeds, of snapshots."""
    series = [_series(one, clock) for one in group.runs]
    steps = sorted(set.intersection(*(set(own) for own in series)))
    rows = []
    for step in steps:
        x, values = np.array([own[step] for own in series]).T
        span = metrics.t_interval(values) if len(values) > 1 else (values[0],) * 3
        value, low, high = span
        # The axis is a logarithm, and a distance is no less than nothing.
        rows.append((x.mean(), value, max(low, 0.5 * values.min()), high))
    return np.array([row for row in rows if row[1] > 0]).reshape(-1, 4)


def _series(one: Measured, clock: str) -> dict[int, tuple[float, float]]:
    """Returns the clock and the distance of each snapshot, by its step."""
    times = {entry["step"]: entry for entry in one.log}
    seen = {
        point.step: (float(times[point.step][clock]), point.value)
        for point in one.record.over_training
        if point.step in times
    }
    return {step: pair for step, pair in seen.items() if pair[1] > 0}


def sensitivity(board: Board, field: str) -> Chart | None:
    """Returns the leading metric by the validation images over a field; None without any.

    A dot is a run, and the lines go through the means of each value.
    """
    dots = [
        (one.job.recipe, one.job.setting[field], entry.span.value)
        for group in board.groups
        for one in group.runs
        for name in board.metrics[:1]
        if (entry := one.validation.measured.get(name)) is not None
    ]
    if not dots:
        return None
    place, ticks = _placed([value for _, value, _ in dots])
    distances = [distance for *_, distance in dots]
    y = _up(min(distances), max(distances))
    marks = []
    for i, recipe in enumerate(board.recipes):
        own = [(place(value), y.at(d), f"{recipe}, {value}: {typeset(d)}")
               for name, value, d in dots if name == recipe]  # fmt: skip
        means = _means([(value, d) for name, value, d in dots if name == recipe])
        line = "M" + "L".join(f"{place(v):.1f} {y.at(d):.1f}" for v, d in means)
        marks.append(Mark(recipe, i, line if len(means) <= MOST_NAMED else "", dots=tuple(own)))
    return Chart(field, ticks, y.ticks(), tuple(marks))


def _placed(values: Sequence[Any]) -> tuple[Callable[[Any], float], tuple[Tick, ...]]:
    """Returns where each value of a field stands: few beside each other, many by their size."""
    named = list(dict.fromkeys(map(_said, values)))
    if len(named) <= MOST_NAMED:
        margin = (WIDTH - LEFT - RIGHT) / (2 * len(named))
        axis = _Axis(0, max(len(named) - 1, 1), LEFT + margin, WIDTH - RIGHT - margin, is_log=False)
        ticks = tuple(Tick(axis.at(i), name) for i, name in enumerate(named))
        return lambda value: axis.at(named.index(_said(value))), ticks
    low, high = min(values), max(values)
    axis = _across(low, high, is_log=low > 0 and high / low > 10)
    return axis.at, axis.ticks()


def _means(pairs: Sequence[tuple[Any, float]]) -> list[tuple[Any, float]]:
    by_value: dict[str, list[tuple[Any, float]]] = {}
    for value, distance in pairs:
        by_value.setdefault(_said(value), []).append((value, distance))
    return [(own[0][0], float(np.mean([d for _, d in own]))) for own in by_value.values()]


def _said(value: object) -> str:
    if isinstance(value, list | tuple):
        return " x ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _tick(value: float) -> str:
    return f"{value:,.0f}" if value % 1 == 0 else f"{value:.3g}"


def _path(points: np.ndarray, x: _Axis, y: _Axis) -> str:
    return "M" + "L".join(f"{x.at(a)} {y.at(b)}" for a, b in points)


def _area(bands: np.ndarray, x: _Axis, y: _Axis) -> str:
    upper = [f"{x.at(a)} {y.at(b)}" for a, b in bands[:, (0, 3)]]
    lower = [f"{x.at(a)} {y.at(b)}" for a, b in bands[::-1, (0, 2)]]
    return f"M{'L'.join(upper + lower)}Z"
