"""A run made again from its directory: are the bytes the same, here and now?"""

from __future__ import annotations

import dataclasses
import tempfile
from dataclasses import dataclass
from pathlib import Path

from genbench.models import building, trained_on
from genbench.runs import Run, find
from genbench.runs.trusting import copy_of
from genbench.stages.training.config_file import machine
from genbench.stages.training.copying import read_whole, train_copy
from genbench.stages.training.train import train
from genbench.system.errors import BrokenRun


@dataclass(frozen=True)
class Replay:
    """What became of a run that was made again.

    Attributes:
        is_same: every weight, and all that the optimizers keep, is the same to the bit.
        differing: what differs of the machine: versions, processors, in words.
    """

    is_same: bool
    differing: tuple[str, ...]

    def __str__(self) -> str:
        where = f" though {'; '.join(self.differing)}" if self.differing else ""
        if self.is_same:
            return f"The same bytes{where}."
        why = "; ".join(self.differing) or "nothing that is known of the machine differs"
        return f"Other bytes: {why}."


def replay(run: Run | Path | str, *, progress: bool | None = None) -> Replay:
    """Trains a run again from its directory, elsewhere, and compares the last checkpoints.

    Args:
        run: a run, its folder or its name; it is only read.
        progress: show a progress bar; by default on a terminal.

    Raises:
        FileNotFoundError: there is no such run, or its data are gone.
        BrokenRun: it was not trained to its end, or its code is not what it was.
        InvalidInput: its model is made by code that the user has not consented to.
    """
    run = find(run)
    recipe, record = building.recipe_of(run), run.read_config()
    checkpoint = run.read_checkpoint()
    if checkpoint is None or checkpoint[0] < record.schedule.steps:
        raise BrokenRun(f"{run.path} is not trained to its end. Go on with it first.")
    spelled = record.recipe
    if record.code and record.code.kind != "installed":
        if copy_of(run, record.code).sha256 != record.code.sha256:
            raise BrokenRun(f"{run.code_file} was changed since the training. Put it back.")
        spelled = f"{run.code_file}:{record.recipe}"
        if record.code.kind == "module":
            spelled = record.spelled
    schedule = record.schedule
    config = dataclasses.replace(
        recipe.config,
        dataset=trained_on.place(run),
        log_every=schedule.log_every,
        snapshot_every=schedule.snapshot_every,
        checkpoint_every=schedule.checkpoint_every,
    )
    with tempfile.TemporaryDirectory() as folder:
        if record.origin:
            again = Run(Path(folder) / run.name)
            arrays = read_whole(run.origin_file)
            train_copy(
                again, run, record.origin, building.read_config(run), arrays, progress=progress
            )
        else:
            again = train(spelled, config=config, run_name=run.name, root=folder, progress=progress)
        is_same = again.last_weights() == run.last_weights()
    there, here = dataclasses.asdict(record.machine), dataclasses.asdict(machine())
    return Replay(
        is_same,
        tuple(f"{k} was {there[k]} and is {here[k]}" for k in there if there[k] != here[k]),
    )
