"""Metrics of what a classifier says about the samples: label histograms and probabilities."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from genbench.metrics.checks import check_fraction


class LabelDivergence(NamedTuple):
    """How the labels of the fakes differ from those of the real data.

    Attributes:
        kl: in nats; 0 where the shares are equal.
        classes_covered: classes of the real data that the fakes reach.
        n_classes: classes of the real data.
    """

    kl: float
    classes_covered: int
    n_classes: int


def kl_divergence(p: ArrayLike, q: ArrayLike, epsilon: float = 0.0) -> float:
    """Returns KL(p || q) in nats; inf where p puts weight on what q excludes.

    Args:
        p: [n_classes] counts or probabilities; scaled to sum to 1.
        q: [n_classes], the same.
        epsilon: added to every probability of both, which are scaled again; above 0, the
            divergence is finite.

    Raises:
        ValueError: no equally long vectors, a negative or infinite entry, or a sum of 0.
    """
    p, q = _histogram("p", p), _histogram("q", q)
    if len(p) != len(q):
        raise ValueError(
            f"p and q must have equally many classes. Received: {len(p)} and {len(q)}. "
            "Count both with minlength=n_classes."
        )
    if not 0 <= epsilon < np.inf:
        raise ValueError(f"epsilon must be 0 or positive. Received: epsilon={epsilon}.")
    p, q = (_scaled(_scaled(histogram) + epsilon) for histogram in (p, q))
    return float(special.rel_entr(p, q).sum())


def label_divergence(
    real: ArrayLike, fake: ArrayLike, epsilon: float = 1e-6, least_share: float = 0.1
) -> LabelDivergence:
    """Returns KL(fake || real) of label histograms, and the classes that the fakes cover.

    n draws from c classes have a divergence of (c - 1) / (2 n) on average: 4.5e-4 for 10,000
    digits.

    Sees lost and over-produced classes; blind to all that happens within a class.

    Args:
        real: [n_classes] label counts of the training data.
        fake: [n_classes] counts of the labels that a classifier gives the fakes.
        epsilon: added to every share; see `kl_divergence`.
        least_share: a class is covered where its share among the fakes is at least this part of
            its real share, in (0, 1), so that a few misread pictures do not count as a class.

    Raises:
        ValueError: see `kl_divergence`, or least_share outside (0, 1).
    """
    check_fraction(least_share=least_share)
    kl = kl_divergence(p=fake, q=real, epsilon=epsilon)
    real_shares, fake_shares = _scaled(np.asarray(real)), _scaled(np.asarray(fake))
    exists = real_shares > 0
    covered = exists & (fake_shares >= least_share * real_shares)
    return LabelDivergence(kl, int(covered.sum()), int(exists.sum()))


def classifier_score(probabilities: ArrayLike) -> float:
    """Returns exp of the mean KL(p(y|x) || p(y)), between 1 and n_classes: the Inception score.

    Sees unsure pictures and missing classes; blind to copying, to one picture per class, and to
    anything that leaves the classifier sure. Never looks at real data.

    Args:
        probabilities: [n, n_classes] the classifier's p(y|x), each row summing to 1.

    Raises:
        ValueError: no matrix, or a row that is no distribution.

    Reference:
        Salimans et al. 2016, arXiv:1606.03498, section 4.
    """
    probabilities = np.asarray(probabilities, np.float64)
    if probabilities.ndim != 2 or probabilities.size == 0:
        raise ValueError(
            f"probabilities must be a matrix [n, n_classes]. Received: shape {probabilities.shape}."
        )
    sums = probabilities.sum(axis=1)
    # float32 softmax rows sum to 1 within 1e-6.
    if not (probabilities.min() >= 0 and np.abs(sums - 1).max() < 1e-3):
        raise ValueError(
            "probabilities must be rows that sum to 1, none negative. "
            f"Received: sums from {sums.min():g} to {sums.max():g}, "
            f"least entry {probabilities.min():g}. Pass the softmax of the logits."
        )
    kl = special.rel_entr(probabilities, probabilities.mean(axis=0)).sum(axis=1)
    return float(np.exp(kl.mean()))


def _histogram(name: str, histogram: ArrayLike) -> np.ndarray:
    histogram = np.asarray(histogram, np.float64)
    if histogram.ndim != 1 or not (histogram >= 0).all() or not 0 < histogram.sum() < np.inf:
        raise ValueError(
            f"{name} must be counts or probabilities [n_classes], none negative, with a finite "
            f"sum above 0. Received: {np.array2string(histogram, threshold=20)}."
        )
    return histogram


def _scaled(histogram: np.ndarray) -> np.ndarray:
    return histogram / histogram.sum()
