"""The training loop: chunks of steps in; logs, snapshots and checkpoints out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
from tqdm import tqdm

from genbench import data
from genbench.data import Split
from genbench.models import building
from genbench.models.config import Config
from genbench.models.parts import noise
from genbench.models.protocols import Model
from genbench.models.running import keras_files, steps, weights
from genbench.runs import Run, Schedule
from genbench.stages.training.clock import Clock
from genbench.stages.training.interruptions import interruptions
from genbench.stages.training.observer import Observer
from genbench.system.errors import BrokenRun
from genbench.system.numbers import short

T = TypeVar("T")


def advance(
    run: Run,
    config: Config,
    schedule: Schedule,
    split: Split,
    held_out: Split,
    checkpoint: tuple[int, dict[str, np.ndarray]] | None,
    progress: bool | None,
) -> None:
    """Trains from a checkpoint, or from the beginning, to the last step.

    Args:
        run: claimed by this process; what stands there after the checkpoint goes.
        config: the run's.
        schedule: when what is due.
        split: images uint8 [n, h, w, c] to train on.
        held_out: images to look at only.
        checkpoint: a step, and the arrays that `weights.state` gave at its end.
        progress: show a bar; by default on a terminal.

    Raises:
        BrokenRun: a loss is not finite.
        KeyboardInterrupt: interrupted; a checkpoint was written before.
    """
    model = building.build(config, split.image_shape, n_classes=len(split.classes))
    steps.check_memory(
        model,
        split.image_shape,
        batch_size=config.batch_size,
        chunk_length=min(schedule.log_every, schedule.steps),
    )
    resumed, arrays = checkpoint or (0, None)
    if arrays is not None:
        weights.restore(model, arrays)
    run.rewind(resumed)
    observer = Observer(model, run, held_out, seed=config.seed)
    clock = Clock(run, config, len(split))
    if resumed == 0:
        observer.look(0)
    with interruptions() as is_interrupted, _bar(run, schedule, resumed, progress) as bar:
        for step, scalars in _updates(model, split, config, schedule, start=resumed):
            entry = clock.read(step) | scalars
            if schedule.is_snapshot_due(step):
                entry |= observer.look(step)
            for alarm in observer.log(entry):
                bar.write(f"{run.name}, step {step}: {alarm}", file=sys.stderr)
            if step == schedule.steps:
                # Before the last checkpoint, with which the run counts as done.
                keras_files.write(run, model)
            if schedule.are_weights_due(step):
                run.write_weights(step, weights.of_networks(model))
            is_stopping = is_interrupted()
            if schedule.is_checkpoint_due(step) or is_stopping:
                run.write_checkpoint(step, weights.state(model))
            shown = {name: short(value) for name, value in scalars.items()}
            bar.set_postfix(shown, refresh=False)
            bar.update(step - bar.n)
            if is_stopping and step < schedule.steps:
                raise KeyboardInterrupt(
                    f"{run.path} stopped at step {step} of {schedule.steps}. "
                    "The same command goes on from there."
                )


def _updates(
    model: Model, split: Split, config: Config, schedule: Schedule, *, start: int
) -> Iterator[tuple[int, dict[str, float]]]:
    """Takes the steps that are left, and gives after each chunk the step and the mean scalars.

    Raises:
        BrokenRun: a scalar is not finite.
    """
    run_chunk = steps.compile_chunk(
        model, chunk_length=min(schedule.log_every, schedule.steps), jit_compile=config.jit_compile
    )
    step = start
    for images, labels, draws in _ahead(_inputs(model, split, config, schedule, start=start)):
        scalars = run_chunk(images, labels, draws)
        _check_finite(scalars, config, after=step)
        step += len(images)
        yield step, {name: float(values.mean()) for name, values in scalars.items()}


def _check_finite(scalars: Mapping[str, np.ndarray], config: Config, *, after: int) -> None:
    """Raises BrokenRun where a scalar, float32 [k] of the steps after a step, is nan or inf."""
    for name, values in scalars.items():
        is_broken = ~np.isfinite(values)
        if is_broken.any():
            raise BrokenRun(
                f"{name} is {values[is_broken][0]} at step {after + 1 + is_broken.argmax()}. "
                f"Lower learning_rate (now {config.learning_rate:g}) and train "
                "under another --run-name; what was written before that step stays."
            )


def _inputs(
    model: Model, split: Split, config: Config, schedule: Schedule, *, start: int
) -> Iterator[tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]]:
    """Gives for each chunk of k steps what they take.

    Yields:
        images uint8 [k, b, h, w, c], labels int64 [k, b], and each noise float32 [k, b, *shape].
    """
    step = start
    for images, labels in data.chunks(
        split,
        batch_size=config.batch_size,
        chunk_length=schedule.log_every,
        seed=config.seed,
        start=start,
        stop=schedule.steps,
    ):
        stop = step + len(images)
        draws = noise.draw_steps(
            model.noise, seed=config.seed, start=step, stop=stop, n=config.batch_size
        )
        yield images, labels, draws
        step = stop


def _ahead(items: Iterator[T]) -> Iterator[T]:
    """Gives the same items, none of them None, each made while the one before it is in use."""
    # Gathering and noise are NumPy's, which lets go of the interpreter: the step does not wait.
    with ThreadPoolExecutor(max_workers=1) as pool:
        coming = pool.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = pool.submit(next, items, None)
            yield item


def _bar(run: Run, schedule: Schedule, step: int, progress: bool | None) -> tqdm:
    """Returns a progress bar over the steps; by default only on a terminal."""
    disable = None if progress is None else not progress
    return tqdm(total=schedule.steps, initial=step, unit="step", desc=run.name, disable=disable)
