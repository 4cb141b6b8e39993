"""What is told of a training while it goes on: pictures, numbers and alarms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from genbench.models.protocols import Model
from genbench.pictures import grids
from genbench.runs import LogEntry, Run, alarms, numbered
from genbench.runs.log import CLOCK
from genbench.stages.training import tensorboard
from genbench.stages.training.history import KINDS
from genbench.stages.training.looks import Look, Seen
from genbench.system.flags import told


class Observer:
    """Writes what is seen of a model to the run's folders, its log and its event files.

    Args:
        model: a built model.
        run: where the pictures go.
        looks: what is looked at.
        owner: the run's identity, which stands in its pictures.
    """

    def __init__(self, model: Model, run: Run, looks: Sequence[Look], *, owner: str) -> None:
        self._run, self._owner = run, owner
        self._events = tensorboard.writer(run.tensorboard)
        log = run.read_log()
        self._raised = {name for entry in log for name in entry.get("alarms", ())}
        self._recent = [*alarms.needed(log)] if log else []
        tensorboard.write_summaries(self._events, model.networks)
        self._replay(log)
        self._looks = looks

    def look(self, step: int) -> LogEntry:
        """Writes the pictures of a step, and returns the numbers that there are to log."""
        return self.show(step, [look() for look in self._looks])

    def show(self, step: int, seen: Sequence[Seen]) -> LogEntry:
        """Writes the pictures that were seen at a step, and returns the numbers."""
        numbers: LogEntry = {}
        for one in seen:
            for kind, picture in one.pictures.items():
                self._show(step, kind, picture)
            numbers |= one.numbers
        return numbers

    def log(self, entry: LogEntry) -> list[str]:
        """Adds a line to the log, and its numbers to the event files.

        Returns:
            The faults that show for the first time, one line each, for whoever watches; they stand
            in the log too.
        """
        self._recent = [*alarms.needed([*self._recent, entry])]
        raised = alarms.raised(self._recent)
        new = {name: line for name, line in raised.items() if name not in self._raised}
        if new:
            entry["alarms"] = new
        self._raised.update(new)
        self._run.append_log(entry)
        self._write_numbers(entry)
        return [told(line, alarms.ARGUMENTS) for line in new.values()]

    def _show(self, step: int, kind: str, picture: np.ndarray) -> None:
        path = self._run.path / kind / f"{step:08d}.png"
        grids.write(path, picture, owner=self._owner)
        tensorboard.write_picture(self._events, step, kind, path)

    def _write_numbers(self, entry: LogEntry) -> None:
        numbers = {name: value for name, value in entry.items() if name not in (*CLOCK, "alarms")}
        tensorboard.write_numbers(self._events, entry["step"], numbers)

    def _replay(self, log: list[LogEntry]) -> None:
        """Fills new event files with what a run that goes on has logged and shown before."""
        for entry in log:
            self._write_numbers(entry)
        for kind in KINDS:
            for step, path in numbered(self._run.path / kind, ".png"):
                if grids.is_own(path, self._owner):
                    tensorboard.write_picture(self._events, step, kind, path)
