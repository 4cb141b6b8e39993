"""What a run is: recipe, configuration, data and schedule, written first and held to ever after."""

from __future__ import annotations

import dataclasses
import json
import os
import platform
from typing import Any

import numpy as np

from genbench.data import Split
from genbench.models import building
from genbench.models.config import Config, Schedule
from genbench.runs import Run
from genbench.system.backend import keras, tf
from genbench.system.errors import BrokenRun
from genbench.system.version import __version__


def write_or_compare(
    run: Run, recipe: str, config: Config, schedule: Schedule, split: Split
) -> None:
    """Writes the run's config.json, or checks that the one there is the same.

    Raises:
        BrokenRun: the folder belongs to another configuration.
    """
    asked = {
        "recipe": recipe,
        "kind": building.kind(config),
        "config": dataclasses.asdict(config),
        "data": {
            "name": config.dataset,
            "sha256": split.sha256,
            "n_images": len(split),
            "image_shape": list(split.image_shape),
            "classes": list(split.classes),
            "class_counts": split.class_counts.tolist(),
        },
        "schedule": dataclasses.asdict(schedule),
    }
    if not run.config_file.is_file():
        run.write_config({**asked, "machine": _machine()})
        return
    there = run.read_config()
    for part, value in json.loads(json.dumps(asked)).items():
        # The parts follow from those before them: the first that differs says what was asked.
        if differing := _differences(part, there.get(part), value):
            raise BrokenRun(
                f"{run.path} belongs to another configuration: {'; '.join(differing)}. "
                "Choose another --run-name, or delete that folder."
            )


def _differences(name: str, there: Any, asked: Any) -> list[str]:
    if isinstance(there, dict) and isinstance(asked, dict):
        names = list(dict.fromkeys([*there, *asked]))
        return [
            line for k in names for line in _differences(f"{name}.{k}", there.get(k), asked.get(k))
        ]
    return [] if there == asked else [f"{name} is {there!r} there and {asked!r} here"]


def _machine() -> dict[str, Any]:
    return {
        "genbench": __version__,
        "python": platform.python_version(),
        "tensorflow": tf.__version__,
        "keras": keras.__version__,
        "numpy": np.__version__,
        "platform": platform.platform(),
        "cpus": os.cpu_count(),
        "devices": [device.device_type for device in tf.config.list_physical_devices()],
    }
