"""What config.json holds: the resolved configuration of a run, and on what it runs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from genbench.runs.formats import optional

C = TypeVar("C")
# Steps whose weights are kept, so that the best can be found: of the disk no more than this.
MOST_KEPT = 16


@dataclass(frozen=True)
class Schedule:
    """When a training run does what, in steps; the last step is due for everything."""

    steps: int
    log_every: int
    snapshot_every: int
    checkpoint_every: int

    def __post_init__(self) -> None:
        cadences = self.log_every, self.snapshot_every, self.checkpoint_every
        if min(self.steps, *cadences) < 1:
            raise ValueError(f"a count below 1: {self}")

    def next_line(self, step: int) -> int:
        """Returns the first step after this one that a line of the log is due at."""
        return min(step - step % self.log_every + self.log_every, self.steps)

    def lines_until(self, step: int) -> list[int]:
        """Returns the steps up to this one that a line of the log is due at, after the first."""
        return [due for due in self._until(step, self.log_every) if due]

    def snapshots_until(self, step: int) -> list[int]:
        """Returns the steps up to this one that a snapshot is due at, 0 included."""
        return self._until(step, self.snapshot_every)

    def _until(self, step: int, every: int) -> list[int]:
        at_end = [self.steps] if step == self.steps and step % every else []
        return [*range(0, step + 1, every), *at_end]

    def is_line_due(self, step: int) -> bool:
        """Whether a line of the log is due at a step."""
        return step % self.log_every == 0 or step == self.steps

    def is_snapshot_due(self, step: int) -> bool:
        """Whether pictures and validation scores of a step are due."""
        return step % self.snapshot_every == 0 or step == self.steps

    def is_checkpoint_due(self, step: int) -> bool:
        """Whether a step is one that training can go on from."""
        return step % self.checkpoint_every == 0 or step == self.steps

    def are_weights_due(self, step: int) -> bool:
        """Whether the weights of a step are kept: at every checkpoint, or at each so many."""
        n_checkpoints = math.ceil(self.steps / self.checkpoint_every)
        every = self.checkpoint_every * math.ceil(n_checkpoints / MOST_KEPT)
        return step % every == 0 and 0 < step < self.steps


@dataclass(frozen=True)
class Settings:
    """The fields of a configuration that every kind of model has and later stages ask for."""

    dataset: str
    batch_size: int
    seed: int

    def __post_init__(self) -> None:
        if self.batch_size < 1 or self.seed < 0:
            raise ValueError(f"batch_size is {self.batch_size}, and seed {self.seed}")


@dataclass(frozen=True)
class DataRecord:
    """The data that a run has seen; counts are of the training split.

    The digests decide what the data are: the name is what they were called.
    """

    name: str
    sha256: str
    validation_sha256: str
    held_out_sha256: str
    n_images: int
    image_shape: tuple[int, int, int]
    classes: tuple[str, ...]
    class_counts: tuple[int, ...]

    def __post_init__(self) -> None:
        if min(self.n_images, *self.image_shape) < 1:
            raise ValueError(f"{self.n_images} images of {self.image_shape}")
        if len(self.class_counts) != len(self.classes) or min(self.class_counts, default=0) < 0:
            raise ValueError(f"{len(self.classes)} classes, with {self.class_counts} images")

    def sha256_of(self, part: str) -> str:
        """Returns the digest of a split: "train", "validation" or "held_out"."""
        names = ("train", "validation", "held_out")
        return self.digests[names.index(part)]

    @property
    def digests(self) -> tuple[str, str, str]:
        """Of the three splits."""
        return self.sha256, self.validation_sha256, self.held_out_sha256


@dataclass(frozen=True)
class Place:
    """Where the user's own data were last: a path."""

    path: str


@dataclass(frozen=True)
class Machine:
    """Where a run was begun: versions, and what there was to compute on."""

    genbench: str
    python: str
    tensorflow: str
    keras: str
    numpy: str
    platform: str
    cpus: int | None
    devices: tuple[str, ...]


@dataclass(frozen=True)
class CodeRecord:
    """Code that is not genbench's, which the model of a run is made by.

    Attributes:
        kind: a file, a module, or one that an installed package announces.
        place: what it was called: a path, or the name of a module.
        sha256: of its bytes, which the run keeps a copy of.
    """

    kind: Literal["file", "module", "installed"]
    place: str
    sha256: str


@dataclass(frozen=True)
class Origin:
    """What a run is a copy of, up to a step.

    Attributes:
        run: what the other run was called.
        step: whose checkpoint it goes on from.
        sha256: the seal of that checkpoint, which the run keeps.
    """

    run: str
    step: int
    sha256: str

    def __post_init__(self) -> None:
        if self.step < 1:
            raise ValueError(f"step is {self.step}")


@dataclass(frozen=True)
class RunRecord(Generic[C]):
    """What a run is, written once and held to ever after.

    Attributes:
        recipe: the name it was started under.
        kind: of the model: what its class is called.
        config: every field of the configuration; read as `Settings`, those that all kinds share.
        data: the training split.
        schedule: when what is due.
        machine: where it was begun.
        code: what makes the model where that is not genbench.
        origin: the run and step that it goes on from, where it did not begin at the beginning.
    """

    recipe: str
    kind: str
    config: C
    data: DataRecord
    schedule: Schedule
    machine: Machine
    code: CodeRecord | None = optional(None)  # noqa: RUF009
    origin: Origin | None = optional(None)  # noqa: RUF009

    @property
    def spelled(self) -> str:
        """The recipe as a person names it: vae, or mine.py:flow."""
        if self.code is None or self.code.kind == "installed":
            return self.recipe
        return f"{self.code.place}:{self.recipe}"
