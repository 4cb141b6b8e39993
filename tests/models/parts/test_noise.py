"""Noise is a function of its key alone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from genbench.models.parts import noise
from genbench.models.parts.noise import (
    Labelled,
    Mask,
    Mixture,
    Noise,
    Normal,
    Ring,
    Uniform,
    petals,
)
from genbench.system import randomness

TWO = Mixture(
    weights=np.array([0.25, 0.75]),
    means=np.array([[-5.0, 0.0], [5.0, 1.0]]),
    factors=np.array([np.eye(2), [[1.0, 0.0], [2.0, 0.5]]]),
)
NOISES: dict[str, tuple[Noise, object]] = {
    "normal": (Normal((3,)), stats.norm),
    "uniform": (Uniform((3,), low=-1.0, high=2.0), stats.uniform(-1, 3)),
    "mask": (Mask((4, 2), 0.3), None),
    "ring": (Ring((2,)), None),
    "mixture": (TWO, None),
    "petals": (petals(3), None),
    "labelled": (Labelled(Normal((2,)), 3), None),
}
EVERY = pytest.mark.parametrize("name", NOISES)


@EVERY
def test_a_row_does_not_depend_on_how_many_are_drawn(name: str) -> None:
    distribution, _ = NOISES[name]
    few = distribution.draw(randomness.rng_for(0, "a"), 5)
    many = distribution.draw(randomness.rng_for(0, "a"), 1000)
    assert few.shape == (5, *distribution.shape)
    assert few.dtype == np.float32
    assert few.tobytes() == many[:5].tobytes()


@EVERY
def test_the_draws_have_their_distribution(name: str) -> None:
    distribution, law = NOISES[name]
    if law is not None:
        draws = distribution.draw(randomness.rng_for(0, "a"), 2000)
        assert stats.kstest(draws.ravel(), law.cdf).pvalue > 0.01  # type: ignore[attr-defined]


def test_a_step_does_not_depend_on_where_a_run_starts() -> None:
    noises = {"a": Normal((2,)), "b": Uniform((3, 1))}
    whole = noise.draw_steps(noises, seed=7, start=0, stop=6, n=5)
    part = noise.draw_steps(noises, seed=7, start=4, stop=6, n=5)
    for name, shape in (("a", (6, 5, 2)), ("b", (6, 5, 3, 1))):
        assert whole[name].shape == shape
        assert whole[name][4:].tobytes() == part[name].tobytes()


def test_a_mask_drops_its_share_and_keeps_the_mean() -> None:
    draws = Mask((50,), 0.3).draw(randomness.rng_for(0, "a"), 1000)
    assert set(np.unique(draws)) == {0, np.float32(1) / np.float32(0.7)}
    assert (draws == 0).mean() == pytest.approx(0.3, abs=0.01)
    assert draws.mean() == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("size", [2, 5])
def test_a_ring_has_its_radius_and_no_direction(size: int) -> None:
    draws = Ring((size,), radius=3.0, width=0.2).draw(randomness.rng_for(0, "a"), 5000)
    radii = np.linalg.norm(draws, axis=1)
    assert stats.kstest(radii, stats.norm(3, 0.2).cdf).pvalue > 0.01
    np.testing.assert_allclose(draws.mean(axis=0), 0, atol=0.1)


def test_a_mixture_has_its_weights_means_and_covariances() -> None:
    draws = TWO.draw(randomness.rng_for(0, "a"), 20_000)
    is_second = draws[:, 0] > 0
    assert is_second.mean() == pytest.approx(0.75, abs=0.01)
    for drawn, mean, factor in zip(
        (draws[~is_second], draws[is_second]), TWO.means, TWO.factors, strict=True
    ):
        np.testing.assert_allclose(drawn.mean(axis=0), mean, atol=0.05)
        np.testing.assert_allclose(np.cov(drawn.T), factor @ factor.T, atol=0.15)


def test_petals_point_away_from_the_middle() -> None:
    for mean, factor in zip(petals(3).means, petals(3).factors, strict=True):
        assert np.linalg.norm(mean) == pytest.approx(2)
        np.testing.assert_allclose(factor[:, 0], 0.5 * mean / 2)
        np.testing.assert_allclose(factor[:, 0] @ factor[:, 1], 0, atol=1e-12)
    with pytest.raises(ValueError, match=r"latent_size of 2 or more\. Received: 1"):
        petals(1)


def test_labels_are_drawn_independently_in_the_shares_of_the_data() -> None:
    """Trap 41: equal shares in every draw lower the floor of a distance."""
    n, shares = 100, np.array([0.5, 0.0, 0.3, 0.2])
    priors = [
        Labelled(Normal((2,)), 4, counts=(500, 0, 300, 200), seed=seed) for seed in range(400)
    ]
    counts = np.array([np.bincount(prior.labels(n), minlength=4) for prior in priors])
    np.testing.assert_allclose(counts.mean(axis=0), n * shares, atol=1)
    np.testing.assert_allclose(counts.var(axis=0), n * shares * (1 - shares), rtol=0.2)


def test_a_label_does_not_depend_on_how_many_are_drawn() -> None:
    prior = Labelled(Normal((2,)), 3, counts=(700, 0, 300))
    labels = prior.labels(10)
    np.testing.assert_array_equal(labels, prior.labels(2000)[:10])
    np.testing.assert_array_equal(
        prior.draw(randomness.rng_for(0), 10)[:, 2:].argmax(axis=1), labels
    )


def test_labelled_latents_take_the_classes_in_turn_or_stay_with_one() -> None:
    latents = Normal((2,))
    turn = Labelled(latents, 3).draw(randomness.rng_for(0, "a"), 4)
    np.testing.assert_array_equal(turn[:, :2], latents.draw(randomness.rng_for(0, "a"), 4))
    np.testing.assert_array_equal(turn[:, 2:].argmax(axis=1), [0, 1, 2, 0])
    fixed = Labelled(latents, 3, label=2).draw(randomness.rng_for(0, "a"), 4)
    np.testing.assert_array_equal(fixed[:, 2:].argmax(axis=1), [2, 2, 2, 2])
