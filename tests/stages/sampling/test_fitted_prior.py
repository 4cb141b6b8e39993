"""A mixture fitted to codes draws more of the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from genbench.stages.sampling import fitted_prior
from genbench.system import randomness
from genbench.system.errors import InvalidInput


def test_a_fitted_mixture_draws_what_it_was_fitted_to() -> None:
    random = np.random.default_rng(0)
    angles = random.uniform(0, 2 * np.pi, 3000)
    codes = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    fitted = fitted_prior.fit_mixture(codes, seed=0, n_components=20)
    draws = fitted.draw(randomness.rng_for(0, "a"), 3000)
    assert fitted.shape == (2,)
    assert draws.dtype == np.float32
    assert abs(np.linalg.norm(draws, axis=1) - 1).mean() < 0.05
    result: Any = stats.ks_2samp(draws[:, 0], codes[:, 0])
    assert result.pvalue > 0.01


def test_a_fit_depends_on_its_seed_alone() -> None:
    codes = np.random.default_rng(0).standard_normal((300, 2)).astype(np.float32)
    first, second = (fitted_prior.fit_mixture(codes, seed=1, n_components=3) for _ in range(2))
    np.testing.assert_array_equal(first.means, second.means)


def test_there_are_fewer_components_for_fewer_codes() -> None:
    codes = np.random.default_rng(0).standard_normal((700, 2)).astype(np.float32)
    assert fitted_prior.fit_mixture(codes, seed=0).weights.shape == (3,)


def test_one_code_is_too_few() -> None:
    with pytest.raises(InvalidInput, match=r"2 codes or more. Received: 1 training image"):
        fitted_prior.fit_mixture(np.zeros((1, 2), np.float32), seed=0)
