"""What is dear to work out and the same every time: kept in the user's cache folder."""

from __future__ import annotations

import hashlib
import json
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from genbench.system.arrays import DAMAGE, read_arrays, write_arrays
from genbench.system.files import replacing

R = TypeVar("R")


def cache_folder() -> Path:
    """Returns $GENBENCH_CACHE, or the folder that the system keeps for our cache."""
    if folder := os.environ.get("GENBENCH_CACHE"):
        return Path(folder)
    import pooch

    return Path(pooch.os_cache("genbench"))


def cached(name: str, make: Callable[[], dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Returns the arrays kept under a name, or makes and keeps them.

    Args:
        name: path below the cache folder, without ending; says all that the arrays depend on.
        make: returns them.
    """

    return _kept(f"{name}.npz", read_arrays, write_arrays, make)


def cached_record(name: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Returns the object kept as JSON under a name, or makes and keeps it; see `cached`."""

    def write(path: Path, record: dict[str, Any]) -> None:
        path.write_text(json.dumps(record), "utf-8")

    return _kept(f"{name}.json", _read_record, write, make)


def known_record(name: str) -> dict[str, Any] | None:
    """Returns the object kept as JSON under a name; None where there is none that can be read."""
    path = cache_folder() / f"{name}.json"
    try:
        return _read_record(path) if path.is_file() else None
    except DAMAGE:
        # Whoever makes it again is told of it.
        return None


def _read_record(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))


def key(*parts: str | int) -> str:
    """Returns a name for what depends on the parts: the start of their SHA-256."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]


def _kept(
    name: str,
    read: Callable[[Path], R],
    write: Callable[[Path, R], None],
    make: Callable[[], R],
) -> R:
    path = cache_folder() / name
    if path.is_file():
        try:
            return read(path)
        except DAMAGE as error:
            warnings.warn(f"{path} is damaged ({error}), and is made again.", stacklevel=4)
    made = make()
    try:
        with replacing(path) as beside:
            write(beside, made)
    except OSError as error:
        warnings.warn(
            f"{path} cannot be written ({error}), so it is worked out each time. "
            "Set GENBENCH_CACHE to a folder that can.",
            stacklevel=4,
        )
    return made
