"""What a folder holds, so that two can be compared that were not made at the same time."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import h5py

# Not compared: event files repeat the log with the time of day, and a lock holds nothing.
PASSED_OVER = ("tensorboard", ".lock", "cache")
# Of a line of the log, and of a page, what no two trainings have in common.
OF_THE_MOMENT = ("seconds", "memory")
IN_PAGES = re.compile(rb"<dt>(training|training time|peak memory)</dt><dd>[^<]*</dd>")
# What files were made from, as digests: of a log with its seconds, too.
MADE = "made"
KEPT = "checkpoints"
# What Keras tells the objects of a network apart by: where they lay in memory.
ADDRESS = re.compile(rb'"shared_object_id": \d+')
# And how many of a kind the process had made before: a second run's first is flatten_1.
COUNT = re.compile(rb'_\d+"')


def contents(folder: Path) -> dict[str, str]:
    """Returns a digest of each file below a folder by its path: times apart, all that it holds."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    below = {path.relative_to(folder): path for path in paths}
    return {
        name.as_posix(): hashlib.sha256(_held(path)).hexdigest()
        for name, path in below.items()
        if not set(PASSED_OVER) & set(name.parts)
    }


def differences(found: dict[str, str], expected: dict[str, str]) -> list[str]:
    """Returns the files that differ, each with how."""
    lacking = [f"{name} is missing" for name in expected if name not in found]
    more = [f"{name} should not be there" for name in found if name not in expected]
    both = found.keys() & expected.keys()
    return lacking + more + [f"{name} differs" for name in both if found[name] != expected[name]]


def without_earlier_checkpoints(tree: dict[str, str]) -> dict[str, str]:
    """Returns what `contents` gave, of the checkpoints of each run the last alone.

    One that is asked to stop writes a checkpoint where it is, and of two that are kept it is one.
    """
    last = {Path(name).parent: name for name in sorted(tree) if Path(name).parent.name == KEPT}
    return {
        name: held
        for name, held in tree.items()
        if Path(name).parent.name != KEPT or last[Path(name).parent] == name
    }


def marks(folder: Path) -> dict[Path, tuple[int, int]]:
    """Returns what tells whether a checkpoint is written once more, by its path."""
    paths = folder.rglob(f"{KEPT}/[0-9]*.npz")
    stats = {path.relative_to(folder): path.stat() for path in paths}
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in stats.items()}


def _held(path: Path) -> bytes:
    if path.parent.name == MADE:
        return b""
    data = path.read_bytes()
    if path.name == "log.jsonl":
        lines = [json.loads(line) for line in data.decode().splitlines()]
        return json.dumps(
            [{k: v for k, v in line.items() if k not in OF_THE_MOMENT} for line in lines]
        ).encode()
    if path.suffix == ".keras":
        return _network(path)
    return IN_PAGES.sub(b"", data) if path.suffix == ".html" else data


def _network(path: Path) -> bytes:
    """Returns the layers and weights of a network, without what depends on the process."""
    with zipfile.ZipFile(path) as file:
        layers = COUNT.sub(b'"', ADDRESS.sub(b"", file.read("config.json")))
        weights = io.BytesIO(file.read("model.weights.h5"))
    arrays: list[bytes] = []
    with h5py.File(weights) as file:
        # By name: the groups are called by the layers' classes, in their order.
        file.visititems(
            lambda name, node: (
                arrays.extend([name.encode(), node[()].tobytes()])
                if isinstance(node, h5py.Dataset)
                else None
            )
        )
    return b"".join([layers, *arrays])
