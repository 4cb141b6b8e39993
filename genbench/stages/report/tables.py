"""The metrics as tables: one for each metric, the runs first and the calibration rows below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from genbench.scoring.glossary import (
    LOWER,
    OTHERS,
    QUALITIES,
    SPACES,
    Quality,
    look_up,
    rank,
    row_label,
)
from genbench.stages.report.answer import deciding
from genbench.stages.report.scores import Score, Scores, short


@dataclass(frozen=True)
class Column:
    """A metric in one feature space."""

    name: str
    space: str
    n: int | None
    """How many images every run was measured on; None where that differs."""


@dataclass(frozen=True)
class Cell:
    """A figure as it is shown, and by what it is sorted."""

    text: str
    interval: str = ""
    sort: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A run, another sampler of it, or a calibration row."""

    name: str
    run: int | None
    cells: list[Cell]
    kind: str
    """"model", "sampler" or "calibration"."""


@dataclass(frozen=True)
class Table:
    """One metric, in every space where it was measured or failed."""

    label: str
    meaning: str
    direction: str
    arrow: str
    columns: list[Column]
    rows: list[Row]
    failures: list[str]
    """Why it could not be measured."""


@dataclass(frozen=True)
class Group:
    """All that was measured of one quality: the metric that decides, and the others."""

    quality: Quality
    first: Table
    others: list[Table]


def groups(scores: Mapping[str, Scores | None]) -> list[Group]:
    """Returns the tables of each quality that has a metric, measured or failed."""
    measured = [s for s in scores.values() if s]
    names = dict.fromkeys(name for s in measured for name in (*s.metrics, *s.failed))
    found = []
    for quality in (*QUALITIES, *OTHERS):
        decides = deciding(quality, scores)
        by_label: dict[str, list[str]] = {}
        own = [name for name in names if look_up(name).quality == quality.name]
        for name in sorted(own, key=lambda name: (name not in decides, rank(name))):
            by_label.setdefault(look_up(name, _space(name, measured)).label, []).append(name)
        tables = [_table(of_metric, scores, measured) for of_metric in by_label.values()]
        if tables:
            found.append(Group(quality, tables[0], tables[1:]))
    return found


def _table(
    names: Sequence[str], scores: Mapping[str, Scores | None], measured: list[Scores]
) -> Table:
    metric = look_up(names[0], _space(names[0], measured))
    better = next(
        (s.metrics[n].better for s in measured for n in names if n in s.metrics), metric.better
    )
    if isinstance(better, str):
        direction, arrow = ("less is better", "↓") if better == LOWER else ("more is better", "↑")
    else:
        direction, arrow = f"{short(better)} is best", "→"
    columns = [_column(name, measured) for name in names]
    failures = [
        f"{run}, {column.space or 'failed'}: {s.failed[column.name]}"
        for run, s in scores.items()
        for column in columns
        if s and column.name in s.failed
    ]
    rows = _rows(columns, scores)
    return Table(metric.label, metric.meaning, direction, arrow, columns, rows, failures)


def _column(name: str, measured: list[Scores]) -> Column:
    space = _space(name, measured)
    sizes = {s.metrics[name].n for s in measured if name in s.metrics}
    n = sizes.pop() if len(sizes) == 1 else None
    return Column(name, SPACES.get(space, space), n)


def _space(name: str, measured: list[Scores]) -> str:
    return next((s.spaces[name] for s in measured if name in s.spaces), "")


def _rows(columns: list[Column], scores: Mapping[str, Scores | None]) -> list[Row]:
    rows = []
    calibration: dict[str, dict[str, float]] = {}
    for i, (run, s) in enumerate(scores.items()):
        rows.append(Row(run, i, [_cell(s, column) for column in columns], "model"))
        for sampler, own in s.others.items() if s else ():
            if any(column.name in own for column in columns):
                cells = [_figure(own.get(column.name), column) for column in columns]
                rows.append(Row(f"{run}, {sampler}", i, cells, "sampler"))
        for row, values in s.calibration.items() if s else ():
            calibration.setdefault(row, {}).update(values)
    for row, values in calibration.items():
        cells = [
            Cell(short(values[c.name]), sort=values[c.name]) if c.name in values else Cell("–")
            for c in columns
        ]
        if any(cell.sort is not None for cell in cells):
            rows.append(Row(row_label(row), None, cells, "calibration"))
    return rows


def _cell(s: Scores | None, column: Column) -> Cell:
    if s is not None and column.name in s.failed:
        return Cell("failed")
    return _figure(s.metrics.get(column.name) if s else None, column)


def _figure(score: Score | None, column: Column) -> Cell:
    if score is None:
        return Cell("–", note="not measured")
    note = f"n = {score.n:,}" if score.n and score.n != column.n else ""
    return Cell(short(score.value), score.interval, score.value, note)
