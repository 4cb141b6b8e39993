"""Training: a recipe in, a run directory out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from genbench import data, runs
from genbench.data import Splits
from genbench.models import recipes, trained_on
from genbench.models.config import Config
from genbench.models.parts import precision
from genbench.models.recipes import Chosen
from genbench.models.recipes.spelling import default_name
from genbench.models.running import devices
from genbench.notebook.run import Run
from genbench.runs import RunRecord
from genbench.runs.beginning import set_aside
from genbench.stages.training import config_file, history
from genbench.stages.training.loop import advance
from genbench.system.threads import one_core


def train(
    recipe: str,
    *,
    config: Config | None = None,
    run_name: str | None = None,
    root: Path | str = runs.ROOT,
    restart: bool = False,
    progress: bool | None = None,
    **changes: Any,
) -> Run:
    """Trains a recipe, or goes on where an earlier, shorter or interrupted training of it stopped.

    Args:
        recipe: name of a recipe, or your own in a file, as in mine.py:flow, which is run.
        config: a whole configuration, in the place of the recipe's own.
        run_name: name of the run directory; by default `<recipe>-<dataset>`, and what differs
            from the recipe but for the length, as in vae-mnist5k-seed-1.
        root: the folder of the run directories.
        restart: begin anew; a run of that name is kept as <name>.old-1, or the next free number.
        progress: show a progress bar with the losses; by default on a terminal.
        **changes: fields of the configuration, such as `dataset="mnist"` or `epochs=5`. The data
            may be given as arrays too, `dataset=(images, labels)`, or as a function in a file,
            `dataset="mine.py:load"`: they are kept in the cache folder under their content's
            digest, where every later stage finds them.

    Returns:
        The run, trained to its last step.

    Raises:
        ValueError: an argument is not allowed.
        FileNotFoundError: the data set is not there.
        BrokenRun: the directory belongs to another configuration, or has lost its checkpoints, or
            a loss is not finite.
        BlockingIOError: another process trains in the directory.
        KeyboardInterrupt: interrupted; a checkpoint was written before, unless training had not
            begun.
    """
    if "dataset" in changes:
        changes["dataset"] = data.settled(changes["dataset"])
    chosen = recipes.choose(recipe)
    usual = chosen.recipe.config
    chosen = replace(chosen, recipe=chosen.recipe.of(config or usual).changed(**changes))
    dataset = data.settled(chosen.recipe.config.dataset)
    chosen = replace(chosen, recipe=chosen.recipe.changed(dataset=dataset))
    config = chosen.recipe.config
    precision.require(config.precision)
    devices.require(config.devices)
    splits = data.splits(config.dataset)
    asked = config_file.asked(chosen, config.schedule(len(splits.train)), splits)
    splits = trained_on.trained_with(config, splits)
    if run_name is None:
        run_name = default_name(chosen.name, config, usual=usual)
    run = Run(runs.in_root(run_name, root).path)
    if restart:
        set_aside(run)
    # The measures of the snapshots would slow a dense GAN by a quarter.
    with run.claimed(), one_core():
        go_on(run, chosen, asked, splits, progress)
    return run


def go_on(
    run: runs.Run,
    chosen: Chosen,
    asked: RunRecord[Config],
    splits: Splits,
    progress: bool | None,
) -> None:
    """Trains a run that this process has claimed to its end, from its last checkpoint if any.

    Args:
        run: its folder.
        chosen: the recipe, with the configuration that is asked for.
        asked: what the config.json of a new run would hold.
        splits: of the data, as the configuration has them.
        progress: show a bar; by default on a terminal.

    Raises:
        BrokenRun: the folder belongs to another configuration, or has lost its checkpoints, or a
            loss is not finite.
    """
    record, checkpoint = config_file.settled(run, asked, chosen), None
    if run.config_file.is_file():
        checkpoint = history.last_checkpoint(run, record.schedule)
        history.check(run, record, splits.validation, checkpoint[0])
        trained_on.remember(run, asked.config.dataset)
        # A process that was killed in its last moments has left one too many.
        run.drop_checkpoints()
    if checkpoint is None or checkpoint[0] < record.schedule.steps:
        chosen = replace(chosen, recipe=chosen.recipe.of(record.config))
        advance(run, chosen, record, splits, checkpoint, progress)
        trained_on.remember(run, asked.config.dataset)
