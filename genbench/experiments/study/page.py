"""The page of a study: one HTML file, and the same as CSV."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from genbench.experiments.speed import lasting
from genbench.experiments.study import charts
from genbench.experiments.study.charts import HEIGHT, LEFT, MOST_COLOURED, TOP, WIDTH, Chart
from genbench.experiments.study.plan import Plan, run_of
from genbench.experiments.study.results import Board, Group, Measured, boards, measured
from genbench.experiments.study.states import PAGE, Progress, State
from genbench.pages.shell import Kind
from genbench.scoring.entries import Entry, ends
from genbench.scoring.glossary import space_label
from genbench.scoring.table import deciding, look_up
from genbench.scoring.verdicts import TEST
from genbench.system.files import replacing
from genbench.system.numbers import typeset
from genbench.system.sentences import Sentence

TABLE = "runs.csv"
STUDY = Kind("genbench.experiments.study", styles=("study",), scripts=("study",), template="study")


@dataclass(frozen=True)
class Cell:
    """A value of a leaderboard: as text, its interval, and which group it is in."""

    text: str
    interval: str = ""
    place: int | None = None


@dataclass(frozen=True)
class Row:
    """A contender of a leaderboard."""

    name: str
    index: int
    n_runs: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Choice:
    """The setting of a recipe that is best by the validation images, and its held-out figures."""

    recipe: str
    setting: str
    n_settings: int
    validation: Cell
    held_out: Cell


@dataclass(frozen=True)
class Section:
    """What the page shows of a data set."""

    board: Board
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    choices: tuple[Choice, ...]
    curves: tuple[Chart, ...]
    sensitivity: tuple[Chart, ...]


def write(plan: Plan, progress: Progress) -> Path | None:
    """Writes the page of a study and its table of runs; returns the page, None without any run."""
    found = [measured(s.job, run_of(progress.folder, s.job)) for s in progress.of("done")]
    if not found:
        return None
    _write_csv(progress.folder / TABLE, progress.states, found)
    sections = [_section(board) for board in boards(found)]
    content = STUDY.render(
        {},
        name=progress.folder.name,
        study=plan.study,
        sections=sections,
        states=progress.states,
        n_done=len(found),
        lasting=lasting,
        test=Sentence(TEST),
        table=TABLE,
        chart=(WIDTH, HEIGHT, LEFT, TOP),
        n_coloured=MOST_COLOURED,
    )
    page = progress.folder / PAGE
    with replacing(page) as beside:
        beside.write_text(content, "utf-8", newline="\n")
    return page


def _section(board: Board) -> Section:
    fields = board.groups[0].job.setting
    return Section(
        board,
        tuple(_space(metric) for metric in board.metrics),
        tuple(_row(board, i, group) for i, group in enumerate(board.groups)),
        tuple(_choices(board)) if board.metrics else (),
        tuple(filter(None, (charts.curves(board, clock) for clock in ("images", "seconds")))),
        tuple(filter(None, (charts.sensitivity(board, field) for field in fields))),
    )


def _space(metric: str) -> str:
    return space_label(metric.partition("/")[2])


def _row(board: Board, index: int, group: Group) -> Row:
    cells = tuple(
        _cell(board.value(group, metric), board.place(group, metric)) for metric in board.metrics
    )
    return Row(group.name, index, len(group.runs), cells)


def _cell(entry: Entry | None, place: int | None = None) -> Cell:
    if entry is None:
        return Cell(Sentence("not measured"))
    return Cell(typeset(entry.span.value), ends(entry, typeset), place)


def _choices(board: Board) -> list[Choice]:
    """Returns the best setting of each recipe that has several."""
    found = []
    for recipe, groups in board.recipes.items():
        best = board.chosen(groups)
        if len(groups) > 1 and best is not None:
            metric = board.metrics[0]
            found.append(
                Choice(
                    recipe,
                    best.name.removeprefix(f"{recipe}, "),
                    len(groups),
                    _cell(board.value(best, metric, validation=True)),
                    _cell(board.value(best, metric)),
                )
            )
    return found


def _write_csv(path: Path, states: Sequence[State], found: Sequence[Measured]) -> None:
    """Writes one line for each job: what it is, how it stands, and what was measured of it."""
    known = {one.job.name: one for one in found}
    fields = list(states[0].job.setting)
    names = deciding({name for one in found for name in one.record.measured if look_up(name)})
    heads = ("run", "recipe", "dataset", "seed", *fields, "state", "steps", "seconds")
    scored = [f"{name}{part}" for part in ("", ", validation") for name in names]
    with replacing(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*heads, *scored])
        for state in states:
            job, one = state.job, known.get(state.job.name)
            told = (job.name, job.recipe, job.dataset, job.seed, *job.setting.values())
            records = (one.record, one.validation) if one else ()
            values = [
                entry.value if (entry := record.measured.get(name)) else None
                for record in records
                for name in names
            ]
            seconds = state.outcome.seconds if state.outcome else None
            writer.writerow([*told, state.kind, job.steps, seconds, *values])
