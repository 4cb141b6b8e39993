"""A copy of a run: what it begins with, and how it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from genbench.models import building, trained_on
from genbench.models.config import Config
from genbench.models.protocols import Model
from genbench.models.recipes import Chosen
from genbench.models.running import weights
from genbench.pictures import grids
from genbench.runs import Run, RunRecord, beginning, numbered
from genbench.runs.beginning import set_aside
from genbench.runs.formats import plain
from genbench.runs.identity import identity, identity_of
from genbench.runs.log import rewrite_entries
from genbench.runs.record import Origin
from genbench.runs.trusting import copy_of
from genbench.stages.training.history import KINDS
from genbench.stages.training.train import go_on
from genbench.system.arrays import DAMAGE, read_arrays, write_arrays
from genbench.system.errors import BrokenRun, InvalidInput
from genbench.system.files import replacing
from genbench.system.threads import one_core

Arrays = Mapping[str, np.ndarray]


def train_copy(
    copy: Run,
    source: Run,
    origin: Origin,
    record: RunRecord[Config],
    arrays: Arrays,
    *,
    restart: bool = False,
    progress: bool | None = None,
) -> None:
    """Trains a copy of a run to its end, from its beginning or from where it stopped.

    Args:
        copy: its folder.
        source: whose data and code it has, and whose log, pictures and weights are its past.
        origin: what the copy says of where it is from.
        record: what its config.json is to say beside that.
        arrays: of the checkpoint that it is from.
        restart: begin the copy anew; what is there is kept under another name.
        progress: show a bar; by default on a terminal.

    Raises:
        InvalidInput: the checkpoint does not fit the configuration's networks.
        BrokenRun: the folder belongs to another run, or a loss is not finite.
        Interrupted: asked to stop; a checkpoint was written before.
    """
    own = building.recipe_of(source)
    recipe = own.of(record.config).changed(dataset=trained_on.place(source))
    record = replace(record, config=recipe.config, origin=origin)
    chosen = Chosen(record.recipe, recipe, copy_of(source, record.code) if record.code else None)
    splits = trained_on.trained_with(recipe.config, trained_on.splits(source))
    shape, n_classes = record.data.image_shape, len(record.data.classes)
    model = building.build(recipe, shape, n_classes=n_classes)
    first = weights.with_rates_of(model, arrays)
    _check_fit(model, arrays, own.config, record.config)
    if restart:
        set_aside(copy)
    with copy.claimed(), one_core():
        if not copy.config_file.is_file():
            beginning.begin(copy, record.schedule)
            if chosen.source:
                copy.write_code(chosen.source.content)
            with replacing(copy.origin_file) as beside:
                write_arrays(beside, arrays)
            _copy_past(source, copy, origin.step, owner=identity(record))
            copy.write_checkpoint(origin.step, first)
            copy.write_config(record)
        go_on(copy, chosen, record, splits, progress)


def read_whole(path: Path) -> dict[str, np.ndarray]:
    """Returns the arrays of a checkpoint's file.

    Raises:
        BrokenRun: it is damaged or gone.
    """
    try:
        return read_arrays(path)
    except DAMAGE as error:
        raise BrokenRun(f"{path} cannot be read: {error}. Take another checkpoint.") from error


def _check_fit(model: Model, arrays: Arrays, before: Config, after: Config) -> None:
    try:
        weights.restore(model, arrays)
    except BrokenRun as error:
        there, here = plain(before), plain(after)
        changed = [name for name in here if here[name] != there[name]]
        asked = ", ".join(f"{name}={here[name]}" for name in changed)
        raise InvalidInput(
            f"{asked} does not fit the checkpoint: a copy keeps the shapes of its networks. Train "
            "it from the beginning instead.",
            *changed,
        ) from error


def _copy_past(source: Run, copy: Run, step: int, *, owner: str) -> None:
    """Copies log, pictures and weights up to the step that both share."""
    rewrite_entries(copy.log_file, [e for e in source.read_log() if e["step"] <= step])
    theirs = identity_of(source)
    for kind in KINDS:
        for shown, path in numbered(source.path / kind, ".png"):
            if shown <= step and grids.is_own(path, theirs):
                grids.write(copy.path / kind / path.name, grids.read(path), owner=owner)
    for kept, arrays in source.read_weights():
        if kept <= step:
            copy.write_weights(kept, arrays)
