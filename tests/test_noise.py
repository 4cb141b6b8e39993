"""Noise is a function of its key alone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from genbench import noise
from genbench.noise import Noise, Normal, Uniform

NOISES: dict[str, tuple[Noise, object]] = {
    "normal": (Normal((3,)), stats.norm),
    "uniform": (Uniform((3,), low=-1.0, high=2.0), stats.uniform(-1, 3)),
}
EVERY = pytest.mark.parametrize("name", NOISES)


@EVERY
def test_a_row_does_not_depend_on_how_many_are_drawn(name: str) -> None:
    distribution, _ = NOISES[name]
    few = distribution.draw(noise.generator(0, "a"), 5)
    many = distribution.draw(noise.generator(0, "a"), 1000)
    assert few.shape == (5, *distribution.shape)
    assert few.dtype == np.float32
    assert few.tobytes() == many[:5].tobytes()


@EVERY
def test_the_draws_have_their_distribution(name: str) -> None:
    distribution, law = NOISES[name]
    if law is not None:
        draws = distribution.draw(noise.generator(0, "a"), 2000)
        assert stats.kstest(draws.ravel(), law.cdf).pvalue > 0.01  # type: ignore[attr-defined]


@pytest.mark.parametrize("other", [(1, "latents", 0), (0, "epsilon", 0), (0, "latents", 1)])
def test_each_part_of_a_key_counts(other: tuple) -> None:
    first = noise.generator(0, "latents", 0).random(4)
    assert (first == noise.generator(0, "latents", 0).random(4)).all()
    assert (first != noise.generator(*other).random(4)).all()


def test_a_step_does_not_depend_on_where_a_run_starts() -> None:
    noises = {"a": Normal((2,)), "b": Uniform((3, 1))}
    whole = noise.draw_steps(noises, seed=7, start=0, stop=6, n=5)
    part = noise.draw_steps(noises, seed=7, start=4, stop=6, n=5)
    for name, shape in (("a", (6, 5, 2)), ("b", (6, 5, 3, 1))):
        assert whole[name].shape == shape
        assert whole[name][4:].tobytes() == part[name].tobytes()
