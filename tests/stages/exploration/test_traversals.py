import numpy as np
import pytest

from genbench.stages.exploration.traversals import traversals


def test_the_latent_that_changes_most_comes_first(subject):
    # Both halves of a picture change alike, but of the first latent only a tenth is seen.
    subject.known.latents[:, 0] = subject.known.latents[:, 1]
    numbers = traversals(subject).numbers
    assert numbers.latents == (1, 0)
    first, second = numbers.change
    assert first == pytest.approx(100 * second, rel=0.2)


def test_latents_go_three_deviations_of_their_codes_to_either_side(subject):
    numbers = traversals(subject).numbers
    spread = np.array([0.22, 0.52, 0.28, 0.58]) - 0.5
    second = numbers.latents.index(1)
    assert numbers.low[second] == pytest.approx(spread.mean() - 3 * spread.std(), abs=5e-3)
    assert numbers.high[second] == pytest.approx(spread.mean() + 3 * spread.std(), abs=5e-3)
