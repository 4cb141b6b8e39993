"""The training loop: steps in; logs, snapshots and checkpoints out."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Mapping

import numpy as np
from tqdm import tqdm

from genbench.data import Splits
from genbench.models import building
from genbench.models.config import Config
from genbench.models.protocols import Model
from genbench.models.recipes import Chosen
from genbench.models.running import keras_files, steps, weights
from genbench.runs import LogEntry, Run, RunRecord, Schedule, beginning
from genbench.runs.identity import identity
from genbench.stages.training import history
from genbench.stages.training.clock import Clock
from genbench.stages.training.interruptions import interruptions
from genbench.stages.training.looks import looks_at
from genbench.stages.training.observer import Observer
from genbench.stages.training.since_line import SinceLine
from genbench.stages.training.updates import updates
from genbench.system import live
from genbench.system.errors import Interrupted
from genbench.system.numbers import short


def advance(
    run: Run,
    chosen: Chosen,
    record: RunRecord[Config],
    splits: Splits,
    checkpoint: tuple[int, Mapping[str, np.ndarray]] | None,
    progress: bool | None,
) -> None:
    """Trains from a checkpoint, or from the beginning, to the last step.

    Nothing is written or removed before the first steps have passed: networks that are too large,
    or Ctrl-C while they are compiled, leave all as it was.

    Args:
        run: claimed by this process; what stands there after the checkpoint goes.
        chosen: the recipe, with the run's configuration.
        record: what the run's config.json is to say.
        splits: of the data: it learns from the first, and looks at the second.
        checkpoint: a step, and the arrays that were written at its end.
        progress: show a bar; by default on a terminal.

    Raises:
        BrokenRun: a loss is not finite.
        Interrupted: asked to stop; a checkpoint was written before.
    """
    config, schedule, train = record.config, record.schedule, splits.train
    resumed, arrays = checkpoint or (0, {})
    with live.line(run.name, schedule.steps, done=resumed, unit="step", progress=progress) as bar:
        if not resumed:
            building.check_promises(chosen.recipe, train)
        model = building.build(chosen.recipe, train.image_shape, n_classes=len(train.classes))
        steps.check_memory(
            model,
            train.image_shape,
            batch_size=config.batch_size,
            chunk_length=min(schedule.log_every, schedule.steps),
        )
        if resumed:
            weights.restore(model, arrays)
        clock = Clock(run, config, len(train), start=resumed)
        since_line = SinceLine(arrays)
        looks = looks_at(model, splits.validation, seed=config.seed)
        at_start = [] if resumed else [look() for look in looks]
        coming = updates(model, train, config, schedule, start=resumed)
        first = next(coming)
        with interruptions() as interruption:
            _make_ready(run, record, resumed, arrays)
            if chosen.source:
                # Before config.json, which names its digest.
                run.write_code(chosen.source.content)
            observer = Observer(model, run, looks, owner=identity(record))
            observer.show(0, at_start)
            for step, values in itertools.chain([first], coming):
                since_line.add(values)
                if schedule.is_line_due(step):
                    means = since_line.means()
                    _write_line(run, observer, step, clock.read(step) | means, schedule)
                    shown = {name: short(value) for name, value in means.items()}
                    bar.set_postfix(shown, refresh=False)
                if step % schedule.log_every == 0:
                    since_line.clear()
                number = interruption()
                _keep(run, record, model, step, since_line, is_asked=number > 0)
                bar.update(step - bar.n)
                if number and step < schedule.steps:
                    raise Interrupted(
                        f"{run.path} stopped at step {step} of {schedule.steps}. "
                        "The same command goes on from there.",
                        number,
                    )


def _write_line(
    run: Run, observer: Observer, step: int, entry: LogEntry, schedule: Schedule
) -> None:
    """Writes a line of the log, and a snapshot where one is due."""
    if schedule.is_snapshot_due(step):
        entry |= observer.look(step)
    for alarm in observer.log(entry):
        tqdm.write(f"{run.name}, step {step}: {alarm}", file=sys.stderr)


def _keep(
    run: Run,
    record: RunRecord[Config],
    model: Model,
    step: int,
    since_line: SinceLine,
    *,
    is_asked: bool,
) -> None:
    """Writes what is due of networks, weights and a checkpoint; the latter also where asked."""
    schedule = record.schedule
    if step == schedule.steps:
        # Before the last checkpoint, with which the run counts as done.
        keras_files.write(run, model)
    if schedule.are_weights_due(step):
        run.write_weights(step, weights.of_networks(model))
    is_begun = run.config_file.is_file()
    if schedule.is_checkpoint_due(step) or is_asked or not is_begun:
        run.write_checkpoint(step, weights.state(model) | since_line.arrays())
    if not is_begun:
        # After the first checkpoint: a run that has none has lost it.
        run.write_config(record)


def _make_ready(
    run: Run, record: RunRecord[Config], resumed: int, arrays: Mapping[str, np.ndarray]
) -> None:
    """Leaves in the run's folder what belongs to the steps until the one that it goes on from."""
    if not resumed:
        beginning.begin(run, record.schedule)
        return
    # First: in a run that is to be longer, the end that it had is no longer due for everything.
    run.write_config(record)
    history.keep_events(run, record.schedule, resumed)
    beginning.rewind(run, resumed, record.schedule)
    if record.schedule.are_weights_due(resumed):
        # At the end that it had they were not.
        run.write_weights(resumed, weights.networks_in(arrays))
