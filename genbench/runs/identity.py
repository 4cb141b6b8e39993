"""What a run is, in one digest: what was trained on what, and from which seed.

Two runs of one identity have the same pictures of each step. How long a run is, and where its data
lie, may change and is not part of it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from genbench.runs.formats import plain
from genbench.runs.record import RunRecord
from genbench.runs.run import Run

MAY_CHANGE = ("dataset", "epochs", "steps")


def identity(record: RunRecord[Any]) -> str:
    """Returns the identity of a run with a whole configuration: a SHA-256, in hexadecimal."""
    config = {k: v for k, v in plain(record.config).items() if k not in MAY_CHANGE}
    told = [record.recipe, record.kind, config, record.data.digests]
    if record.code:
        told.append(record.code.sha256)
    if record.origin:
        told.append([record.origin.step, record.origin.sha256])
    text = json.dumps(told, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def identity_of(run: Run) -> str:
    """Returns the identity of a run that is there.

    Raises:
        FileNotFoundError: the folder is not a run.
        BrokenRun: its config.json is damaged.
    """
    return identity(run.read_config_as(dict))
