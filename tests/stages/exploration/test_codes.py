import pytest

from genbench.stages.exploration import codes
from genbench.stages.exploration.records import Codes


def test_the_round_trip_is_held_against_the_mean_picture(subject):
    numbers = codes.round_trip(subject).numbers
    assert numbers.squared_error == pytest.approx(0, abs=1e-5)
    assert numbers.squared_error_of_mean_picture == pytest.approx(0.15**2, abs=1e-3)


def test_two_latents_are_shown_as_they_are(subject):
    assert codes.scatter(subject).numbers == Codes(by="latents", n=8)
