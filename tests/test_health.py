"""Alarms ring when provoked, and only then."""

from __future__ import annotations

import numpy as np

from genbench import health

MEANS = np.random.default_rng(0).standard_normal((500, 3))


def test_units_are_active_by_the_variance_of_their_means() -> None:
    means = MEANS * [1.0, 0.11, 0.09]
    np.testing.assert_array_equal(health.active_units(means), [True, True, False])


def test_a_collapsed_posterior_is_called_so_with_its_beta() -> None:
    (alarm,) = health.posterior_collapse(0.01 * MEANS, beta=392.0)
    assert "collapsed" in alarm
    assert "392" in alarm


def test_one_active_unit_is_no_collapse() -> None:
    assert health.posterior_collapse(MEANS * [1, 0, 0], beta=1.0) == []
