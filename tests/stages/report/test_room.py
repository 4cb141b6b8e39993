import pytest

from genbench.stages.report.dense import DenseLayer
from genbench.stages.report.room import EACH, PAGE, SHARED, Room


def layers(size):
    return [DenseLayer("x" * size, "", 1, "linear")]


def test_networks_are_taken_until_one_no_longer_fits():
    room = Room(1)
    left = PAGE - SHARED - EACH
    assert room.takes(layers(left - 10))
    assert not room.takes(layers(11))
    assert not room.takes(layers(1))


def test_each_run_takes_room_of_its_own():
    assert Room(1).takes(layers(PAGE - SHARED - 2 * EACH + 1))
    assert not Room(2).takes(layers(PAGE - SHARED - 2 * EACH + 1))


def test_of_large_pictures_fewer_are_shown():
    assert [Room(1).n_samples((side, side, 1)) for side in (28, 64, 65)] == [100, 100, 36]


@pytest.mark.parametrize(
    ("n_runs", "shape", "n"),
    [(1, (28, 28, 1), 36), (10, (28, 28, 1), 9), (2, (64, 64, 3), 4), (9, (256, 256, 3), 1)],
)
def test_a_brief_page_has_no_networks_and_few_samples(n_runs, shape, n):
    room = Room(n_runs, is_brief=True)
    assert not room.takes(layers(1))
    assert room.n_samples(shape) == n
