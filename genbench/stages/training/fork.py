"""What would happen if: a copy of a run, trained from a checkpoint on with other settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from genbench import runs
from genbench.models import building
from genbench.models.config import Config
from genbench.models.recipes.spelling import copy_name
from genbench.notebook.run import Run
from genbench.runs import numbered
from genbench.runs.record import Origin
from genbench.stages.training.config_file import machine
from genbench.stages.training.copying import Arrays, read_whole, train_copy
from genbench.system.arrays import seal
from genbench.system.errors import BrokenRun, InvalidInput

# What a copy has from its source, or it would answer another question: data, clock and noise.
SHARED = (
    "dataset", "binarize", "batch_size", "seed", "precision", "log_every", "snapshot_every",
    "checkpoint_every",
)  # fmt: skip


def fork(
    run: runs.Run | Path | str,
    *,
    step: int | None = None,
    config: Config | None = None,
    run_name: str | None = None,
    root: Path | str = runs.ROOT,
    restart: bool = False,
    progress: bool | None = None,
    **changes: Any,
) -> Run:
    """Trains a copy of a run from one of its checkpoints on, with other settings.

    The copy is a run of its own: it has the log, pictures and weights up to that step, keeps the
    checkpoint in origin.npz, and says in config.json where it is from. Called again, it goes on
    where it stopped, whether or not the other still has that checkpoint. Learning rates are those
    of the new settings; all else that optimizers hold is the checkpoint's.

    Args:
        run: that is copied; it is only read, and may be in training.
        step: of the checkpoint, of which a run keeps the last two; by default the last.
        config: a whole configuration, in the place of the run's own.
        run_name: of the copy; by default it stands beside the run, under its name, the step and
            what is other, as in vae-mnist5k-from-300-learning-rate-0.0001.
        root: the folder of a copy with a name.
        restart: begin the copy anew; what is there is kept as <name>.old-1, or the next number.
        progress: show a progress bar with the losses; by default on a terminal.
        **changes: fields of the configuration, such as `learning_rate=1e-4`.

    Returns:
        The copy, trained to its last step.

    Raises:
        FileNotFoundError: there is no such run.
        InvalidInput: the run has no such checkpoint, or a field cannot be other in a copy.
        BrokenRun: the copy's folder belongs to another, or a loss is not finite.
        BlockingIOError: another process trains the copy.
        KeyboardInterrupt: interrupted; a checkpoint was written before.
    """
    named = runs.in_root(run_name, root) if run_name else None
    source = source_of(run, None if restart else named)
    before, there = building.recipe_of(source), building.read_config(source)
    recipe = before.of(config or before.config).changed(**changes)
    _check_shared(before.config, recipe.config)
    step = _checkpoints(source)[-1] if step is None else step
    schedule = recipe.config.schedule(there.data.n_images)
    schedule = replace(there.schedule, steps=schedule.steps)
    _check_length(schedule.steps, step)
    name = copy_name(source.name, step, before.config, recipe.config)
    copy = Run(named.path if named else source.path.with_name(name))
    origin, arrays = _origin(copy, source, step)
    record = replace(there, config=recipe.config, schedule=schedule, machine=machine())
    train_copy(copy, source, origin, record, arrays, restart=restart, progress=progress)
    return copy


def source_of(run: runs.Run | Path | str, copy: runs.Run | None) -> runs.Run:
    """Returns the run that is copied; where it is gone, the copy itself, if it is one of that.

    Raises:
        FileNotFoundError: there is neither.
    """
    try:
        return runs.find(run)
    except FileNotFoundError:
        if copy is None or not copy.config_file.is_file():
            raise
        origin = copy.read_config().origin
        if origin is None or origin.run != str(run):
            raise
        return copy


def _origin(copy: runs.Run, source: runs.Run, step: int) -> tuple[Origin, Arrays]:
    """Returns where a copy is from, and that checkpoint: as the copy keeps it, or as it is there.

    Raises:
        InvalidInput: there is no such checkpoint.
        BrokenRun: it is damaged.
    """
    name = runs.handle(source)
    if copy.config_file.is_file():
        origin = copy.read_config().origin
        if origin and origin.step == step and (origin.run == name or copy.path == source.path):
            return origin, read_whole(copy.origin_file)
    steps = _checkpoints(source)
    if step not in steps:
        kept = ", ".join(map(str, steps))
        raise InvalidInput(
            f"{source.path} has no checkpoint of step {step}. It has those of {kept}: a copy can "
            "go on from these."
        )
    arrays = read_whole(source.checkpoints / f"{step:08d}.npz")
    return Origin(name, step, seal(arrays)), arrays


def _checkpoints(source: runs.Run) -> list[int]:
    steps = [step for step, _ in numbered(source.checkpoints, ".npz")]
    if not steps:
        raise BrokenRun(f"{source.path} holds no checkpoint, so nothing can be copied from it.")
    return steps


def _check_shared(before: Config, after: Config) -> None:
    for name in SHARED:
        if getattr(before, name) != getattr(after, name):
            raise InvalidInput(
                f"{name} must stay {getattr(before, name)} in a copy, which has the data, clock "
                f"and noise of its source. Received: {name}={getattr(after, name)}. Train it from "
                "the beginning instead.",
                name,
            )


def _check_length(steps: int, step: int) -> None:
    if steps <= step:
        raise InvalidInput(
            f"steps must be more than the {step} that the copy goes on from. "
            f"Received: steps={steps}. Ask for more, or for an earlier checkpoint.",
            "steps",
        )
