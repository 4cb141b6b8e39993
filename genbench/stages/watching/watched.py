"""One run as a page is told of it: first all, then only what has come."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from genbench.pages.saying import in_each
from genbench.runs import LogEntry, Run, handle, numbered
from genbench.runs.log import CLOCK
from genbench.runs.tail import Tail
from genbench.scoring.from_files import told
from genbench.system import files
from genbench.system.numbers import rounded

# What a page is told: under "what" stands of which kind it is, under "run" of which run.
Change = dict[str, Any]

# Lines of a log's past that a page is sent; those of snapshots come all.
MOST_LINES = 300
# What only the line of a snapshot has.
OF_SNAPSHOT = "sample_distance"
_keys = count(1)


@dataclass(frozen=True)
class Status:
    """What a run is at.

    Attributes:
        state: "training", "waiting", "done" or "stopped".
        checkpoints: the steps that a copy of the run can go on from.
    """

    state: str
    checkpoints: tuple[int, ...]


class Watched:
    """A run whose past does not change any more.

    Args:
        run: its directory.

    Raises:
        BrokenRun: its config.json is damaged.
        OSError: it is not there.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.key = str(next(_keys))
        self.record = run.read_config_as(dict)
        self.status: Status | None = None
        self.entries: list[LogEntry] = []
        self.frames: list[int] = []
        self._checkpoints: list[int] = []
        self._tail = Tail(run.log_file)
        self._files = (
            run.config_file, run.log_file, run.snapshots_folder, run.checkpoints, run.lock_file,
            run.waiting_file,
        )  # fmt: skip
        self._stamps: list[Stamp | None] = []

    def look(self) -> list[Change] | None:
        """Returns what has come since the last look; where nothing has, that costs six stats.

        None: the run was begun anew or set back, and what was told of it is no longer so.

        Raises:
            BrokenRun: a file of it is damaged.
            OSError: it goes at this moment.
        """
        stamps = [stamp(path) for path in self._files]
        is_other = bool(self._stamps) and stamps[0] != self._stamps[0]
        changes = [] if stamps == self._stamps else self._read()
        if is_other or changes is None:
            return None
        self._stamps = stamps
        status = self._read_status()
        if status != self.status:
            self.status = status
            changes.append(self._about("status", **asdict(status)))
        return changes

    def told(self) -> list[Change]:
        """Returns all that is known, for a page that knows nothing."""
        record = self.record
        facts = self._about(
            "run",
            key=self.key,
            name=handle(self.run),
            recipe=record.spelled,
            steps=record.schedule.steps,
            batch_size=record.config["batch_size"],
            settings=record.config,
            origin=record.origin and asdict(record.origin),
        )
        status = [self._about("status", **asdict(self.status))] if self.status else []
        return [facts, *self._told(self.frames, _thinned(self.entries)), *status]

    @property
    def reached(self) -> int:
        """The last step that is known to be taken."""
        logged = self.entries[-1]["step"] if self.entries else 0
        return max([logged, *self._checkpoints])

    def _read(self) -> list[Change] | None:
        """Reads and returns the snapshots and lines that have come; None: some have gone."""
        is_anew, lines = self._tail.read()
        frames = _steps(self.run.snapshots_folder)
        if is_anew or not {*self.frames} <= {*frames}:
            return None
        new = [step for step in frames if step not in self.frames]
        self.frames = frames
        self.entries += lines
        self._checkpoints = _steps(self.run.checkpoints)
        return self._told(new, lines)

    def _read_status(self) -> Status:
        steps = self._checkpoints
        if files.is_held(self.run.lock_file):
            state = "waiting" if self.run.waiting_file.is_file() else "training"
        else:
            state = "done" if steps[-1:] == [self.record.schedule.steps] else "stopped"
        return Status(state, tuple(steps))

    def _told(self, frames: Sequence[int], lines: Sequence[LogEntry]) -> list[Change]:
        changes = [self._about("frames", steps=list(frames))] if frames else []
        return [*changes, self._about("lines", **_columns(lines))] if lines else changes

    def _about(self, what: str, **facts: object) -> Change:
        return about(self.run.path, what, **facts)


def about(path: Path, what: str, **facts: object) -> Change:
    """Returns what a page is told of the run in a folder."""
    return {"what": what, "run": str(path), **facts}


class Stamp(NamedTuple):
    """What is other when a file or a folder has changed; `written` in nanoseconds."""

    inode: int
    written: int
    size: int


def stamp(path: Path) -> Stamp | None:
    """Returns the stamp of what is there; None where there is nothing."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return Stamp(status.st_ino, status.st_mtime_ns, status.st_size)


def _steps(folder: Path) -> list[int]:
    return [step for step, _ in numbered(folder, "")]


def _thinned(entries: Sequence[LogEntry]) -> list[LogEntry]:
    """Returns every k-th line where there are many; those of snapshots, and of alarms, all."""
    every = -(-len(entries) // MOST_LINES) or 1
    return [
        entry
        for i, entry in enumerate(entries)
        if i % every == 0 or i == len(entries) - 1 or OF_SNAPSHOT in entry or "alarms" in entry
    ]


def _columns(entries: Sequence[LogEntry]) -> dict[str, Any]:
    """Returns lines as a page takes them: the names once, and the numbers of each line in a row."""
    names = [*dict.fromkeys(name for entry in entries for name in _scalars(entry))]
    return {
        "steps": [entry["step"] for entry in entries],
        "seconds": [entry["seconds"] for entry in entries],
        "names": names,
        "rows": [[_number(entry.get(name)) for name in names] for entry in entries],
        "alarms": [
            {"step": entry["step"], "said": in_each(told(text))}
            for entry in entries
            for text in entry.get("alarms", {}).values()
        ],
    }


def _scalars(entry: LogEntry) -> Iterable[str]:
    return (k for k, v in entry.items() if k not in CLOCK and isinstance(v, int | float))


def _number(value: float | None) -> float | None:
    # JSON knows no other numbers than finite ones.
    return rounded(value) if value is not None and math.isfinite(value) else None
