"""What a run is: its recipe, configuration, data and schedule, written once and held to."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping

import numpy as np

from genbench.data import Split
from genbench.models import building
from genbench.models.config import Config
from genbench.runs import Run, RunRecord, Schedule
from genbench.runs.formats import plain
from genbench.runs.record import DataRecord, Machine
from genbench.system.backend import keras, tf
from genbench.system.errors import BrokenRun
from genbench.system.version import __version__

# They follow from those before them: the first that differs says what was asked.
HELD_TO = ("recipe", "kind", "data", "config", "schedule")
DIGESTS = ("sha256", "held_out_sha256")


def write_or_compare(
    run: Run, recipe: str, config: Config, schedule: Schedule, split: Split, held_out: Split
) -> None:
    """Writes the run's config.json, or checks that the one there is the same.

    The same data may have another name, or lie elsewhere: the digests decide.

    Raises:
        BrokenRun: the folder belongs to another configuration.
    """
    asked = RunRecord(
        recipe=recipe,
        kind=building.kind_of(config),
        config=config,
        data=DataRecord(
            name=config.dataset,
            sha256=split.sha256,
            held_out_sha256=held_out.sha256,
            n_images=len(split),
            image_shape=split.image_shape,
            classes=split.classes,
            class_counts=tuple(split.class_counts.tolist()),
        ),
        schedule=schedule,
        machine=_machine(),
    )
    if not run.config_file.is_file():
        run.write_config(asked)
        return
    there, here = plain(run.read_config_as(dict)), plain(asked)
    if all(there["data"][name] == here["data"][name] for name in DIGESTS):
        here["data"]["name"] = there["data"]["name"]
        here["config"]["dataset"] = there["config"].get("dataset")
    else:
        # The counts and classes of other data say nothing more.
        there["data"], here["data"] = _identity(there["data"]), _identity(here["data"])
    for part in HELD_TO:
        if differing := _differences(part, there[part], here[part]):
            raise BrokenRun(
                f"{run.path} belongs to another configuration: {'; '.join(differing)}. "
                "Choose another --run-name, or delete that folder."
            )


def _identity(data: Mapping[str, str]) -> dict[str, str]:
    """Returns the name of data, and where their digests begin."""
    return {"name": data["name"], **{name: f"{data[name][:8]}..." for name in DIGESTS}}


def _differences(name: str, there: object, asked: object) -> list[str]:
    if isinstance(there, Mapping) and isinstance(asked, Mapping):
        names = list(dict.fromkeys([*there, *asked]))
        return [
            line for k in names for line in _differences(f"{name}.{k}", there.get(k), asked.get(k))
        ]
    return [] if there == asked else [f"{name} is {there!r} there and {asked!r} here"]


def _machine() -> Machine:
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
