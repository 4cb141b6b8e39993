"""A generator for every key."""

import pytest

from genbench.system import randomness


@pytest.mark.parametrize("other", [(1, "latents", 0), (0, "epsilon", 0), (0, "latents", 1)])
def test_each_part_of_a_key_counts(other: tuple) -> None:
    first = randomness.rng_for(0, "latents", 0).random(4)
    assert (first == randomness.rng_for(0, "latents", 0).random(4)).all()
    assert (first != randomness.rng_for(*other).random(4)).all()
