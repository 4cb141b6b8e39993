"""The Fréchet distance of each snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from genbench import metrics
from genbench.pictures import grids
from genbench.runs import Run, numbered
from genbench.scoring.reference import Reference


def follow(run: Run, reference: Reference) -> list[dict[str, Any]]:
    """Returns the Fréchet distance of each snapshot that holds enough samples for one.

    They are few samples, always of the same latents, so the distances are far larger than those
    of metrics.json, and comparable among themselves alone.

    Returns:
        For each snapshot its `step`, the `images` seen, the distance as `value`, its `space` and
        the `n` samples.
    """
    batch_size = run.read_config()["config"]["batch_size"]
    return [
        {"step": step, "images": step * batch_size, **point}
        for step, point in _snapshots(run, reference)
    ]


def _snapshots(run: Run, reference: Reference) -> Iterator[tuple[int, dict[str, Any]]]:
    space = next(iter(reference.spaces))
    height, width, _ = reference.train_split.image_shape
    for step, path in numbered(run.snapshots, ".png"):
        seen = reference.look(grids.cells(grids.read(path), height, width)).features[space]
        if len(seen) > seen.shape[1]:
            real = reference.real(0, len(seen), space).features
            value = float(f"{metrics.frechet_distance(real, seen):.6g}")
            yield step, {"value": value, "space": space, "n": len(seen)}
