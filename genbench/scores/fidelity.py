"""Whether a model that is told the class draws the class that it is told."""

from __future__ import annotations

import numpy as np

from genbench.scores import records
from genbench.scores.records import Entry
from genbench.scores.table import HIGHER
from genbench.scores.views import JUDGE, View


def label_fidelity(asked: np.ndarray | None, fakes: View) -> dict[str, Entry]:
    """Returns the share of the usual sampler's images that the judge reads as the class asked for.

    The judge must name a class, as for `label_divergence`: what it would rather take for nothing
    is counted by another metric. {} for a model that is not told the class, or without a judge.

    Args:
        asked: the classes, int64 [n] or more; None of a model that is not told any.
        fakes: what the usual sampler drew, from the first on.
    """
    if fakes.logits is None or asked is None:
        return {}
    is_met = fakes.logits[:, :-1].argmax(axis=1) == asked[: len(fakes)]
    is_met = is_met.astype(np.float64)
    return {f"label_fidelity/{JUDGE}": records.image_entry(is_met, better=HIGHER, space=JUDGE)}
