"""The metrics as tables: one for each quality, the runs first and the calibration rows below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from genbench.report.glossary import LOWER, OTHERS, QUALITIES, Quality, look_up
from genbench.report.scores import Score, Scores, short


@dataclass(frozen=True)
class Column:
    """A metric in one feature space."""

    name: str
    label: str
    space: str
    direction: str
    arrow: str
    meaning: str
    n: int | None
    """How many images every run was measured on; None where that differs."""

    @property
    def about(self) -> str:
        return ", ".join(part for part in (self.space, self.n and f"n = {self.n:,}") if part)


@dataclass(frozen=True)
class Cell:
    """A figure as it is shown, and by what it is sorted."""

    text: str
    interval: str = ""
    sort: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A run or a calibration row."""

    name: str
    run: int | None
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """All that was measured of one quality."""

    quality: Quality
    columns: list[Column]
    rows: list[Row]


def tables(scores: Mapping[str, Scores | None]) -> list[Table]:
    """Returns a table for each quality that has a metric, measured or failed."""
    measured = [s for s in scores.values() if s]
    names = dict.fromkeys(name for s in measured for name in (*s.metrics, *s.failed))
    found = []
    for quality in (*QUALITIES, *OTHERS):
        columns = [
            column for name in names if (column := _column(name, quality, measured)) is not None
        ]
        if columns:
            found.append(Table(quality, columns, _rows(columns, scores)))
    return found


def _column(name: str, quality: Quality, measured: list[Scores]) -> Column | None:
    space = next((s.spaces[name] for s in measured if name in s.spaces), "")
    metric = look_up(name, space)
    if metric.quality != quality.name:
        return None
    better = next((s.metrics[name].better for s in measured if name in s.metrics), metric.better)
    if isinstance(better, str):
        direction, arrow = ("less is better", "↓") if better == LOWER else ("more is better", "↑")
    else:
        direction, arrow = f"{short(better)} is best", f"→ {short(better)}"
    sizes = {s.metrics[name].n for s in measured if name in s.metrics}
    n = sizes.pop() if len(sizes) == 1 else None
    return Column(name, metric.label, space, direction, arrow, metric.meaning, n)


def _rows(columns: list[Column], scores: Mapping[str, Scores | None]) -> list[Row]:
    rows = []
    calibration: dict[str, dict[str, float]] = {}
    for i, (run, s) in enumerate(scores.items()):
        rows.append(Row(run, i, [_cell(s, column) for column in columns]))
        for row, values in s.calibration.items() if s else ():
            calibration.setdefault(row, {}).update(values)
    for row, values in calibration.items():
        cells = [
            Cell(short(values[c.name]), sort=values[c.name]) if c.name in values else Cell("–")
            for c in columns
        ]
        if any(cell.sort is not None for cell in cells):
            rows.append(Row(row.replace("_", " "), None, cells))
    return rows


def _cell(s: Scores | None, column: Column) -> Cell:
    if s is None:
        return Cell("–", note="not measured")
    if column.name in s.failed:
        return Cell("failed", note=s.failed[column.name])
    score: Score | None = s.metrics.get(column.name)
    if score is None:
        return Cell("–", note="not measured")
    interval = f"{short(score.low)} to {short(score.high)}" if score.has_interval else ""
    note = f"n = {score.n:,}" if score.n and score.n != column.n else ""
    return Cell(short(score.value), interval, score.value, note)
