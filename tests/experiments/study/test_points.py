import numpy as np
import pytest

from genbench.experiments.study.points import parse, points
from genbench.system.errors import InvalidInput


@pytest.mark.parametrize("sampling", ["sobol", "halton", "random"])
def test_points_lie_in_their_ranges_and_are_the_same_each_time(sampling):
    search = {"learning_rate": "log:1e-5..1e-3", "latent_size": "2..5", "beta": "-1..1"}
    found = points(search, trials=16, sampling=sampling, whole={"latent_size"})
    assert found == points(search, trials=16, sampling=sampling, whole={"latent_size"})
    for point in found:
        assert 1e-5 <= point["learning_rate"] <= 1e-3
        assert point["latent_size"] in (2, 3, 4, 5)
        assert -1 <= point["beta"] <= 1


@pytest.mark.parametrize("sampling", ["sobol", "halton", "random"])
def test_more_trials_begin_with_the_points_of_fewer(sampling):
    search = {"beta": "0..1", "sigma": "0..1"}
    few = points(search, trials=5, sampling=sampling)
    assert points(search, trials=9, sampling=sampling)[:5] == few


def test_a_logarithm_has_as_many_points_in_each_power_of_ten():
    found = points({"a": "log:1e-4..1"}, trials=64, sampling="sobol")
    powers = np.floor(np.log10([point["a"] for point in found]))
    assert np.bincount((powers + 4).astype(int)).tolist() == [16, 16, 16, 16]


def test_whole_numbers_are_as_likely_at_the_ends():
    found = points({"n": "1..4", "x": "0..1"}, trials=64, sampling="sobol", whole={"n"})
    assert np.bincount([point["n"] for point in found]).tolist() == [0, 16, 16, 16, 16]


def test_a_setting_that_is_drawn_twice_is_there_once():
    assert len(points({"n": "1..2"}, trials=16, sampling="random", whole={"n"})) == 2


@pytest.mark.parametrize("text", ["1", "2..1", "1..1", "log:0..1", "a..b", "1..2..3", ""])
def test_a_range_that_is_none_is_told(text):
    with pytest.raises(InvalidInput, match="Received: beta="):
        parse("beta", text)
