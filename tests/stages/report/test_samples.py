import numpy as np
from read_page import pixels

from genbench.data import Split
from genbench.stages.report.samples import show_samples
from genbench.stages.report.shown import load_split


def test_the_nearest_training_image_is_the_nearest(pair):
    record = pair[0].read_config()
    train = load_split(record.config.dataset, "train", record.data.sha256)
    assert train is not None
    drawn = pair[0].read_samples().images
    found = show_samples(drawn, train, n=100, n_quiz=4)
    differences = drawn[:100, None] / 255.0 - train.images[None] / 255.0
    distances = np.sqrt((differences**2).mean(axis=(2, 3, 4)))
    np.testing.assert_allclose(found.distances, distances.min(axis=1), rtol=6e-3)
    assert found.nearest is not None
    shown = pixels(found.nearest.uri)[:8, :8, 0]
    np.testing.assert_array_equal(shown, train.images[distances[0].argmin(), ..., 0])


def test_without_the_training_images_none_is_near(pair):
    found = show_samples(pair[0].read_samples().images, None, n=100, n_quiz=4)
    assert (found.nearest, found.distances, found.sheet.n) == (None, (), 100)


def test_the_blind_test_has_other_samples_than_those_shown():
    drawn = np.arange(104, dtype=np.uint8)[:, None, None, None] * np.ones((2, 2, 1), np.uint8)
    unseen = show_samples(drawn, None, n=100, n_quiz=4).unseen
    assert sorted(set(pixels(unseen.uri).ravel().tolist())) == [100, 101, 102, 103]


def test_where_there_are_few_samples_the_blind_test_has_the_last():
    drawn = np.arange(103, dtype=np.uint8)[:, None, None, None] * np.ones((2, 2, 1), np.uint8)
    unseen = show_samples(drawn, None, n=100, n_quiz=4).unseen
    assert sorted(set(pixels(unseen.uri).ravel().tolist())) == [99, 100, 101, 102]


def test_of_training_images_that_are_all_the_same_the_first_is_nearest():
    train = Split(np.full([3, 2, 2, 1], 51, np.uint8), None, (), "same")
    found = show_samples(np.full([4, 2, 2, 1], 102, np.uint8), train, n=100, n_quiz=4)
    np.testing.assert_allclose(found.distances, np.full(4, 0.2), atol=1e-3)
