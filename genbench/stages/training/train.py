"""Training: a recipe in, a run directory out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from genbench import data, runs
from genbench.models import recipes, trained_on
from genbench.models.config import Config, change
from genbench.models.parts import precision
from genbench.runs import Run
from genbench.stages.training import config_file
from genbench.stages.training.loop import advance


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
    split, held_out = data.load(config.dataset, "train"), data.load(config.dataset, "held_out")
    schedule = config.schedule(len(split))
    if run_name is None:
        run_name = runs.default_name(recipe, config.dataset)
    run = runs.in_root(run_name, root)
    # NumPy's own threads spin for a while after a product, and take the cores from TensorFlow: the
    # measures of the snapshots would slow a dense GAN by a quarter.
    with run.claimed(), threadpool_limits(1, "blas"):
        config_file.write_or_compare(run, recipe, config, schedule, split, held_out)
        trained_on.remember(run, config.dataset)
        checkpoint = run.read_checkpoint()
        if checkpoint is None or checkpoint[0] < schedule.steps:
            advance(run, config, schedule, split, held_out, checkpoint, progress)
    return run
