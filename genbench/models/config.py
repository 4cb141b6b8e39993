"""What every training run is told: the fields that all models share, and when what is due."""

from __future__ import annotations

import dataclasses
import math
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from genbench.models.fields import Count, Positive, Seed, check_fields
from genbench.models.parts.precision import Precision
from genbench.system.errors import InvalidInput, unknown

if TYPE_CHECKING:
    from genbench.runs import Schedule

# Years, on any machine; and beyond what the names of files have room for.
MOST_STEPS = 10**12


@dataclass(frozen=True, kw_only=True)
class Config:
    """The fields that every model has."""

    dataset: str = "mnist5k"
    """Name of a data set (see `genbench datasets`), or the path of your own pictures."""
    binarize: Literal["none", "dynamic", "static"] = "none"
    """Pixels drawn as 0 or 1, by their grey values: anew for each batch, or once for all."""
    steps: Count = 10_000
    """Number of updates."""
    epochs: Positive | None = None
    """Passes over the training images, for those who count in them: replaces steps."""
    batch_size: Count = 128
    """Images per update."""
    learning_rate: Positive = 1e-3
    """Step size of every optimizer."""
    seed: Seed = 0
    """Fixes the initial weights, the order of the images and all noise."""
    log_every: Count | None = None
    """Steps per line of the log, run as one compiled call. None: 100, fewer in a short run."""
    snapshot_every: Count | None = None
    """Steps between two snapshots. None: so that the GIF has 30 to 60 frames."""
    checkpoint_every: Count | None = None
    """Steps between two checkpoints. None: every fifth snapshot."""
    jit_compile: bool = True
    """Compile with XLA: twice as fast for dense networks, slow for convolutions on a CPU."""
    precision: Precision = "float32"
    """Numbers that the networks compute in. bfloat16 is faster where the hardware has it."""
    devices: Count = 1
    """GPUs, or other devices, that each take a share of every batch. Not with XLA."""

    def __post_init__(self) -> None:
        check_fields(self)
        if self.devices > 1 and self.jit_compile:
            raise InvalidInput(
                f"devices={self.devices} needs jit_compile=False: XLA cannot reach the variables "
                "of another device (tensorflow issue 53140).",
                "devices",
                "jit_compile",
            )
        if self.batch_size % self.devices:
            nearest = max(1, round(self.batch_size / self.devices)) * self.devices
            raise InvalidInput(
                f"batch_size must be a multiple of devices={self.devices}. "
                f"Received: batch_size={self.batch_size}. The nearest is {nearest}.",
                "batch_size",
                "devices",
            )

    def schedule(self, n_images: int) -> Schedule:
        """Returns when a run on `n_images` training images does what.

        The log has at least thirty lines where the run allows, and the snapshots number 30 to 60.

        Raises:
            ValueError: the batch is larger than the data, or a cadence does not fit the log's.
        """
        # Imported here: it loads NumPy, which the help of a recipe has no use for.
        from genbench.runs import Schedule

        if self.batch_size > n_images:
            raise InvalidInput(
                f"batch_size must be at most the number of training images, {n_images}. "
                f"Received: batch_size={self.batch_size}.",
                "batch_size",
            )
        steps = self.steps
        if self.epochs is not None:
            wanted = self.epochs * n_images / self.batch_size
            # A float may be too large for any integer.
            steps = math.ceil(wanted) if wanted < MOST_STEPS else MOST_STEPS + 1
        if steps > MOST_STEPS:
            asked = f"steps={steps}" if self.epochs is None else f"epochs={self.epochs:g}"
            raise InvalidInput(f"A run has at most {MOST_STEPS:,} steps. Received: {asked}.")
        fitting = [n for n in (100, 50, 20, 10, 5, 2, 1) if 30 * n <= steps] or [1]
        log_every = self.log_every or fitting[0]
        snapshot_every = self.snapshot_every or log_every * max(1, round(steps / 40 / log_every))
        checkpoint_every = self.checkpoint_every or 5 * snapshot_every
        for name, every in (
            ("snapshot_every", snapshot_every),
            ("checkpoint_every", checkpoint_every),
        ):
            if every % log_every:
                nearest = log_every * max(1, round(every / log_every))
                raise InvalidInput(
                    f"{name} must be a multiple of log_every={log_every}. "
                    f"Received: {name}={every}. The nearest is {nearest}.",
                    name,
                    "log_every",
                )
        return Schedule(steps, log_every, snapshot_every, checkpoint_every)


def change(config: Config, **changes: object) -> Config:
    """Returns the configuration with some fields changed; steps replace its epochs.

    Raises:
        ValueError: a field does not exist, its value is not allowed, or both steps and epochs
            are given.
    """
    if {"steps", "epochs"} <= changes.keys():
        raise InvalidInput(
            "Give steps or epochs, not both: epochs replaces steps.", "steps", "epochs"
        )
    known = [field.name for field in dataclasses.fields(config)]
    for name in changes:
        if name not in known:
            raise InvalidInput(f"{unknown('field', name, known)} Fields: {', '.join(known)}.")
    if "steps" in changes:
        changes["epochs"] = None
    return dataclasses.replace(
        config, **{k: os.fspath(v) if isinstance(v, os.PathLike) else v for k, v in changes.items()}
    )
