"""What probing found, as it stands in probe.json.

    {"format": 1,
     "features":    {"codes": {"size": 20, "nearest": ENTRY, "linear": ENTRY},
                     "pca": {...}, "pixels": {...}},
     "differences": {"codes - pca": {"nearest": ENTRY, "linear": ENTRY}, "codes - pixels": {...}},
     "pretraining": [{"labels": 100, "steps": [20, 40, ...],
                      "pretrained": {"accuracy": ENTRY, "curves": [[0.41, ...], ...]},
                      "random": {...}, "difference": ENTRY}, ...],
     "protocol":    {...}}

Of a GAN the features are the discriminator's, and named so. An ENTRY has `value`, the ends `low`
and `high` of its 95 % interval, and what that is `over`: the `n` held-out images (Wilson's
interval of a share, the t-interval of a paired difference), or the `n` seeds (t-intervals, of the
difference the paired one), whose `values` then stand beside it. All are shares of 1. Of the
`curves` each is a seed's, with an accuracy for each of the `steps`. `pretraining` is empty where a
model has no hidden layers to start from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from genbench import metrics
from genbench.metrics import Interval
from genbench.scoring.numbers import rounded
from genbench.scoring.records import ends
from genbench.stages.probing.pretraining import PRETRAINED, RANDOM, Learning
from genbench.stages.probing.readers import READERS

Entry = dict[str, Any]


def accuracy(is_right: np.ndarray) -> Entry:
    """Returns the entry of the share of held-out images that were read rightly, bool [n]."""
    interval = metrics.wilson_interval(int(is_right.sum()), len(is_right))
    return {**ends(interval), "n": len(is_right), "over": "held-out images"}


def difference(is_right: np.ndarray, is_other_right: np.ndarray) -> Entry:
    """Returns the entry of the difference of two shares over the same images, bool [n]."""
    interval = metrics.t_interval(is_right.astype(float) - is_other_right)
    return {**ends(interval), "n": len(is_right), "over": "held-out images"}


def over_seeds(values: Sequence[float]) -> Entry:
    """Returns the entry of a mean over seeds."""
    about = {"n": len(values), "over": "seeds", "values": list(map(rounded, values))}
    return {**ends(metrics.t_interval(values)), **about}


def pretraining(n: int, steps: Sequence[int], arms: Mapping[str, Sequence[Learning]]) -> Entry:
    """Returns what was learned from n labels: each arm over its seeds, and their difference."""
    ended = {arm: [learning.accuracy for learning in learned] for arm, learned in arms.items()}
    found: Entry = {"labels": n, "steps": list(steps)}
    for arm, learned in arms.items():
        curves = [[rounded(value) for value in learning.curve] for learning in learned]
        found[arm] = {"accuracy": over_seeds(ended[arm]), "curves": curves}
    gains = np.subtract(ended[PRETRAINED], ended[RANDOM])
    return {**found, "difference": over_seeds(gains.tolist())}


def hundredfold(entry: Entry) -> Interval:
    """Returns an entry's interval in per cent."""
    return Interval(100 * entry["value"], 100 * entry["low"], 100 * entry["high"])


def described(record: Mapping[str, Any]) -> str:
    """Returns in one line what a probe.json was measured on."""
    about = record["protocol"]
    return (
        f"step {about['step']:,}: {about['n_held_out']:,} held-out images by "
        f"{about['n_train']:,} training images; 95 % intervals over held-out images"
    )


def feature_table(record: Mapping[str, Any]) -> list[Sequence[str]]:
    """Returns the rows of a table of the accuracies on features, and of their differences."""
    rows: list[Sequence[str]] = [("features", "size", *(f"{name} (%)" for name in READERS))]
    for name, found in record["features"].items():
        rows.append((name, str(found["size"]), *(percent(found[r]) for r in READERS)))
    for name, found in record["differences"].items():
        rows.append((name, "", *(percent(found[r], signed=True) for r in READERS)))
    return rows


def pretraining_table(record: Mapping[str, Any]) -> list[Sequence[str]]:
    """Returns the rows of a table of classifiers, pre-trained and started at random."""
    rows: list[Sequence[str]] = [("labels", "pre-trained (%)", "at random (%)", "difference")]
    for found in record["pretraining"]:
        arms = (percent(found[arm]["accuracy"]) for arm in (PRETRAINED, RANDOM))
        rows.append((f"{found['labels']:,}", *arms, percent(found["difference"], signed=True)))
    return rows


def percent(entry: Entry, *, signed: bool = False) -> str:
    """Returns an entry as a table shows it, in per cent."""
    form = "+.2f" if signed else ".2f"
    value, low, high = (format(end, form) for end in hundredfold(entry))
    return f"{value} ({low} to {high})"
