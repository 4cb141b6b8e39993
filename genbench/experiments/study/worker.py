"""What a worker does: one job in a process of its own, wherever the worker is."""

from __future__ import annotations

import functools
import io
import os
import platform
import tarfile
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from genbench.experiments.study import plan as plans
from genbench.experiments.study.outcomes import Outcome, State
from genbench.experiments.study.plan import Job, Plan
from genbench.runs.formats import write_json
from genbench.system import programs
from genbench.system.errors import InvalidInput
from genbench.system.version import __version__

# What the bytes of a run depend on, beside the machine.
PACKAGES = ("tensorflow", "keras", "numpy", "scipy")
# What the code that a job's process ends with says of it: any other, that it has failed.
STATES: dict[int, State] = {0: "done", programs.IN_HAND: "in hand"}


@dataclass(frozen=True)
class Task:
    """A job, and all that a worker needs to do it.

    Attributes:
        job: the job.
        plan: of the study, with that job alone.
        home: the folder in which the study was begun, from which its paths lead on.
        folder: of the study.
        sign: the name of a file there, by which a worker knows that it sees it.
        versions: of what the runs depend on, where the study was begun.
    """

    job: Job
    plan: Plan
    home: str
    folder: str
    sign: str
    versions: Mapping[str, str]


@dataclass(frozen=True)
class Report:
    """What a worker gives back: how the job has ended, and its run where no folder is shared."""

    outcome: Outcome
    archive: bytes = b""


def perform(task: Task) -> Report:
    """Does a job in a process of its own, and reports.

    Where the worker sees the study's folder, the run is made there. Elsewhere it is made in a
    folder that is left at the end, and sent back whole.

    Raises:
        InvalidInput: the worker has other versions than the study was begun with.
    """
    check_versions(task.versions)
    folder = Path(task.folder)
    if (folder / task.sign).is_file():
        return Report(_performed(task, folder, Path(task.home)))
    with tempfile.TemporaryDirectory(prefix="genbench-") as place:
        write_json(Path(place) / plans.FILE, task.plan)
        outcome = _performed(task, Path(place), Path(place))
        run = Path(place) / task.job.name
        return Report(outcome, packed(run) if outcome.state == "done" else b"")


def _performed(task: Task, folder: Path, home: Path) -> Outcome:
    start = time.monotonic()
    ended = programs.run(
        ["job", str(folder), task.job.name, "--held"],
        threads=task.plan.study.threads,
        folder=home,
    )
    state = STATES.get(ended.code, "failed")
    said = ended.said or f"Its process ended with code {ended.code}."
    return Outcome(
        task.job.name,
        state,
        "" if state == "done" else said,
        round(time.monotonic() - start, 1),
        f"{platform.node()}:{os.getpid()}",
    )


@functools.cache
def versions() -> dict[str, str]:
    """Returns the versions here of what a run's bytes depend on, without loading any of it."""
    return {"genbench": __version__, "python": platform.python_version()} | {
        name: version(name) for name in PACKAGES
    }


def check_versions(there: Mapping[str, str]) -> None:
    """Checks that a worker has the versions that the study was begun with.

    Raises:
        InvalidInput: it has others.
    """
    here = versions()
    if told := [f"{name} is {here[name]}" for name in there if there[name] != here[name]]:
        wanted = ", ".join(f"{name} {there[name]}" for name in there if there[name] != here[name])
        raise InvalidInput(
            f"The worker on {platform.node()} has other versions than this study: "
            f"{', '.join(told)} there. Install {wanted} on it."
        )


def packed(folder: Path) -> bytes:
    """Returns a folder as a tar file."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        archive.add(folder, arcname=".")
    return content.getvalue()


def unpack(content: bytes, folder: Path) -> None:
    """Writes what `packed` returned as a folder, which is whole or not there."""
    with tempfile.TemporaryDirectory(prefix=".receiving-", dir=folder.parent) as place:
        whole = Path(place) / folder.name
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            archive.extractall(whole, filter="data")
        # What an earlier worker has left of it that saw this folder: no more than a part.
        if folder.is_dir():
            folder.rename(Path(place) / "earlier")
        whole.rename(folder)
