"""What probing found, as it stands in probe.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from genbench import metrics
from genbench.metrics import Interval
from genbench.runs.formats import optional
from genbench.system.numbers import rounded


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An accuracy, or a difference of two, as a share of 1.

    Attributes:
        value: the mean.
        low, high: the ends of its 95 % interval: Wilson's of a share, a t-interval otherwise, of
            a difference the paired one.
        n: over how many of what the interval is.
        over: what these are: "held-out images" or "seeds".
        values: those of the seeds.
    """

    value: float
    low: float
    high: float
    n: int
    over: str
    values: tuple[float, ...] = optional(())

    @property
    def percent(self) -> Interval:
        """The interval in per cent."""
        return Interval(100 * self.value, 100 * self.low, 100 * self.high)


@dataclass(frozen=True, kw_only=True)
class Accuracies:
    """How well each reader reads the classes from features, of which an image has `size`."""

    size: int
    nearest: Entry
    linear: Entry


@dataclass(frozen=True, kw_only=True)
class Differences:
    """How much better each reader reads the one features than the other."""

    nearest: Entry
    linear: Entry


@dataclass(frozen=True, kw_only=True)
class Arm:
    """How classifiers learned from one start: an accuracy over the seeds.

    Attributes:
        accuracy: after the last step.
        curves: of each seed, the accuracy at each of the steps.
    """

    accuracy: Entry
    curves: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Pretraining:
    """What a number of labels teaches classifiers that start from the encoder or at random."""

    labels: int
    steps: tuple[int, ...]
    pretrained: Arm
    random: Arm
    difference: Entry


@dataclass(frozen=True, kw_only=True)
class Protocol:
    """How a model was probed: on what, and in words by which rules.

    Attributes:
        step: of the weights that were probed.
        weights: the seal of their checkpoint.
        n_train: training images that features were read from.
        n_held_out: held-out images that they were read of.
        n_on_the_way: those that the learning curves are over.
        classifier_steps: updates of each classifier.
        seeds: how often each was trained.
    """

    dataset: str
    train_sha256: str
    held_out_sha256: str
    step: int
    weights: str
    n_train: int
    n_held_out: int
    n_on_the_way: int
    classifier_steps: int
    seeds: int
    scaling: str
    nearest: str
    linear: str
    classifier: str
    random: str
    optimizer: str
    batch_size: int
    paired: str
    chosen: str
    genbench: str


@dataclass(frozen=True, kw_only=True)
class ProbeRecord:
    """The contents of probe.json.

    Attributes:
        features: by what is read: the codes, or a discriminator's last features; as many
            principal components, "pca"; and the pixels.
        differences: between the first and each other, as in "codes - pca".
        pretraining: for each number of labels; empty where a model has no hidden layers to start
            from.
        protocol: how all this was found.
    """

    features: Mapping[str, Accuracies]
    differences: Mapping[str, Differences]
    pretraining: tuple[Pretraining, ...]
    protocol: Protocol

    @property
    def weights(self) -> str:
        """The seal of the checkpoint that was probed."""
        return self.protocol.weights


def accuracy(is_right: np.ndarray) -> Entry:
    """Returns the share of held-out images that were read rightly.

    Args:
        is_right: bool [n].
    """
    n = len(is_right)
    return _entry(metrics.wilson_interval(int(is_right.sum()), n), n=n, over="held-out images")


def difference(is_right: np.ndarray, is_other_right: np.ndarray) -> Entry:
    """Returns the difference of two shares over the same held-out images.

    Args:
        is_right: bool [n].
        is_other_right: bool [n], the share that is taken off.
    """
    interval = metrics.t_interval(is_right.astype(float) - is_other_right)
    return _entry(interval, n=len(is_right), over="held-out images")


def over_seeds(values: Sequence[float]) -> Entry:
    """Returns the mean over two or more seeds."""
    return _entry(
        metrics.t_interval(values),
        n=len(values),
        over="seeds",
        values=tuple(map(rounded, values)),
    )


def _entry(interval: Interval, *, n: int, over: str, values: tuple[float, ...] = ()) -> Entry:
    value, low, high = map(rounded, interval)
    return Entry(value=value, low=low, high=high, n=n, over=over, values=values)
