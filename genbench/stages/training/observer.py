"""What is told of a training while it goes on: pictures, numbers and alarms."""

from __future__ import annotations

import numpy as np

from genbench.data import Split
from genbench.models.protocols import Model
from genbench.pictures import grids
from genbench.runs import LogEntry, Run, alarms, numbered
from genbench.runs.run import CLOCK
from genbench.stages.training import tensorboard
from genbench.stages.training.looks import looks_at


class Observer:
    """Writes what is seen of a model to the run's folders, its log and its event files.

    Args:
        model: a built model.
        run: where the pictures go.
        held_out: the images that are not trained on.
        seed: seed of the run.
    """

    def __init__(self, model: Model, run: Run, held_out: Split, *, seed: int) -> None:
        self._run = run
        self._events = tensorboard.writer(run.tensorboard)
        log = run.read_log()
        self._raised = {name for entry in log for name in entry.get("alarms", ())}
        self._recent = [*alarms.needed(log)] if log else []
        tensorboard.write_summaries(self._events, model.networks)
        self._replay(log)
        self._looks = looks_at(model, held_out, seed=seed)

    def look(self, step: int) -> LogEntry:
        """Writes the pictures of a step, and returns the numbers that there are to log."""
        numbers: LogEntry = {}
        for look in self._looks:
            seen = look()
            for kind, picture in seen.pictures.items():
                self._show(step, kind, picture)
            numbers |= seen.numbers
        return numbers

    def log(self, entry: LogEntry) -> list[str]:
        """Adds a line to the log, and its numbers to the event files.

        Returns:
            The faults that show for the first time, one line each; they stand in the log too.
        """
        self._recent = [*alarms.needed([*self._recent, entry])]
        raised = alarms.raised(self._recent)
        new = {name: line for name, line in raised.items() if name not in self._raised}
        if new:
            entry["alarms"] = new
        self._raised.update(new)
        self._run.append_log(entry)
        self._write_numbers(entry)
        return list(new.values())

    def _show(self, step: int, kind: str, picture: np.ndarray) -> None:
        path = self._run.path / kind / f"{step:08d}.png"
        grids.write(path, picture)
        tensorboard.write_picture(self._events, step, kind, path)

    def _write_numbers(self, entry: LogEntry) -> None:
        numbers = {name: value for name, value in entry.items() if name not in (*CLOCK, "alarms")}
        tensorboard.write_numbers(self._events, entry["step"], numbers)

    def _replay(self, log: list[LogEntry]) -> None:
        """Fills new event files with what a run that goes on has logged and shown before."""
        for entry in log:
            self._write_numbers(entry)
        for kind in ("snapshots", "reconstructions"):
            for step, path in numbered(self._run.path / kind, ".png"):
                tensorboard.write_picture(self._events, step, kind, path)
