"""What a run is: its recipe, configuration, data and schedule, which it is held to."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from genbench.data import Splits
from genbench.models.config import Config
from genbench.models.recipes import Chosen
from genbench.runs import Run, RunRecord, Schedule
from genbench.runs.formats import plain
from genbench.runs.record import DataRecord, Machine
from genbench.system import own_code
from genbench.system.backend import keras, tf
from genbench.system.errors import BrokenRun
from genbench.system.version import __version__

# They follow from those before them: the first that differs says what was asked.
HELD_TO = ("recipe", "kind", "origin", "code", "data", "config")
DIGESTS = ("sha256", "validation_sha256", "held_out_sha256")
# To be trained for longer is to be no other run.
LENGTH = ("config.steps", "config.epochs")


def asked(chosen: Chosen, schedule: Schedule, splits: Splits) -> RunRecord[Config]:
    """Returns what the config.json of a new run would hold."""
    config = chosen.recipe.config
    train, validation, held_out = splits
    return RunRecord(
        recipe=chosen.name,
        kind=chosen.recipe.kind,
        config=config,
        data=DataRecord(
            name=config.dataset,
            sha256=train.sha256,
            validation_sha256=validation.sha256,
            held_out_sha256=held_out.sha256,
            n_images=len(train),
            image_shape=train.image_shape,
            classes=train.classes,
            class_counts=tuple(train.class_counts.tolist()),
        ),
        schedule=schedule,
        machine=machine(),
        code=chosen.code,
    )


def settled(run: Run, here: RunRecord[Config], chosen: Chosen) -> RunRecord[Config]:
    """Returns what the run's config.json is to hold: what is asked for, if the run is that.

    The same code may have been moved, and the same data may have another name, or lie elsewhere:
    the digests decide. A run may become longer, but what is due at which step stays as its first
    config.json has it: so it ends like one that was so long from the beginning.

    Raises:
        BrokenRun: the folder belongs to another configuration, or to a longer training.
    """
    if not run.config_file.is_file():
        return here
    there = run.read_config_as(dict)
    steps = here.schedule.steps
    kept = replace(here, machine=there.machine, schedule=replace(there.schedule, steps=steps))
    if all(getattr(there.data, name) == getattr(here.data, name) for name in DIGESTS):
        config = replace(here.config, dataset=there.config["dataset"])
        kept = replace(kept, config=config, data=replace(here.data, name=there.data.name))
    if there.code and kept.code and there.code.sha256 == kept.code.sha256:
        kept = replace(kept, code=there.code)
    differing = _all_differences(plain(there), plain(kept))
    if differing and differing[0].startswith("code.") and chosen.source and run.code_file.is_file():
        lines = own_code.differing_lines(run.code_file.read_bytes(), chosen.source.content)
        differing = [f"{chosen.source.place} has changed, {lines}"]
    if not differing and steps < there.schedule.steps:
        raise BrokenRun(
            f"{run.path} is a training of {there.schedule.steps} steps, and {steps} are asked for: "
            "what was trained is not taken back. Ask for as many or more, or choose another "
            "run_name.",
            "run_name",
        )
    if differing:
        raise BrokenRun(
            f"{run.path} belongs to another configuration: {'; '.join(differing)}. "
            "Choose another run_name, or restart, which keeps that folder under another name.",
            "run_name",
            "restart",
        )
    return kept


def _all_differences(there: Mapping[str, Any], here: Mapping[str, Any]) -> list[str]:
    """Returns how two records differ in more than their length: of the first part that does."""
    if any(there["data"][name] != here["data"][name] for name in DIGESTS):
        # The counts and classes of other data say nothing more.
        there, here = ({**record, "data": _identity(record["data"])} for record in (there, here))
    for part in HELD_TO:
        if differing := _differences(part, there.get(part), here.get(part)):
            return differing
    return []


def _identity(data: Mapping[str, str]) -> dict[str, str]:
    """Returns the name of data, and where their digests begin."""
    return {"name": data["name"], **{name: f"{data[name][:8]}..." for name in DIGESTS}}


def _differences(name: str, there: object, here: object) -> list[str]:
    if name in LENGTH:
        return []
    if isinstance(there, Mapping) and isinstance(here, Mapping):
        names = list(dict.fromkeys([*there, *here]))
        return [
            line for k in names for line in _differences(f"{name}.{k}", there.get(k), here.get(k))
        ]
    return [] if there == here else [f"{name} is {there!r} there and {here!r} here"]


def machine() -> Machine:
    """Returns the versions, and what there is to compute on."""
    return Machine(
        genbench=__version__,
        python=platform.python_version(),
        tensorflow=tf.__version__,
        keras=keras.__version__,
        numpy=np.__version__,
        platform=platform.platform(),
        cpus=os.cpu_count(),
        devices=tuple(device.device_type for device in tf.config.list_physical_devices()),
    )
