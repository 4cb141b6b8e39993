"""Calibration rows: samples whose faults are known, measured like a model's.

A metric that likes the mean image or noise is shown to do so, in every table.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np

from genbench.runs.formats import plain
from genbench.scoring import entries
from genbench.scoring.entries import RowEntry
from genbench.scoring.faults import FAULTS
from genbench.scoring.measuring import N_DRAWS, Score, measure
from genbench.scoring.own_metrics import OwnMetric
from genbench.scoring.reference import PROTOCOL, Reference, View
from genbench.scoring.table import METRICS, Metric
from genbench.system import cache, live, numbers
from genbench.system.randomness import rng_for
from genbench.system.threads import in_threads

REAL = "real held out"
ROWS = (REAL, *FAULTS)
IN_FULL = dict.fromkeys(ROWS, N_DRAWS)
ONCE = {**dict.fromkeys(FAULTS, 1), REAL: N_DRAWS}


def view(row: str, reference: Reference, *, n: int, n_draws: int) -> View:
    """Returns n_draws * n images of a row, the same every time.

    Those of REAL are held-out images, in each draw other ones than those of `beside`: what a
    model scores that draws the data itself.
    """
    if row == REAL:
        draws = beside(row, reference, n=n, n_draws=n_draws)
        rows = [reference.rows(draw, n, others=True) for draw in draws]
        return reference.held_out.take(np.concatenate(rows))
    rng = rng_for("calibration", row)
    return reference.look(FAULTS[row](reference.train_split.images, n_draws * n, rng))


def beside(row: str, reference: Reference, *, n: int, n_draws: int) -> range:
    """Returns the numbers of the draws of held-out images that the draws of a row stand beside.

    Where the held-out images make two draws, the second of them beside the first is the same
    measurement as the first beside the second: REAL then takes every other one.
    """
    is_swapped = row == REAL and len(reference.held_out_split) // n < 3
    return range(0, n_draws * (1 + is_swapped), 1 + is_swapped)


def measured(
    reference: Reference,
    n_draws: Mapping[str, int],
    *,
    n: int,
    metrics: Sequence[Metric] = METRICS,
    progress: bool | None = None,
) -> dict[str, list[Score]]:
    """Returns the scores of all rows.

    Args:
        reference: the data set.
        n_draws: how many draws of each row.
        n: images in a draw.
        metrics: what to measure.
        progress: show a progress bar; by default on a terminal.
    """

    def row_scores(row: str) -> list[Score]:
        fakes = view(row, reference, n=n, n_draws=n_draws[row])
        draws = beside(row, reference, n=n, n_draws=n_draws[row])
        return list(itertools.chain(*measure(reference, fakes, n=n, beside=draws, metrics=metrics)))

    # The first row alone: it finds what the others are held to, too.
    found = itertools.chain([row_scores(REAL)], in_threads(row_scores, FAULTS))
    with live.line("measuring the calibration rows", len(ROWS), progress=progress) as shown:
        return dict(zip(ROWS, live.counted(found, shown), strict=True))


def rows(
    reference: Reference,
    n: int,
    *,
    own: Sequence[OwnMetric] = (),
    progress: bool | None = None,
) -> dict[str, dict[str, RowEntry]]:
    """Returns the calibration rows of a data set, in draws of n, from the cache or anew.

    Of the user's own metrics too: these are kept for the code that they are of.

    REAL, which verdicts are held to, is measured in as many draws as a model. The others are there
    to be looked at, and of one draw: all in full would take three times as long. The row `null` is
    the Fréchet distance to expect between two draws from one distribution.
    """
    spaces = [space.sha256 for space in reference.spaces.values()]
    splits = reference.train_split.sha256, reference.held_out_split.sha256
    of = (*splits, *spaces, n, PROTOCOL)

    def kept(key: str, make: Callable[[], Mapping[str, object]]) -> dict[str, dict[str, RowEntry]]:
        found = cache.cached_record(f"calibration/{key}", lambda: plain(make()))
        return msgspec.convert(found, dict[str, dict[str, RowEntry]])

    def measured_rows(metrics: Sequence[Metric]) -> dict[str, dict[str, RowEntry]]:
        scores = measured(reference, ONCE, n=n, metrics=metrics, progress=progress)
        return {row: entries.row(parts) for row, parts in scores.items()}

    found = kept(cache.key(*of), lambda: {**measured_rows(METRICS), "null": _null(reference, n)})
    for one in own:
        key = cache.key(*of, one.metric.name, one.code.sha256)
        for row, parts in kept(key, lambda m=one.metric: measured_rows([m])).items():
            found[row] |= parts
    return found


def _null(reference: Reference, n: int) -> dict[str, RowEntry]:
    nulls = {space: reference.null(n, space) for space in reference.spaces}
    return {
        f"frechet_distance/{space}": RowEntry(
            value=null and numbers.rounded(null),
            n=n,
            error="" if null else "that takes more held-out images than there are features",
        )
        for space, null in nulls.items()
    }
