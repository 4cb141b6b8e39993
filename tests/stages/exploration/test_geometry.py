import numpy as np
import pytest
from sklearn.decomposition import PCA

from genbench.stages.exploration import geometry

PLACES = np.linspace(0, 1, 5)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_a_line_has_equal_steps_from_the_start_to_the_end():
    points = geometry.line(np.array([[0.0, 4.0]]), np.array([[8.0, 0.0]]), places=PLACES)
    np.testing.assert_allclose(points, [[[0, 4], [2, 3], [4, 2], [6, 1], [8, 0]]])


def test_an_arc_turns_evenly():
    points = geometry.arc(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]), places=PLACES)
    angles = PLACES * np.pi / 2
    np.testing.assert_allclose(points[0], np.stack([np.cos(angles), np.sin(angles)], 1), atol=1e-6)


def test_the_norm_on_an_arc_goes_evenly_from_the_start_s_to_the_end_s(rng):
    starts, ends = rng.normal(size=(2, 7, 20))
    norms = np.linalg.norm(geometry.arc(starts, ends, places=PLACES), axis=2)
    first, last = np.linalg.norm(starts, axis=1), np.linalg.norm(ends, axis=1)
    expected = first[:, None] * (1 - PLACES) + last[:, None] * PLACES
    np.testing.assert_allclose(norms, expected, rtol=1e-5)


def test_a_line_between_far_latents_is_shorter_by_the_root_of_two_halfway(rng):
    starts, ends = rng.normal(size=(2, 2000, 100))
    middle = np.linalg.norm(geometry.line(starts, ends, places=np.array([0.5])), axis=2).mean()
    assert middle == pytest.approx(np.sqrt(100 / 2), rel=0.01)


@pytest.mark.parametrize("end", [[2.0, 4.0], [-1.0, -2.0], [0.0, 0.0]])
def test_without_a_shortest_arc_the_way_is_straight(end):
    ends = np.array([[1.0, 2.0]]), np.array([end])
    np.testing.assert_array_equal(
        geometry.arc(*ends, places=PLACES), geometry.line(*ends, places=PLACES)
    )


def test_a_direction_leads_from_mean_to_mean():
    points = np.array([[0, 0], [2, 2], [5, 0], [9, 9]], float)
    direction = geometry.difference_of_means(points, np.array([1, 1, 2, 3]), source=1, target=2)
    np.testing.assert_array_equal(direction, [4, -1])


def test_a_class_without_latents_is_refused():
    with pytest.raises(ValueError, match="label 7"):
        geometry.difference_of_means(np.zeros([2, 1]), np.array([1, 1]), source=1, target=7)


def test_a_slope_is_each_latent_s_regression_on_the_value(rng):
    values = rng.normal(3, 5, 400)
    points = np.stack([2 * values + rng.normal(size=400), rng.normal(size=400)], axis=1)
    fitted = np.polyfit(values, points, 1)[0]
    slope = geometry.slope(points, values, labels=np.zeros(400, int))
    np.testing.assert_allclose(slope, fitted * values.std(), rtol=1e-6)


def test_a_slope_does_not_lead_from_class_to_class(rng):
    labels = np.arange(300) % 3
    values = rng.normal(size=300)
    points = np.stack([values, rng.normal(size=300)], axis=1)
    apart = labels[:, None] * np.array([0.0, 50.0])
    slope = geometry.slope(points + apart, values + 9 * labels, labels=labels)
    np.testing.assert_allclose(slope, [1, 0], atol=0.15)


def test_the_plane_is_that_of_principal_components(rng):
    points = rng.normal(size=(200, 6)) * [1, 5, 1, 3, 1, 2] + 7
    plane, shares = geometry.principal_plane(points)
    model = PCA(2).fit(points)
    np.testing.assert_allclose(abs(plane), abs(model.transform(points)), atol=1e-8)
    np.testing.assert_allclose(shares, model.explained_variance_ratio_)


def test_one_point_and_equal_points_have_a_plane_too():
    for points in (np.ones([1, 3]), np.ones([4, 3])):
        plane, shares = geometry.principal_plane(points)
        np.testing.assert_array_equal(plane, np.zeros([len(points), 2]))
        np.testing.assert_array_equal(shares, [0, 0])


def test_one_coordinate_has_a_plane_too():
    plane, shares = geometry.principal_plane(np.array([[1.0], [3.0]]))
    np.testing.assert_allclose(plane, [[-1, 0], [1, 0]])
    np.testing.assert_allclose(shares, [1, 0])
