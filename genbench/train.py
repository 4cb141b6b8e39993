"""The training loop: chunks of steps in; logs, snapshots and checkpoints out."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from genbench import data, identity, runs
from genbench.data import Split
from genbench.models import building, recipes
from genbench.models.config import Config, Schedule, change
from genbench.models.parts import noise, precision
from genbench.models.protocols import Model
from genbench.models.running import steps, weights
from genbench.observer import Observer
from genbench.runs import Run
from genbench.system.errors import BrokenRun
from genbench.system.files import replacing

T = TypeVar("T")


def train(
    recipe: str,
    *,
    config: Config | None = None,
    run_name: str | None = None,
    root: Path | str = runs.ROOT,
    progress: bool | None = None,
    **changes: Any,
) -> Run:
    """Trains a recipe, or goes on where an interrupted training of it stopped.

    Args:
        recipe: name of a recipe.
        config: a whole configuration, in the place of the recipe's own.
        run_name: name of the run directory; by default `<recipe>-<dataset>`.
        root: the folder of the run directories.
        progress: show a progress bar with the losses; by default on a terminal.
        **changes: fields of the configuration, such as `dataset="mnist"` or `epochs=5`.

    Returns:
        The run, trained to its last step.

    Raises:
        ValueError: an argument is not allowed.
        FileNotFoundError: the data set is not there.
        BrokenRun: the directory belongs to another configuration, or a loss is not finite.
        BlockingIOError: another process trains in the directory.
        KeyboardInterrupt: interrupted; a checkpoint was written before.
    """
    config = change(config or recipes.get(recipe).config, **changes)
    precision.require(config.precision)
    split = data.load(config.dataset, "train")
    schedule = config.schedule(len(split))
    if run_name is None:
        run_name = runs.default_name(recipe, config.dataset)
    run = runs.in_root(run_name, root)
    # NumPy's own threads spin for a while after a product, and take the cores from TensorFlow: the
    # measures of the snapshots would slow a dense GAN by a quarter.
    with run.claimed(), threadpool_limits(1, "blas"):
        identity.write_or_compare(run, recipe, config, schedule, split)
        checkpoint = run.read_checkpoint()
        if checkpoint is None or checkpoint[0] < schedule.steps:
            _advance(run, config, schedule, split, checkpoint, progress)
    return run


def _advance(
    run: Run,
    config: Config,
    schedule: Schedule,
    split: Split,
    checkpoint: tuple[int, dict[str, np.ndarray]] | None,
    progress: bool | None,
) -> None:
    """Trains from a checkpoint, or from the beginning, to the last step."""
    model = building.build(config, split.image_shape, n_classes=len(split.classes))
    resumed, arrays = checkpoint or (0, None)
    if arrays is not None:
        weights.restore(model, arrays)
    run.rewind(resumed)
    observer = Observer(model, run, data.load(config.dataset, "held_out"), seed=config.seed)
    clock = _Clock(run, config, len(split))
    if resumed == 0:
        observer.look(0)
    with _interruptions() as is_interrupted, _bar(run, schedule, resumed, progress) as bar:
        for step, scalars in _updates(model, split, config, schedule, start=resumed):
            entry = clock.read(step) | scalars
            if schedule.is_snapshot_due(step):
                entry |= observer.look(step)
            for alarm in observer.log(entry):
                bar.write(f"{run.name}, step {step}: {alarm}", file=sys.stderr)
            if step == schedule.steps:
                # Before the last checkpoint, with which the run counts as done.
                _save_networks(run, model)
            if schedule.are_weights_due(step):
                run.write_weights(step, weights.of_networks(model))
            is_stopping = is_interrupted()
            if schedule.is_checkpoint_due(step) or is_stopping:
                run.write_checkpoint(step, weights.state(model))
            bar.set_postfix({name: f"{value:.4g}" for name, value in scalars.items()}, False)
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
        model, chunk_length=schedule.log_every, jit_compile=config.jit_compile
    )
    for images, labels, draws in _ahead(_inputs(model, split, config, schedule, start)):
        metrics = run_chunk(images, labels, draws)
        for name, values in metrics.items():
            broken = ~np.isfinite(values)
            if broken.any():
                raise BrokenRun(
                    f"{name} is {values[broken][0]} at step {start + 1 + broken.argmax()}. "
                    f"Lower learning_rate (now {config.learning_rate:g}) and train "
                    "under another --run-name; what was written before that step stays."
                )
        start += len(images)
        yield start, {name: float(values.mean()) for name, values in metrics.items()}


def _inputs(
    model: Model, split: Split, config: Config, schedule: Schedule, start: int
) -> Iterator[tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]]:
    """Gives the images uint8 [k, b, h, w, c], labels int64 [k, b] and noise of each chunk."""
    for images, labels in data.chunks(
        split,
        batch_size=config.batch_size,
        chunk_length=schedule.log_every,
        seed=config.seed,
        start=start,
        stop=schedule.steps,
    ):
        stop = start + len(images)
        draws = noise.draw_steps(
            model.noise, seed=config.seed, start=start, stop=stop, n=config.batch_size
        )
        yield images, labels, draws
        start = stop


def _ahead(items: Iterator[T]) -> Iterator[T]:
    """Gives the same items, each made while the one before it is in use."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        coming = pool.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = pool.submit(next, items, None)
            yield item


class _Clock:
    """Tells where a run is: steps, epochs, images, seconds of training so far, peak memory."""

    def __init__(self, run: Run, config: Config, n_images: int) -> None:
        log = run.read_log()
        self._started = time.perf_counter() - (log[-1]["seconds"] if log else 0.0)
        self._batch_size = config.batch_size
        self._n_images = n_images

    def read(self, step: int) -> dict[str, Any]:
        images = step * self._batch_size
        seconds = time.perf_counter() - self._started
        return {
            "step": step,
            "epoch": round(images / self._n_images, 4),
            "images": images,
            "seconds": round(seconds, 3),
            **_peak_memory(),
        }


def _peak_memory() -> dict[str, int]:
    """Returns the most memory that the process has held, in MiB, where the system tells."""
    try:
        import resource
    except ImportError:  # On Windows.
        return {}
    unit = 1 if sys.platform == "darwin" else 2**10
    return {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit // 2**20}


def _save_networks(run: Run, model: Model) -> None:
    # Loads Keras.
    from genbench.models.parts.layers import plain

    for scope, network in model.networks.items():
        with replacing(run.networks / f"{scope}.keras") as path:
            plain(network).save(path)


def _bar(run: Run, schedule: Schedule, step: int, progress: bool | None) -> tqdm:
    """Returns a progress bar over the steps; by default only on a terminal."""
    disable = None if progress is None else not progress
    return tqdm(total=schedule.steps, initial=step, unit="step", desc=run.name, disable=disable)


@contextmanager
def _interruptions() -> Iterator[Callable[[], bool]]:
    """Gives a function that tells whether Ctrl-C or a request to stop has come.

    Only a chunk's end is a good place to stop: between the update of the weights and the count
    of the step, a checkpoint would be wrong. A second Ctrl-C stops at once.
    """
    came = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield came.is_set
        return

    def note(number: int, frame: object) -> None:
        if came.is_set():
            raise KeyboardInterrupt
        came.set()

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
