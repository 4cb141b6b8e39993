"""The metrics as tables: one for each metric, the runs first and the calibration rows below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from genbench.scoring.entries import Entry, RowEntry, ends
from genbench.scoring.glossary import OTHERS, QUALITIES, Quality, row_label, space_label
from genbench.scoring.records import MetricsRecord
from genbench.scoring.table import HIGHER, LOWER, direction, look_up, rank
from genbench.scoring.verdicts import Records, deciding
from genbench.stages.report.answer import interval
from genbench.system.numbers import typeset
from genbench.system.sentences import Sentence

ARROWS = {HIGHER: "↑", LOWER: "↓"}


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
    failures: Sequence[str]
    """Why it could not be measured."""


@dataclass(frozen=True)
class Group:
    """All that was measured of one quality: the metric that decides, and the others."""

    quality: Quality
    first: Table
    others: list[Table]


def groups(records: Records) -> list[Group]:
    """Returns the tables of each quality that has a metric, measured or failed."""
    measured = [record for record in records.values() if record]
    names = dict.fromkeys(name for record in measured for name in record.metrics)
    found = []
    for quality in (*QUALITIES, *OTHERS):
        decides = deciding(quality.name, records)
        by_metric: dict[str, list[str]] = {}
        own = [name for name in names if look_up(name).quality == quality.name]
        for name in sorted(own, key=lambda name: (name not in decides, rank(name))):
            by_metric.setdefault(look_up(name).name, []).append(name)
        tables = [_table(of_metric, records, measured) for of_metric in by_metric.values()]
        if tables:
            found.append(Group(quality, tables[0], tables[1:]))
    return found


def _table(names: Sequence[str], records: Records, measured: Sequence[MetricsRecord]) -> Table:
    metric = look_up(names[0])
    entries = [
        record.metrics[name] for record in measured for name in names if name in record.metrics
    ]
    better = next((entry.better for entry in entries if entry.better is not None), None)
    columns = [_column(name, measured) for name in names]
    failures = [
        Sentence(
            "{run}, {space}: {why}",
            run=run,
            space=column.space,
            why=record.failures[column.name],
        )
        for run, record in records.items()
        for column in columns
        if record and column.name in record.failures
    ]
    return Table(
        Sentence(metric.label),
        Sentence(metric.meaning),
        "" if better is None else direction(better),
        ARROWS.get(better, "→") if isinstance(better, str) else "→",
        columns,
        _rows(columns, records),
        failures,
    )


def _column(name: str, measured: Sequence[MetricsRecord]) -> Column:
    space = name.partition("/")[2]
    sizes = {record.measured[name].n for record in measured if name in record.measured}
    n = sizes.pop() if len(sizes) == 1 else None
    return Column(name, space_label(space), n)


def _rows(columns: Sequence[Column], records: Records) -> list[Row]:
    rows = []
    calibration: dict[str, dict[str, RowEntry]] = {}
    for i, (run, record) in enumerate(records.items()):
        entries = record.metrics if record else {}
        rows.append(Row(run, i, [_cell(entries.get(c.name), c) for c in columns], "model"))
        for sampler, own in record.others.items() if record else ():
            if any(column.name in own for column in columns):
                cells = [_cell(own.get(column.name), column) for column in columns]
                name = Sentence("{name}, {what}", name=run, what=sampler)
                rows.append(Row(name, i, cells, "sampler"))
        for row, values in record.calibration.items() if record else ():
            calibration.setdefault(row, {}).update(values)
    for row, values in calibration.items():
        cells = [_calibration_cell(values.get(column.name)) for column in columns]
        if any(cell.sort is not None for cell in cells):
            rows.append(Row(row_label(row), None, cells, "calibration"))
    return rows


def _calibration_cell(entry: RowEntry | None) -> Cell:
    if entry is None or entry.value is None:
        return Cell(Sentence("unknown"))
    return Cell(typeset(entry.value), ends(entry, typeset), entry.value)


def _cell(entry: Entry | None, column: Column) -> Cell:
    if entry is None:
        return Cell(Sentence("unknown"), note=Sentence("not measured"))
    if entry.value is None:
        return Cell(Sentence("failed"))
    note = f"n = {entry.n:,}" if entry.n != column.n else ""
    return Cell(typeset(entry.value), interval(entry), entry.value, note)
