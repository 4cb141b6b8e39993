"""Whether a model that is told the class draws the class that it is told."""

from __future__ import annotations

import numpy as np

from genbench.noise import Labelled
from genbench.scores import records
from genbench.scores.records import Entry
from genbench.scores.table import HIGHER
from genbench.scores.views import JUDGE, View
from genbench.trainers import Trainer


def label_fidelity(trainer: Trainer, fakes: View) -> dict[str, Entry]:
    """Returns the share of the usual sampler's images that the judge reads as the class asked for.

    The judge must name a class, as for `label_divergence`: what it would rather take for nothing
    is counted by another metric. {} for a model that is not told the class, or without a judge.

    Args:
        trainer: the model.
        fakes: what its usual sampler drew, from the first on.
    """
    prior = next(iter(trainer.samplers.values())).prior
    if fakes.logits is None or not isinstance(prior, Labelled):
        return {}
    asked = np.arange(len(fakes)) % prior.n_classes
    is_met = fakes.logits[:, :-1].argmax(axis=1) == asked
    is_met = is_met.astype(np.float64)
    return {f"label_fidelity/{JUDGE}": records.image_entry(is_met, better=HIGHER, space=JUDGE)}
