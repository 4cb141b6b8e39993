"""How far a study is: what its folder says of each job, as a table for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from genbench.experiments.speed import lasting
from genbench.experiments.study import outcomes
from genbench.experiments.study import plan as plans
from genbench.experiments.study.outcomes import Outcome
from genbench.experiments.study.pace import Pace, kind_of
from genbench.experiments.study.plan import LOCK, Job, Plan, is_whole, run_of
from genbench.runs import ROOT, Run, in_root
from genbench.runs.listing import clock_of
from genbench.system.files import is_locked

Kind = Literal["done", "running", "failed", "waiting"]
KINDS: tuple[Kind, ...] = get_args(Kind)
PAGE = "index.html"
# Rows of a kind in the table: the others are counted.
MOST_ROWS = 6


@dataclass(frozen=True)
class State:
    """How far a job is.

    Attributes:
        job: the job.
        kind: how it stands.
        step: of its training.
        training_seconds: that its training has taken until that step.
        outcome: how it has ended; None where it has not.
    """

    job: Job
    kind: Kind
    step: int
    training_seconds: float
    outcome: Outcome | None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.kind == "done"


@dataclass(frozen=True)
class Progress:
    """How far a study is.

    Attributes:
        folder: that all of it is in.
        states: how far each job is, in the order of the plan.
    """

    folder: Path
    states: tuple[State, ...]

    def of(self, kind: Kind) -> list[State]:
        """Returns the jobs that stand so."""
        return [state for state in self.states if state.kind == kind]

    @property
    def open(self) -> list[State]:
        """The jobs that are not done."""
        return [state for state in self.states if not state.is_done]

    @property
    def page(self) -> Path | None:
        """The page of what was found; None before there is one."""
        path = self.folder / PAGE
        return path if path.is_file() else None

    @property
    def runs(self) -> tuple[Run, ...]:
        """The runs of the jobs that are done."""
        return tuple(run_of(self.folder, state.job) for state in self.of("done"))

    def left(self, at_once: int | None = None, earlier: Pace | None = None) -> float | None:
        """Returns the seconds that the jobs which are not done will take; None if that is unknown.

        A job takes as long as those of its kind that are done, by their number of steps; before one
        is, as long as the trainings that go on say, or else earlier ones.

        Args:
            at_once: how many jobs are done at once; by default as many as run now.
            earlier: the seconds of a step of each kind of job, of other runs.
        """
        running, done = (_pace(self.of(kind)) for kind in ("running", "done"))
        pace = {**(earlier or {}), **running, **done}
        ahead = [*self.of("running"), *self.of("waiting")]
        if not {kind_of(state.job) for state in ahead} <= pace.keys():
            return None
        whole = sum(pace[kind_of(s.job)] * max(s.job.steps - s.step, 0) for s in ahead)
        return whole / max(1, len(self.of("running")) if at_once is None else at_once)

    def __str__(self) -> str:
        told = [f"{len(self.of('done'))} of {len(self.states)} jobs done"]
        told += [f"{len(found)} {kind}" for kind in KINDS[1:] if (found := self.of(kind))]
        if self.of("running") or self.of("waiting"):
            seconds = self.left()
            told.append(
                "time left not yet known" if seconds is None else f"{lasting(seconds)} left"
            )
        return f"{self.folder.name}: {', '.join(told)}."

    def table(self) -> list[Sequence[str]]:
        """Returns the rows of a table: what runs, what has failed, how far each recipe is."""
        groups = _groups(self.states)
        parts = {
            "running": [_running(state) for state in self.of("running")],
            "failed": [_failed(state) for state in self.of("failed")],
            "done": [_done(*group) for group in groups.items()],
        }
        rows: list[Sequence[str]] = []
        for kind, of_kind in parts.items():
            rows += [(kind, *row) for row in of_kind[:MOST_ROWS]]
            if len(of_kind) > MOST_ROWS:
                rows.append((kind, f"and {len(of_kind) - MOST_ROWS} more", ""))
        return rows


def progress_of(plan: Plan, folder: Path) -> Progress:
    """Returns how far the study in a folder is, whoever is at it."""
    ended = outcomes.read(folder)
    return Progress(folder, tuple(_state(job, folder, ended.get(job.name)) for job in plan.jobs))


def show(name: str, *, root: Path | str = ROOT) -> Progress:
    """Returns how far a study is, whoever is at it.

    Args:
        name: of the study.
        root: the folder that it is in.

    Raises:
        FileNotFoundError: there is no such study.
        BrokenRun: what it has written is damaged.
    """
    folder = in_root(name, root).path
    return progress_of(plans.read(folder), folder)


def _state(job: Job, folder: Path, outcome: Outcome | None) -> State:
    run = run_of(folder, job)
    if outcome and outcome.state == "done" and is_whole(run):
        return State(job, "done", job.steps, outcome.seconds, outcome)
    step, seconds = clock_of(run)
    if is_locked(run.path / LOCK):
        return State(job, "running", step, seconds, None)
    is_failed = outcome is not None and outcome.state == "failed"
    return State(job, "failed" if is_failed else "waiting", step, seconds, outcome)


def _pace(found: Sequence[State]) -> Pace:
    """Returns the seconds of a step, of each kind of job."""
    known: dict[tuple[str, str, int], list[float]] = {}
    for state in found:
        if state.step:
            known.setdefault(kind_of(state.job), []).append(state.training_seconds / state.step)
    return {kind: sum(paces) / len(paces) for kind, paces in known.items()}


def _running(state: State) -> tuple[str, str]:
    return state.job.name, f"step {state.step:,} of {state.job.steps:,}"


def _failed(state: State) -> tuple[str, str]:
    return state.job.name, state.outcome.said if state.outcome else ""


def _done(group: tuple[str, str], states: Sequence[State]) -> tuple[str, str]:
    n_done = sum(state.is_done for state in states)
    return " on ".join(group), f"{n_done} of {len(states)}"


def _groups(found: Sequence[State]) -> Mapping[tuple[str, str], list[State]]:
    groups: dict[tuple[str, str], list[State]] = {}
    for state in found:
        groups.setdefault((state.job.recipe, state.job.dataset), []).append(state)
    return groups
