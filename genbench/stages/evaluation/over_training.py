"""The Fréchet distance of each snapshot."""

from __future__ import annotations

from collections.abc import Iterator

from genbench import metrics
from genbench.pictures import grids
from genbench.runs import Run, numbered
from genbench.runs.identity import identity_of
from genbench.scoring.records import Point
from genbench.scoring.reference import Reference
from genbench.system.numbers import rounded


def follow(run: Run, reference: Reference) -> Iterator[Point]:
    """Gives the Fréchet distance of each snapshot that holds enough samples for one.

    They are few samples, always of the same latents, so the distances are far larger than those
    of metrics.json, and comparable among themselves alone.
    """
    batch_size = run.read_config().config.batch_size
    space = next(iter(reference.spaces))
    height, width, n_channels = reference.train_split.image_shape
    shape = (height, width, n_channels)
    for step, path in grids.whole(numbered(run.snapshots_folder, ".png"), shape, identity_of(run)):
        seen = reference.look(grids.cells(grids.read(path), height, width)).features[space]
        if len(seen) > seen.shape[1]:
            real = reference.real(0, len(seen), space).features
            value = rounded(metrics.frechet_distance(real, seen))
            yield Point(step, step * batch_size, value, space, len(seen))
