import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from genbench.metrics import distances


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(distances, "BLOCK_SIZE", 1000)


def draw(n, feature_size, seed):
    return np.random.default_rng(seed).normal(3, 1, [n, feature_size])


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("k", [1, 5])
def test_neighbours_are_those_of_scikit_learn(k):
    points, queries = draw(300, 8, seed=0), draw(70, 8, seed=1)
    found = distances.nearest(points, queries, k)
    expected = NearestNeighbors(n_neighbors=k, algorithm="kd_tree").fit(points).kneighbors(queries)
    np.testing.assert_allclose(found.distances, expected[0], rtol=1e-12)
    np.testing.assert_array_equal(found.indices, expected[1])


def test_neighbours_do_not_depend_on_the_block(small_blocks, monkeypatch):
    points, queries = draw(300, 8, seed=0), draw(70, 8, seed=1)
    small = distances.nearest(points, queries, 5)
    monkeypatch.undo()
    whole = distances.nearest(points, queries, 5)
    np.testing.assert_array_equal(small.distances, whole.distances)
    np.testing.assert_array_equal(small.indices, whole.indices)


def test_equal_rows_are_at_distance_exactly_zero():
    points = draw(200, 64, seed=0) * 1e3
    np.testing.assert_array_equal(distances.nearest(points, points, 1).distances, 0)


def test_far_from_the_origin_neighbours_are_still_exact():
    points = draw(200, 8, seed=0)
    np.testing.assert_array_equal(
        distances.nearest(points + 1e6, points + 1e6, 4).indices,
        distances.nearest(points, points, 4).indices,
    )


def test_leave_one_out_leaves_only_the_point_itself_out():
    points = np.array([[0.0], [1.0], [3.0], [3.0]])
    expected = [[1, 3], [1, 2], [0, 2], [0, 2]]
    np.testing.assert_array_equal(distances.leave_one_out(points, 2), expected)


@pytest.mark.usefixtures("small_blocks")
def test_balls_are_counted_as_by_brute_force():
    centres, queries = draw(90, 3, seed=0), draw(110, 3, seed=1)
    radii = np.random.default_rng(2).uniform(0, 3, 90)
    gaps = np.linalg.norm(queries[:, None] - centres, axis=2)
    counts = distances.balls_around(centres, radii, queries)
    np.testing.assert_array_equal(counts, (gaps < radii).sum(axis=1))


def test_open_balls_leave_their_border_out_and_closed_balls_hold_it():
    centres, queries = np.array([[-1.0], [1.0]]), np.array([[0.0]])
    assert distances.balls_around(centres, np.ones(2), queries) == 0
    assert distances.balls_around(centres, np.ones(2), queries, inside=np.less_equal) == 2
