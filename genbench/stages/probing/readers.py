"""How well classes can be read from features: by the nearest neighbour, and by a plane."""

from __future__ import annotations

import warnings
from typing import Any, Protocol

import numpy as np

from genbench.metrics.distances import nearest

MOST_ITERATIONS = 200


class Reader(Protocol):
    """A way to read classes from features."""

    def __call__(
        self, train: np.ndarray, labels: np.ndarray, *, held_out: np.ndarray
    ) -> np.ndarray:
        """Returns what is read in each held-out row, int64 [m].

        Args:
            train: float [n, feature_size].
            labels: int64 [n], of two or more classes.
            held_out: float [m, feature_size].
        """
        ...


def nearest_neighbour(train: np.ndarray, labels: np.ndarray, *, held_out: np.ndarray) -> np.ndarray:
    """Returns the label of the training row nearest to each held-out row, [m]; see `Reader`."""
    found = nearest(np.asarray(train, np.float64), np.asarray(held_out, np.float64), 1)
    return labels[found.indices[:, 0]]


def linear(train: np.ndarray, labels: np.ndarray, *, held_out: np.ndarray) -> np.ndarray:
    """Returns what multinomial logistic regression reads in held-out rows, [m]; see `Reader`.

    Its penalty is half the squared weights, beside the sum of the losses in nats.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    regression = LogisticRegression(max_iter=MOST_ITERATIONS)
    with warnings.catch_warnings():
        # The limit is part of the protocol: on pixels the last iterations change no accuracy.
        warnings.simplefilter("ignore", ConvergenceWarning)
        regression.fit(train, labels)
    return np.asarray(regression.predict(held_out))


# By the names that their accuracies have in `records.Accuracies`.
READERS: dict[str, Reader] = {"nearest": nearest_neighbour, "linear": linear}


def principal_components(
    train: np.ndarray, held_out: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Returns the leading components of both, float32 [n, size] and [m, size].

    Args:
        train: float [n, feature_size], which the components are fitted to.
        held_out: float [m, feature_size].
        size: how many; fewer where there are not so many.
    """
    from sklearn.decomposition import PCA

    model: Any = PCA(min(size, *train.shape), random_state=0).fit(train)
    return model.transform(train), model.transform(held_out)


def scaled(train: np.ndarray, held_out: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns both with the training mean taken off, divided by one number.

    The training features then have a mean square of 1. Scaling each feature by itself would blow
    up the pixels at the rim that are almost never set.

    Args:
        train: float [n, feature_size].
        held_out: float [m, feature_size].
    """
    mean = train.mean(axis=0)
    train, held_out = train - mean, held_out - mean
    scale = float(np.sqrt(np.mean(np.square(train)))) or 1.0
    return train / scale, held_out / scale
