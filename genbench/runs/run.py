"""A run directory: the name of every file in it, and how each is read and written."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from genbench.runs.formats import numbered, read_json, write_json
from genbench.runs.record import C, Place, RunRecord, Settings
from genbench.runs.samples import Samples, read_samples
from genbench.system.arrays import DAMAGE, read_arrays, write_arrays
from genbench.system.errors import BrokenRun
from genbench.system.files import locked, remove_partial, replacing

R = TypeVar("R")
# A line of the log: the clock, and every scalar by name.
LogEntry = dict[str, Any]

N_CHECKPOINTS_KEPT = 2
# What every line of the log holds beside the scalars.
CLOCK = ("step", "epoch", "images", "seconds", "memory")
# What the samples of the best step are called, beside those of the last.
BEST = "best"
# What the stages find out, and which of them writes it.
WRITERS = {"explore": "explore", "metrics": "evaluate", "probe": "probe", "selection": "sample"}


class Run:
    """A run directory: the name of every file in it, and how each is read and written.

    Args:
        path: the folder, which need not exist yet.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.name = self.path.resolve().name
        self.config_file = self.path / "config.json"
        self.data_file = self.path / "data.json"
        self.metrics_csv = self.path / "metrics.csv"
        self.log_file = self.path / "log.jsonl"
        self.tensorboard = self.path / "tensorboard"
        self.checkpoints = self.path / "checkpoints"
        self.weights = self.path / "weights"
        self.snapshots = self.path / "snapshots"
        self.reconstructions = self.path / "reconstructions"
        self.networks = self.path / "networks"
        self.figures = self.path / "figures"

    def samples_file(self, scope: str | None = None) -> Path:
        """Returns the samples' file: of the usual sampler, or of the one with that scope."""
        return self.path / (f"samples-{scope}.npz" if scope else "samples.npz")

    def read_samples(self, scope: str | None = None) -> Samples:
        """Returns the samples that a sampler drew; see `samples_file`.

        Raises:
            FileNotFoundError: there are none yet.
            BrokenRun: the file is damaged or of another format.
        """
        path = self.samples_file(scope)
        if not path.is_file():
            raise FileNotFoundError(
                f"{self.path} has no {path.name}. Run `genbench sample {self.path}` first."
            )
        return read_samples(path, cure=f"Run `genbench sample {self.path}` again.")

    def other_samplers(self) -> list[str]:
        """Returns the scopes of the samplers beside the usual one whose samples are there."""
        names = (path.stem for path in self.path.glob("samples-*.npz"))
        return sorted(name.removeprefix("samples-") for name in names)

    def __repr__(self) -> str:
        return f"Run({str(self.path)!r})"

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Keeps other processes from training into the folder, which is made if it is not there.

        Raises:
            BrokenRun: the folder holds something else.
            BlockingIOError: another process trains there.
        """
        visible = [path for path in self.path.glob("*") if not path.name.startswith(".")]
        if visible and not self.config_file.is_file():
            raise BrokenRun(
                f"{self.path} holds files but no config.json. Choose another --run-name."
            )
        with locked(self.path / ".lock"):
            yield

    # Configuration

    def write_config(self, record: RunRecord[Any]) -> None:
        """Writes config.json."""
        write_json(self.config_file, record)

    def read_config(self) -> RunRecord[Settings]:
        """Returns config.json, of the configuration what all kinds of model share.

        Raises:
            FileNotFoundError: the folder is not a run.
            BrokenRun: the file is damaged or of another format.
        """
        return self.read_config_as(Settings)

    def read_config_as(self, kind: type[C]) -> RunRecord[C]:
        """Returns config.json, its configuration as an object of that type; see `read_config`."""
        if not self.config_file.is_file():
            raise FileNotFoundError(
                f"{self.path} has no config.json, so it is not a run. "
                "Run `genbench train RECIPE` first, or see `genbench runs`."
            )
        return read_json(self.config_file, RunRecord[kind])

    def read_place(self) -> str | None:
        """Returns where the user's own data were last, or None: it was not noted.

        Raises:
            BrokenRun: data.json is damaged or of another format.
        """
        if not self.data_file.is_file():
            return None
        return read_json(self.data_file, Place, cure=" Delete it, and say --data PATH.").path

    def write_place(self, path: str | None) -> None:
        """Notes in data.json where the user's own data are now; None: nowhere of their own."""
        if path is None:
            self.data_file.unlink(missing_ok=True)
        else:
            write_json(self.data_file, Place(path))

    # Log

    def append_log(self, entry: LogEntry) -> None:
        """Adds a line to log.jsonl."""
        with self.log_file.open("a", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(entry) + "\n")

    def read_log(self) -> list[LogEntry]:
        """Returns the lines of log.jsonl, without a last one that is still being written.

        Raises:
            BrokenRun: a line is damaged.
        """
        if not self.log_file.is_file():
            return []
        try:
            *lines, _unfinished = self.log_file.read_text("utf-8").split("\n")
            return [json.loads(line) for line in lines]
        except ValueError as error:
            raise BrokenRun(
                f"{self.log_file} holds a line that is no JSON: {error}. Remove that line."
            ) from error

    # Checkpoints

    def write_checkpoint(self, step: int, arrays: Mapping[str, np.ndarray]) -> None:
        """Writes checkpoints/<step>.npz and removes all but the last two."""
        with replacing(self.checkpoints / f"{step:08d}.npz") as path:
            write_arrays(path, arrays)
        for _, path in numbered(self.checkpoints, ".npz")[:-N_CHECKPOINTS_KEPT]:
            path.unlink()

    def read_checkpoint(self) -> tuple[int, dict[str, np.ndarray]] | None:
        """Returns the step and the arrays of the last whole checkpoint, or None without any.

        A damaged checkpoint is passed over with a warning.
        """
        for step, path in reversed(numbered(self.checkpoints, ".npz")):
            try:
                return step, read_arrays(path)
            except DAMAGE as error:
                warnings.warn(f"{path} is damaged ({error}), and is passed over.", stacklevel=2)
        return None

    def write_weights(self, step: int, arrays: Mapping[str, np.ndarray]) -> None:
        """Writes weights/<step>.npz: networks without their optimizers, to be sampled later."""
        with replacing(self.weights / f"{step:08d}.npz") as path:
            write_arrays(path, arrays)

    def read_weights(self) -> Iterator[tuple[int, dict[str, np.ndarray]]]:
        """Gives the step and the arrays of each weights/<step>.npz that is whole, in order.

        A damaged file is passed over with a warning.
        """
        for step, path in numbered(self.weights, ".npz"):
            try:
                arrays = read_arrays(path)
            except DAMAGE as error:
                warnings.warn(f"{path} is damaged ({error}), and is passed over.", stacklevel=2)
            else:
                yield step, arrays

    def rewind(self, step: int) -> None:
        """Removes what was written after a step, so that training can go on from there.

        Before the first step, that is everything, the pictures of step 0 included. The event
        files always go as a whole: they repeat the log and the snapshots.
        """
        kept = range(step + 1) if step else ()
        entries = [entry for entry in self.read_log() if entry["step"] in kept]
        with replacing(self.log_file) as path:
            path.write_text("".join(json.dumps(e) + "\n" for e in entries), "utf-8", newline="\n")
        for folder, ending in (
            (self.snapshots, ".png"),
            (self.reconstructions, ".png"),
            (self.checkpoints, ".npz"),
            (self.weights, ".npz"),
        ):
            for written, path in numbered(folder, ending):
                if written not in kept:
                    path.unlink()
        if self.tensorboard.is_dir():
            shutil.rmtree(self.tensorboard)
        remove_partial(self.path)

    # Records

    def record_file(self, name: str) -> Path:
        """Returns the file of a record: <name>.json."""
        return self.path / f"{name}.json"

    def has_record(self, name: str) -> bool:
        """Returns whether <name>.json is there."""
        return self.record_file(name).is_file()

    def write_record(self, name: str, record: object) -> None:
        """Writes <name>.json, a dataclass, for a name in WRITERS."""
        write_json(self.record_file(name), record)

    def read_record(self, name: str, kind: type[R]) -> R:
        """Returns <name>.json, for a name in WRITERS.

        Args:
            name: of the record.
            kind: its dataclass.

        Raises:
            FileNotFoundError: there is none yet.
            BrokenRun: the file is damaged or of another format.
        """
        path = self.record_file(name)
        command = f"Run `genbench {WRITERS[name]} {self.path}`"
        if not path.is_file():
            raise FileNotFoundError(f"{self.path} has no {path.name}. {command} first.")
        return read_json(path, kind, cure=f" {command} again.")
