"""Pictures of a training drawn again, where every copy of them is lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from genbench.data import Split
from genbench.models import building
from genbench.models.config import Config
from genbench.models.running import weights
from genbench.pictures import grids
from genbench.runs import Run, RunRecord
from genbench.runs.identity import identity
from genbench.stages.training.looks import looks_at


def redraw(
    run: Run, record: RunRecord[Config], validation: Split, lost: Mapping[str, Collection[int]]
) -> None:
    """Draws the pictures of those steps whose weights the run keeps; those of step 0 need none.

    Args:
        run: where the pictures go.
        record: its configuration.
        validation: the images that looks are at.
        lost: the steps whose pictures are wanted, by their kind.
    """
    steps = {step for wanted in lost.values() for step in wanted}
    kept: dict[int, Mapping[str, np.ndarray]] = {0: {}} if 0 in steps else {}
    kept |= {step: arrays for step, arrays in run.read_weights() if step in steps}
    if (checkpoint := run.read_checkpoint()) and checkpoint[0] in steps:
        kept[checkpoint[0]] = weights.networks_in(checkpoint[1])
    if not kept:
        return
    data, recipe = record.data, building.recipe_of(run)
    model = building.build(recipe, data.image_shape, n_classes=len(data.classes))
    looks = looks_at(model, validation, seed=recipe.config.seed)
    for step, arrays in kept.items():
        if step:
            weights.restore_networks(model, arrays)
        else:
            weights.settle(model)
        pictures = {kind: one for look in looks for kind, one in look().pictures.items()}
        for kind in pictures.keys() & {k for k, wanted in lost.items() if step in wanted}:
            path = run.path / kind / f"{step:08d}.png"
            grids.write(path, pictures[kind], owner=identity(record))
