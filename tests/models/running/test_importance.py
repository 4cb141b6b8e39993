"""Importance weights where log p(x) is known."""

from __future__ import annotations

import numpy as np
import pytest
from linear_model import Linear, linear

from genbench.metrics.likelihood import log_mean_weight
from genbench.models.running.importance import evidence_bound, log_weights
from genbench.system.errors import InvalidInput


class Narrow(Linear):
    """Its guess is a third as wide as the posterior, and beside it."""

    def proposal(self, images, labels):
        mean, log_width = super().proposal(images, labels)
        return mean + 0.1, log_width - np.log(3.0)


@pytest.mark.parametrize("size", [2, 10, 30])
def test_five_thousand_codes_find_the_exact_likelihood(size: int) -> None:
    given, _ = linear(size).given(10)
    weights = log_weights(linear(size), given.images, given.labels, k=5000)
    exact = linear(size).exact(given.images)
    assert log_mean_weight(weights).mean() == pytest.approx(exact.mean(), abs=0.05)


def test_codes_cover_what_the_encoder_misses() -> None:
    given, _ = linear(2).given(20)
    exact = linear(2).exact(given.images).mean()
    weights = log_weights(Narrow(2), given.images, given.labels, k=500)
    assert log_mean_weight(weights).mean() == pytest.approx(exact, abs=0.1)


@pytest.mark.parametrize("k", [2, 7, 64])
def test_weights_are_right_on_average_whatever_k(k: int) -> None:
    given, _ = linear(2).given(20)
    images = np.repeat(given.images[:1], 400, axis=0)
    weights = log_weights(linear(2), images, np.zeros(400, np.int64), k=k)
    exact = linear(2).exact(given.images[:1])
    assert np.exp(weights - exact).mean() == pytest.approx(1, abs=0.03)


def test_one_code_weighs_what_the_evidence_bound_does() -> None:
    given, _ = linear(2).given(20)
    images = np.repeat(given.images[:1], 500, axis=0)
    one = log_weights(Narrow(2), images, np.zeros(500, np.int64), k=1)
    as_bytes = np.zeros([3, 6, 6, 1], np.uint8)
    bound = evidence_bound(linear(2), as_bytes, np.zeros(3, np.int64))
    black = linear(2).exact(as_bytes.astype(float))
    # Where the guess is the posterior, the bound is log p(x); elsewhere it is below.
    np.testing.assert_allclose(bound.elbo, black, rtol=2e-3)
    assert one.mean() < linear(2).exact(given.images[:1])[0] - 0.5


def test_the_codes_of_an_image_depend_on_its_place_alone() -> None:
    given, _ = linear(2).given(6)
    whole = log_weights(linear(2), given.images, given.labels, k=8)
    part = log_weights(linear(2), given.images[4:], given.labels[4:], k=8, first=4)
    np.testing.assert_allclose(part, whole[4:], rtol=1e-5)


def test_k_must_be_positive() -> None:
    given, _ = linear(2).given(2)
    with pytest.raises(InvalidInput, match=r"k must be a positive integer\. Received: k=0"):
        log_weights(linear(2), given.images, given.labels, k=0)
