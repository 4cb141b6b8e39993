"""Calibration rows: samples whose faults are known, measured like a model's.

A metric that likes the mean image or noise is shown to do so, in every table.
"""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
import numpy as np

from genbench import metrics
from genbench.runs.formats import plain
from genbench.scoring import entries
from genbench.scoring.entries import RowEntry
from genbench.scoring.faults import FAULTS
from genbench.scoring.measuring import Score, measure
from genbench.scoring.reference import PROTOCOL, Reference, View
from genbench.system import cache, live, numbers
from genbench.system.randomness import rng_for
from genbench.system.threads import in_threads

REAL = "real held out"
ROWS = (REAL, *FAULTS)


def view(row: str, reference: Reference, *, n: int, n_draws: int) -> View:
    """Returns n_draws * n images of a row, the same every time.

    Those of REAL are held-out images, in each draw other ones than those they are compared with:
    what a model scores that draws the data itself.
    """
    if row == REAL:
        rows = [reference.rows(draw, n, others=True) for draw in range(n_draws)]
        return reference.held_out.take(np.concatenate(rows))
    rng = rng_for("calibration", row)
    return reference.look(FAULTS[row](reference.train_split.images, n_draws * n, rng))


def measured(
    reference: Reference, *, n: int, n_draws: int, progress: bool | None = None
) -> dict[str, list[Score]]:
    """Returns the scores of all rows.

    Args:
        reference: the data set.
        n: images in a draw.
        n_draws: how many draws.
        progress: show a progress bar; by default on a terminal.
    """

    def row_scores(row: str) -> list[Score]:
        fakes = view(row, reference, n=n, n_draws=n_draws)
        return list(itertools.chain(*measure(reference, fakes, n=n, n_draws=n_draws)))

    # The first row alone: it finds what the others are held to, too.
    found = itertools.chain([row_scores(REAL)], in_threads(row_scores, FAULTS))
    with live.line("measuring the calibration rows", len(ROWS), progress=progress) as shown:
        return dict(zip(ROWS, live.counted(found, shown), strict=True))


def rows(
    reference: Reference, n: int, *, progress: bool | None = None
) -> dict[str, dict[str, RowEntry]]:
    """Returns the calibration rows of a data set, of one draw of n each, from the cache or anew.

    The row `null` is the Fréchet distance to expect between two draws from one distribution.
    """
    spaces = [space.sha256 for space in reference.spaces.values()]
    splits = reference.train_split.sha256, reference.held_out_split.sha256
    key = cache.key(*splits, *spaces, n, PROTOCOL)

    def make() -> dict[str, Any]:
        scores = measured(reference, n=n, n_draws=1, progress=progress)
        found = {row: entries.row(parts) for row, parts in scores.items()}
        return plain({**found, "null": _null(reference, n)})

    kept = cache.cached_record(f"calibration/{key}", make)
    return msgspec.convert(kept, dict[str, dict[str, RowEntry]])


def _null(reference: Reference, n: int) -> dict[str, RowEntry]:
    null = {}
    for space, features in reference.held_out.features.items():
        try:
            value = metrics.frechet_null(features, n_real=n, n_fake=n)
        except ValueError as error:
            null[f"frechet_distance/{space}"] = RowEntry(value=None, n=n, error=str(error))
        else:
            null[f"frechet_distance/{space}"] = RowEntry(value=numbers.rounded(value), n=n)
    return null
