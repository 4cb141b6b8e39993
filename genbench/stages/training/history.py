"""What a run that goes on has written before: held against its last whole checkpoint."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from genbench.data import Split
from genbench.models.config import Config
from genbench.pictures import grids
from genbench.runs import Run, RunRecord, Schedule, numbered
from genbench.runs.identity import identity
from genbench.stages.training import tensorboard
from genbench.stages.training.redrawing import redraw
from genbench.system.errors import BrokenRun
from genbench.system.files import free_name, replacing

KINDS = ("snapshots", "reconstructions")


def last_checkpoint(run: Run, schedule: Schedule) -> tuple[int, Mapping[str, np.ndarray]]:
    """Returns the step and the arrays of the last whole checkpoint.

    A run has one from its first steps on. To begin again without it would overwrite all that the
    run has come to, so that is left to `--restart`.

    Raises:
        BrokenRun: there is none; what is lost is said, and what can be done.
    """
    checkpoint = run.read_checkpoint()
    if checkpoint is None:
        raise BrokenRun(
            f"{run.path} was trained to step {_reached(run)} of {schedule.steps} and holds no whole"
            " checkpoint, without which training cannot go on: the optimizers' state is nowhere"
            f" else.{_still_there(run)} To begin again, train with --restart (in Python "
            f"restart=True): what is there is kept as {free_name(run.path)}."
        )
    step, _ = checkpoint
    last, _ = numbered(run.checkpoints, ".npz")[-1]
    if step < last:
        warnings.warn(
            f"{run.path} goes on from step {step}: the steps to {last} are taken again.",
            stacklevel=2,
        )
    return checkpoint


def check(run: Run, record: RunRecord[Config], validation: Split, step: int) -> None:
    """Says what is missing of the log and the pictures up to a checkpoint's step.

    Pictures are brought back from the event files, which hold them whole, or drawn again where the
    weights of their step are kept. A line of the log cannot be: there are neither seconds nor
    lists in the event files, and other numbers are rounded.
    """
    if lines := _lost_lines(run, record.schedule, step):
        warnings.warn(
            f"{run.log_file} has no line for {_steps(lines)}, which cannot be made again. All "
            "others stay.",
            stacklevel=2,
        )
    due, owner = record.schedule.snapshots_until(step), identity(record)
    if lost := _lost_pictures(run, due, owner):
        _bring_back(run, lost)
        if lost := _lost_pictures(run, due, owner):
            redraw(run, record, validation, lost)
    for kind, steps in _lost_pictures(run, due, owner).items():
        warnings.warn(
            f"{run.path / kind} has no whole picture of {_steps(steps)} that is its own; nor have "
            "the event files, and the weights to draw it again are not kept. All others stay.",
            stacklevel=2,
        )


def _lost_pictures(run: Run, due: Sequence[int], owner: str) -> dict[str, list[int]]:
    """Returns the steps, by kind, whose pictures are due and not there whole."""
    # Not every model reconstructs.
    kinds = [kind for kind in KINDS if kind == "snapshots" or (run.path / kind).is_dir()]
    lost = {
        kind: [step for step in due if not grids.is_own(_picture(run, kind, step), owner)]
        for kind in kinds
    }
    return {kind: steps for kind, steps in lost.items() if steps}


def _bring_back(run: Run, lost: Mapping[str, Sequence[int]]) -> None:
    """Takes lost pictures from the event files, as far as these hold them."""
    for kind, steps in lost.items():
        shown = tensorboard.read_pictures(run.tensorboard, kind)
        for step in shown.keys() & set(steps):
            with replacing(_picture(run, kind, step)) as beside:
                beside.write_bytes(shown[step])


def _picture(run: Run, kind: str, step: int) -> Path:
    return run.path / kind / f"{step:08d}.png"


def keep_events(run: Run, schedule: Schedule, step: int) -> None:
    """Puts event files aside that hold numbers of lost lines, before they are written anew."""
    lost = set(_lost_lines(run, schedule, step))
    if lost and lost & tensorboard.steps_with_numbers(run.tensorboard):
        aside = free_name(run.tensorboard)
        run.tensorboard.rename(aside)
        warnings.warn(f"{aside} holds event files with numbers of the lost lines.", stacklevel=2)


def _lost_lines(run: Run, schedule: Schedule, step: int) -> list[int]:
    logged = {entry["step"] for entry in run.read_log()}
    return [due for due in schedule.lines_until(step) if due not in logged]


def _reached(run: Run) -> int:
    """Returns the last step that anything in the run's folder tells of."""
    files = [*numbered(run.snapshots_folder, ".png"), *numbered(run.weights, ".npz")]
    return max([0, *(entry["step"] for entry in run.read_log()), *(step for step, _ in files)])


def _still_there(run: Run) -> str:
    if list(run.networks_folder.glob("*.keras")):
        where = run.networks_folder
        return f" The trained networks are still in {where}, for keras.models.load_model."
    steps = [step for step, _ in numbered(run.weights, ".npz")]
    return f" The weights of {_steps(steps)} are still in {run.weights}." if steps else ""


def _steps(steps: Sequence[int]) -> str:
    """Returns steps as a sentence names them."""
    if len(steps) == 1:
        return f"step {steps[0]}"
    return f"{len(steps)} steps from {min(steps)} to {max(steps)}"
