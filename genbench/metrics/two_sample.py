"""The two-sample test by a classifier: can a straight cut tell real from fake?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import special

from genbench.metrics.checks import feature_matrices


class TwoSampleTest(NamedTuple):
    """The outcome on held-out samples.

    Attributes:
        accuracy: in [0, 1]; 0.5 where real and fake cannot be told apart.
        p_value: the chance of this accuracy or a higher one, were they draws of one distribution.
    """

    accuracy: float
    p_value: float


def classifier_two_sample_test(real: np.ndarray, fake: np.ndarray, seed: int = 0) -> TwoSampleTest:
    """Returns how well logistic regression tells held-out real from fake features.

    Equal numbers of each are drawn, half of them to fit, half to test.

    Sees what shifts features along some direction; blind to copying, and to a change of spread
    that leaves the means where they are.

    Args:
        real: [n, feature_size], n >= 4.
        fake: [m, feature_size], m >= 4.
        seed: of the draw and the split.

    Raises:
        ValueError: see `feature_matrices`.

    Reference:
        Lopez-Paz and Oquab 2017, arXiv:1610.06545, section 3.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    real, fake = feature_matrices(real=real, fake=fake, least=4)
    rng = np.random.default_rng(seed)
    n_half = min(len(real), len(fake)) // 2
    real = rng.permutation(real)[: 2 * n_half]
    fake = rng.permutation(fake)[: 2 * n_half]
    is_fake = np.repeat([False, True], n_half)

    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    model.fit(np.concatenate([real[:n_half], fake[:n_half]]), is_fake)
    guesses = model.predict(np.concatenate([real[n_half:], fake[n_half:]]))
    n_right = np.count_nonzero(guesses == is_fake)
    return TwoSampleTest(
        accuracy=float(n_right / len(guesses)),
        p_value=float(special.bdtrc(n_right - 1, len(guesses), 0.5)),  # P(Binomial >= n_right)
    )
