"""The training loop: steps in; logs, snapshots and checkpoints out."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from genbench.data import Split, Splits
from genbench.models import building
from genbench.models.config import Config
from genbench.models.protocols import Model
from genbench.models.recipes import Chosen, Recipe
from genbench.models.running import devices, keras_files, steps, weights
from genbench.runs import Run, RunRecord, Schedule, beginning
from genbench.runs.holding import clear, is_held
from genbench.runs.identity import identity
from genbench.stages.training import history
from genbench.stages.training.clock import Clock
from genbench.stages.training.interruptions import interruptions
from genbench.stages.training.looks import looks_at
from genbench.stages.training.observer import Observer
from genbench.stages.training.since_line import SinceLine
from genbench.stages.training.updates import updates
from genbench.stages.training.waiting import wait
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
        model = _built(chosen.recipe, schedule, train)
        if resumed:
            weights.restore(model, arrays)
        else:
            weights.settle(model)
        clock = Clock(run, config, len(train), start=resumed)
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
            training = _Training(run, record, model, observer, clock, SinceLine(arrays), bar)
            for step, values in itertools.chain([first], coming):
                training.tell(step, values)
                number, is_last = interruption(), step == schedule.steps
                is_to_wait = not (number or is_last) and is_held(run, step)
                training.keep(step, is_asked=number > 0 or is_to_wait)
                bar.update(step - bar.n)
                if is_to_wait:
                    with clock.stopped():
                        number = wait(run, step, interruption)
                if number and not is_last:
                    raise Interrupted(
                        f"{run.path} stopped at step {step} of {schedule.steps}. "
                        "The same command goes on from there.",
                        number,
                    )


def _built(recipe: Recipe, schedule: Schedule, split: Split) -> Model:
    """Returns the model, before its first step, if there is memory for its steps."""
    model = devices.spread(
        lambda: building.build(recipe, split.image_shape, n_classes=len(split.classes)),
        recipe.config.devices,
    )
    steps.check_memory(
        model,
        split.image_shape,
        batch_size=recipe.config.batch_size,
        chunk_length=min(schedule.log_every, schedule.steps),
    )
    return model


@dataclass(frozen=True)
class _Training:
    """What is told and kept of a training that is going on."""

    run: Run
    record: RunRecord[Config]
    model: Model
    observer: Observer
    clock: Clock
    since_line: SinceLine
    bar: tqdm

    def tell(self, step: int, values: Mapping[str, np.ndarray]) -> None:
        """Writes a line of the log where one is due, and a snapshot.

        Args:
            step: the last that was taken.
            values: each scalar of the steps since the call before, float32 [k].
        """
        schedule = self.record.schedule
        self.since_line.add(values)
        if schedule.is_line_due(step):
            means = self.since_line.means()
            entry = self.clock.read(step) | means
            if schedule.is_snapshot_due(step):
                weights.settle(self.model)
                entry |= self.observer.look(step)
            for alarm in self.observer.log(entry):
                tqdm.write(f"{self.run.name}, step {step}: {alarm}", file=sys.stderr)
            shown = {name: short(value) for name, value in means.items()}
            self.bar.set_postfix(shown, refresh=False)
        if step % schedule.log_every == 0:
            self.since_line.clear()

    def keep(self, step: int, *, is_asked: bool) -> None:
        """Writes what is due of networks, weights and a checkpoint; the latter also where asked."""
        run, schedule = self.run, self.record.schedule
        is_begun = run.config_file.is_file()
        is_checkpoint = schedule.is_checkpoint_due(step) or is_asked or not is_begun
        if is_checkpoint or schedule.are_weights_due(step):
            weights.settle(self.model)
        if step == schedule.steps:
            # Before the last checkpoint, with which the run counts as done.
            keras_files.write(run, self.model)
        if schedule.are_weights_due(step):
            run.write_weights(step, weights.of_networks(self.model))
        if is_checkpoint:
            run.write_checkpoint(step, weights.state(self.model) | self.since_line.arrays())
        if not is_begun:
            # After the first checkpoint: a run that has none has lost it.
            run.write_config(self.record)


def _make_ready(
    run: Run, record: RunRecord[Config], resumed: int, arrays: Mapping[str, np.ndarray]
) -> None:
    """Leaves in the run's folder what belongs to the steps until the one that it goes on from."""
    # A request from before the training was started anew is answered by that.
    clear(run)
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
