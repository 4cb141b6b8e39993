"""A run directory: the name of every file in it, and how each is read and written."""

from __future__ import annotations

import shlex
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from genbench.runs.belonging import check_weights, last_whole_seal, seal_in
from genbench.runs.formats import numbered, read_json, read_sealed, write_json, write_sealed
from genbench.runs.log import LogEntry, append_entry, read_entries
from genbench.runs.record import C, Place, RunRecord, Settings
from genbench.runs.samples import Samples, read_samples
from genbench.system.arrays import DAMAGE, read_arrays, write_arrays
from genbench.system.errors import BrokenRun
from genbench.system.files import locked, replacing, synchronise

# What makes a folder a run.
CONFIG = "config.json"
# The folders of a run, in which no other run is looked for.
FOLDERS = (
    "checkpoints", "figures", "made", "networks", "reconstructions", "snapshots", "tensorboard",
    "weights",
)  # fmt: skip
N_CHECKPOINTS_KEPT = 2
# What the samples of the best step are called, beside those of the last.
BEST = "best"
# What the stages find out, and which of them writes it.
WRITERS = {
    "explore": "explore",
    "likelihood": "likelihood",
    "metrics": "evaluate",
    "metrics-validation": "evaluate --split validation",
    "probe": "probe",
    "selection": "sample",
}


class Record(Protocol):
    """What a stage found out, with the seal of the weights that it found it of."""

    @property
    def weights(self) -> str: ...


R = TypeVar("R", bound=Record)


class Run:
    """A run directory: the name of every file in it, and how each is read and written.

    Args:
        path: the folder, which need not exist yet.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.name = self.path.resolve().name
        self.config_file = self.path / CONFIG
        # A copy of the user's own code that makes the model, where there is some.
        self.code_file = self.path / "code.py"
        # Of a copy: the checkpoint of another run that it goes on from.
        self.origin_file = self.path / "origin.npz"
        self.data_file = self.path / "data.json"
        self.metrics_csv = self.path / "metrics.csv"
        self.log_file = self.path / "log.jsonl"
        # There while somebody wants the training to wait.
        self.hold_file = self.path / "hold.json"
        # There while it does.
        self.waiting_file = self.path / "waiting.json"
        # Held by the training's process.
        self.lock_file = self.path / ".lock"
        self.tensorboard = self.path / "tensorboard"
        self.checkpoints = self.path / "checkpoints"
        self.weights = self.path / "weights"
        self.snapshots_folder = self.path / "snapshots"
        self.reconstructions = self.path / "reconstructions"
        self.networks_folder = self.path / "networks"
        self.figures = self.path / "figures"
        # There from the first file of a new run until its config.json.
        self.beginning = self.path / ".beginning"

    @property
    def word(self) -> str:
        """The run as it is written on a command line, whichever folder it is in."""
        path = str(self.path)
        return shlex.quote(f"./{path}" if path.startswith("-") else path)

    def samples_file(self, scope: str | None = None) -> Path:
        """Returns the samples' file: of the usual sampler, or of the one with that scope."""
        return self.path / (f"samples-{scope}.npz" if scope else "samples.npz")

    def read_samples(self, scope: str | None = None) -> Samples:
        """Returns the samples that a sampler drew; see `samples_file`.

        Raises:
            FileNotFoundError: there are none yet.
            BrokenRun: the file is damaged, or was not drawn from the run's present weights.
        """
        path = self.samples_file(scope)
        if not path.is_file():
            raise FileNotFoundError(
                f"{self.path} has no {path.name}. Run `genbench sample {self.word}` first."
            )
        cure = f"Run `genbench sample {self.word}` again."
        found = read_samples(path, cure=cure)
        here = self.last_weights()
        if scope == BEST:
            here = seal_in(self.weights / f"{found.step:08d}.npz")
        check_weights(path, found.weights, here, cure=f"{cure[:-1]}, or delete it.")
        return found

    def last_weights(self) -> str | None:
        """Returns the seal of the last whole checkpoint; None without one."""
        return last_whole_seal(path for _, path in numbered(self.checkpoints, ".npz"))

    def weights_here(self) -> str:
        """Returns the seal of the last whole checkpoint, of which stages make what they make.

        Raises:
            FileNotFoundError: there is none.
        """
        seal = self.last_weights()
        if seal is None:
            raise FileNotFoundError(f"{self.path} holds no whole checkpoint.")
        return seal

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
            BrokenRun: the folder holds something else, or a file stands where a folder belongs.
            BlockingIOError: another process trains there.
        """
        self._check_kinds()
        visible = [path for path in self.path.glob("*") if not path.name.startswith(".")]
        is_run = self.config_file.is_file() or self.beginning.is_file()
        if visible and not is_run:
            raise BrokenRun(
                f"{self.path} holds files but no config.json. Choose another run_name.", "run_name"
            )
        with locked(self.lock_file, "genbench train"):
            yield

    @contextmanager
    def writing(self, stage: str) -> Iterator[None]:
        """Keeps other stages from writing into the run; a training may go on meanwhile.

        Args:
            stage: the command that writes.

        Raises:
            BlockingIOError: another process runs a stage on it.
        """
        with locked(self.path / ".lock-stages", f"genbench {stage}"):
            yield

    def _check_kinds(self) -> None:
        """Checks that what training writes to is a folder or a file as it should be."""
        folders = (
            self.path, self.tensorboard, self.checkpoints, self.weights, self.snapshots_folder,
            self.reconstructions, self.networks_folder,
        )  # fmt: skip
        for path in folders:
            if path.exists() and not path.is_dir():
                raise BrokenRun(f"{path} is a file where a folder belongs. Move it away.")
        for path in (self.config_file, self.log_file):
            if path.is_dir():
                raise BrokenRun(f"{path} is a folder where a file belongs. Move it away.")

    # Configuration

    def write_config(self, record: RunRecord[Any]) -> None:
        """Writes config.json, with which the folder is a run."""
        write_sealed(self.config_file, record)
        self.beginning.unlink(missing_ok=True)

    def write_code(self, content: bytes) -> None:
        """Writes code.py, if it does not hold that already."""
        if not self.code_file.is_file() or self.code_file.read_bytes() != content:
            with replacing(self.code_file) as beside:
                beside.write_bytes(content)

    def read_config(self) -> RunRecord[Settings]:
        """Returns config.json, of the configuration what all kinds of model share.

        Raises:
            FileNotFoundError: the folder is not a run.
            BrokenRun: the file is damaged, changed or of another format.
        """
        return self.read_config_as(Settings)

    def read_config_as(self, kind: type[C]) -> RunRecord[C]:
        """Returns config.json, its configuration as an object of that type; see `read_config`."""
        self._check_is_run()
        return read_sealed(self.config_file, RunRecord[kind])

    def _check_is_run(self) -> None:
        if not self.config_file.is_file():
            raise FileNotFoundError(
                f"{self.path} has no config.json, so it is not a run. "
                "Run `genbench train RECIPE` first, or see `genbench runs`."
            )

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
        append_entry(self.log_file, entry)

    def read_log(self) -> list[LogEntry]:
        """Returns the lines of log.jsonl, without a last one that is still being written.

        Raises:
            FileNotFoundError: the folder is not a run.
            BrokenRun: a line is damaged.
        """
        if not self.log_file.is_file():
            self._check_is_run()
            return []
        return read_entries(self.log_file)

    # Checkpoints

    def write_checkpoint(self, step: int, arrays: Mapping[str, np.ndarray]) -> None:
        """Writes checkpoints/<step>.npz and removes all but the last two.

        The log is on the disk before it: a power cut leaves no checkpoint without its lines.
        """
        if self.log_file.is_file():
            synchronise(self.log_file)
        with replacing(self.checkpoints / f"{step:08d}.npz") as path:
            write_arrays(path, arrays)
        self.drop_checkpoints()

    def drop_checkpoints(self) -> None:
        """Removes all checkpoints but the last two."""
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
            BrokenRun: the file is damaged, of another format, or was not made with the run's
                present weights.
        """
        path = self.record_file(name)
        command = f"Run `genbench {WRITERS[name]} {self.word}`"
        if not path.is_file():
            raise FileNotFoundError(f"{self.path} has no {path.name}. {command} first.")
        found = read_json(path, kind, cure=f" {command} again.")
        check_weights(path, found.weights, self.last_weights(), cure=f"{command} again.")
        return found
