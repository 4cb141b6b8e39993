"""The doing of a study: what is open of its plan is handed to workers, and noted as it ends."""

from __future__ import annotations

import signal
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from genbench.experiments.speed import lasting
from genbench.experiments.study import outcomes, worker
from genbench.experiments.study.engine import Engine
from genbench.experiments.study.pace import earlier, kind_of
from genbench.experiments.study.places import Place
from genbench.experiments.study.plan import Plan, run_of
from genbench.experiments.study.states import Progress, State, progress_of
from genbench.experiments.study.worker import Report, Task
from genbench.system import live
from genbench.system.errors import Interrupted
from genbench.system.files import is_locked, locked

# What the name of the file begins with that tells a worker that it sees the study's folder.
SIGN = ".here-"


def do(plan: Plan, folder: Path, place: Place, *, tries: int, progress: bool | None = None) -> None:
    """Does the jobs of a study that are not done.

    Args:
        plan: of the study.
        folder: that it is in.
        place: where its jobs are done.
        tries: how often a job that fails is tried.
        progress: show a live line; by default on a terminal.

    Raises:
        BrokenRun: the scheduler is gone.
        InvalidInput: a worker does not fit the study.
        KeyboardInterrupt: interrupted; what ran was asked to end, and has.
    """
    now = progress_of(plan, folder)
    n_done = len(now.of("done"))
    with (
        _signed(folder) as sign,
        live.line(folder.name, len(plan.jobs), done=n_done, unit="job", progress=progress) as bar,
    ):
        tqdm.write(_announced(now, place), file=sys.stderr)

        def note(report: Report) -> None:
            if report.archive:
                worker.unpack(report.archive, run_of(folder, plan.job(report.outcome.job)).path)
            outcomes.append(folder, report.outcome)
            bar.update(report.outcome.state == "done")

        engine = Engine(place.executor, note, tick=place.check, tries=tries, lost=place.lost)
        try:
            engine.run(_tasks(plan, folder, now.open, sign))
        except KeyboardInterrupt as stop:
            _end(engine, place, bar)
            raise Interrupted(
                f"{folder} is interrupted. The same command goes on with what is missing.",
                getattr(stop, "number", signal.SIGINT),
            ) from None
        except BaseException:
            _end(engine, place, bar)
            raise


def _announced(now: Progress, place: Place) -> str:
    """Returns in a line what is to be done, where, and how long that will take if that is known."""
    root, kinds = now.folder.parent, {kind_of(state.job) for state in now.open}
    seconds = now.left(place.at_once(), earlier(root, kinds))
    told = "" if seconds is None else f", {lasting(seconds)} of training as earlier runs tell"
    return f"{now.folder.name}: {len(now.open)} jobs on {place.told}{told}."


def _end(engine: Engine, place: Place, bar: tqdm) -> None:
    bar.set_description("waiting for what runs to end")
    engine.stop(place.stop)


@contextmanager
def _signed(folder: Path) -> Iterator[str]:
    """Gives the name of a file in the study's folder, by which a worker knows that it sees it."""
    for left_behind in folder.glob(f"{SIGN}*"):
        if not is_locked(left_behind):
            left_behind.unlink()
    path = folder / f"{SIGN}{uuid.uuid4().hex}"
    with locked(path, "genbench study"):
        try:
            yield path.name
        finally:
            path.unlink()


def _tasks(plan: Plan, folder: Path, states: Sequence[State], sign: str) -> Iterator[Task]:
    """Gives what workers need to do the jobs that stand so."""
    here = worker.versions()
    for state in states:
        yield Task(
            state.job,
            replace(plan, jobs=(state.job,)),
            home=str(Path.cwd()),
            folder=str(folder.absolute()),
            sign=sign,
            versions=here,
        )
