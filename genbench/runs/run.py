"""A run directory: the name of every file in it, and how each is read and written."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from genbench.runs.formats import numbered, read_json, write_json
from genbench.runs.samples import Samples
from genbench.system.arrays import DAMAGE, read_arrays
from genbench.system.errors import BrokenRun
from genbench.system.files import locked, remove_partial, replacing

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
        again = f"Run `genbench sample {self.path}` again."
        try:
            arrays = read_arrays(path)
        except DAMAGE as error:
            raise BrokenRun(f"{path} is damaged: {error}. {again}") from error
        if missing := {"images", "seed", "step"} - arrays.keys():
            raise BrokenRun(f"{path} holds no {', '.join(sorted(missing))}. {again}")
        images = arrays["images"]
        if images.dtype != np.uint8 or images.ndim != 4:
            raise BrokenRun(
                f"{path} must hold images uint8 [n, h, w, c]. "
                f"Received: {images.dtype} {list(images.shape)}. {again}"
            )
        sampler, about = (str(arrays.get(name, "")) for name in ("sampler", "about"))
        seed, step = (int(arrays[name]) for name in ("seed", "step"))
        return Samples(images, seed, step, sampler, about, arrays.get("labels"))

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

    def write_config(self, record: Mapping[str, Any]) -> None:
        """Writes config.json."""
        write_json(self.config_file, record)

    def read_config(self) -> dict[str, Any]:
        """Returns config.json.

        Raises:
            FileNotFoundError: the folder is not a run.
            BrokenRun: the file is damaged or of another format.
        """
        if not self.config_file.is_file():
            raise FileNotFoundError(
                f"{self.path} has no config.json, so it is not a run. "
                "Run `genbench train RECIPE` first, or see `genbench runs`."
            )
        return read_json(self.config_file)

    def check_data(self, sha256: str) -> None:
        """Checks that these are the training images that the run has seen.

        Args:
            sha256: digest of the training split that is here.

        Raises:
            BrokenRun: they are others.
        """
        seen = self.read_config()["data"]
        if sha256 != seen["sha256"]:
            raise BrokenRun(
                f"{self.path} was trained on another {seen['name']} than the one here. "
                "Bring that back, or train again."
            )

    def summary(self) -> tuple[str, str, str, str, str, str]:
        """Returns recipe, data set, step, seconds, Fréchet distance, and the state.

        The distance is the judge's where there is one, and a dash before it is measured. The
        state is "done", "not done" or "broken".
        """
        try:
            record, log = self.read_config(), self.read_log()
            distance = self._frechet_distance()
        except BrokenRun:
            return "?", "?", "?", "?", "?", "broken"
        last = log[-1] if log else {"step": 0, "seconds": 0.0}
        steps = record["schedule"]["steps"]
        checkpoints = [step for step, _ in numbered(self.checkpoints, ".npz")]
        return (
            record["recipe"],
            record["data"]["name"],
            f"{last['step']:,} of {steps:,}",
            f"{last['seconds']:.0f}",
            distance,
            "done" if steps in checkpoints else "not done",
        )

    # Log

    def append_log(self, entry: Mapping[str, Any]) -> None:
        """Adds a line to log.jsonl."""
        with self.log_file.open("a", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(entry) + "\n")

    def read_log(self) -> list[dict[str, Any]]:
        """Returns the lines of log.jsonl, without a last one that is still being written.

        Raises:
            BrokenRun: a line is damaged.
        """
        if not self.log_file.is_file():
            return []
        *lines, _unfinished = self.log_file.read_text("utf-8").split("\n")
        try:
            return [json.loads(line) for line in lines]
        except ValueError as error:
            raise BrokenRun(
                f"{self.log_file} holds a line that is no JSON: {error}. Remove that line."
            ) from error

    # Checkpoints

    def write_checkpoint(self, step: int, arrays: Mapping[str, np.ndarray]) -> None:
        """Writes checkpoints/<step>.npz and removes all but the last two."""
        with replacing(self.checkpoints / f"{step:08d}.npz") as path:
            np.savez(path, allow_pickle=False, **arrays)
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
            np.savez(path, allow_pickle=False, **arrays)

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

    def write_record(self, name: str, record: Mapping[str, Any]) -> None:
        """Writes <name>.json, for a name in WRITERS."""
        write_json(self.record_file(name), record)

    def read_record(self, name: str) -> dict[str, Any]:
        """Returns <name>.json, for a name in WRITERS.

        Raises:
            FileNotFoundError: there is none yet.
            BrokenRun: the file is damaged or of another format.
        """
        path = self.record_file(name)
        command = f"Run `genbench {WRITERS[name]} {self.path}`"
        if not path.is_file():
            raise FileNotFoundError(f"{self.path} has no {path.name}. {command} first.")
        return read_json(path, cure=f" {command} again.")

    def _frechet_distance(self) -> str:
        """Returns the first Fréchet distance of metrics.json with its space, or a dash."""
        scores = (
            self.read_record("metrics")["metrics"] if self.record_file("metrics").is_file() else {}
        )
        for name, entry in scores.items():
            metric, _, space = name.partition("/")
            if metric == "frechet_distance" and entry["value"] is not None:
                return f"{entry['value']:.4g} ({space})"
        return "-"
