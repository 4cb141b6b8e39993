from importlib import resources

import numpy as np
import pytest
from scipy import ndimage
from sklearn.decomposition import PCA

from genbench import data, metrics
from genbench.data import Split
from genbench.data.published import find
from genbench.scoring import judge
from genbench.scoring.judge import (
    PrincipalComponents,
    RandomConvolutions,
    network,
    spaces,
    spoiled,
    training,
)

LEAST_ACCURACY = {"mnist": 0.992, "fashion_mnist": 0.915}


@pytest.fixture(scope="module")
def digits():
    return data.load("mnist5k", "held_out")


@pytest.fixture(scope="module")
def mnist():
    return judge.load("mnist5k", data.load("mnist5k", "train"))


@pytest.fixture(scope="module")
def few():
    """A split of 60 noisy pictures of 12 x 10 in colour, in two classes."""
    random = np.random.default_rng(0)
    images = random.integers(0, 256, [60, 12, 10, 3], dtype=np.uint8)
    return Split(images, np.arange(60) % 2, ("a", "b"), "few/train")


def spoiled_images(images):
    blurred = ndimage.gaussian_filter(images.astype(np.float64), (0, 1.5, 1.5, 0))
    random = np.random.default_rng(0)
    return {
        "noise": random.integers(0, 256, images.shape, dtype=np.uint8),
        "grey": np.full_like(images, 128) // 2 + random.integers(64, size=[len(images), 1, 1, 1]),
        "mean": np.repeat(images.mean(axis=0, keepdims=True), len(images), axis=0),
        "blurred": blurred,
    }


@pytest.mark.parametrize("shape", [(28, 28, 1), (12, 10, 3), (33, 20, 1)])
def test_the_network_is_what_keras_makes_of_the_weights(shape):
    model = training.build(shape, n_classes=3)
    images = np.random.default_rng(0).integers(0, 256, [7, *shape], dtype=np.uint8)
    _, logits = network.outputs(model.get_weights(), images)
    np.testing.assert_allclose(logits, model(images / np.float32(255)), atol=1e-4)


def test_features_are_those_before_the_logits(mnist, digits):
    features, logits = network.outputs(mnist.weights, digits.images[:5])
    kernel, bias = mnist.weights[-2:]
    np.testing.assert_allclose(features @ kernel + bias, logits, rtol=1e-3, atol=1e-3)
    assert features.shape == (5, 64)


def test_features_do_not_depend_on_the_other_images(mnist, digits):
    whole = mnist.features(digits.images[:60])
    for n in range(1, 60):
        np.testing.assert_array_equal(mnist.features(digits.images[60 - n : 60]), whole[60 - n :])


@pytest.mark.parametrize("name", LEAST_ACCURACY)
def test_shipped_weights_are_small(name):
    file = resources.files("genbench.scoring.judge").joinpath(f"{name}.npz")
    assert len(file.read_bytes()) < 1_000_000


@pytest.mark.parametrize("name", LEAST_ACCURACY)
def test_the_shipped_judge_is_right_on_the_test_split(name):
    if not all(find(name, file) for file in data.DATASETS[name].sha256):
        pytest.skip(f"{name} is not on this machine.")
    test = data.load(name, "held_out")
    _, logits = spaces.Judge(spaces.shipped(name), name).outputs(test.images)
    accuracy = np.mean(logits[:, :-1].argmax(axis=1) == test.labels)
    assert accuracy >= LEAST_ACCURACY[name]


def test_the_judge_knows_the_embedded_digits(mnist, digits):
    # They are MNIST training digits, which it learned from.
    _, logits = mnist.outputs(digits.images)
    assert np.mean(logits.argmax(axis=1) == digits.labels) > 0.99


@pytest.mark.parametrize("fault", ["noise", "grey", "mean", "blurred"])
def test_what_is_no_digit_is_taken_for_nothing(mnist, digits, fault):
    images = spoiled_images(digits.images[:300])[fault].astype(np.uint8)
    _, logits = mnist.outputs(images)
    assert np.mean(logits.argmax(axis=1) == mnist.n_classes) > 0.98


@pytest.mark.parametrize("fault", ["noise", "grey", "mean"])
def test_what_is_no_digit_has_no_precision(mnist, digits, fault):
    real, others = digits.images[:500], digits.images[500:]
    images = spoiled_images(others)[fault].astype(np.uint8)
    scores = metrics.improved_precision_recall(mnist.features(real), mnist.features(images))
    assert scores.precision == 0


def test_the_hash_changes_with_a_weight(mnist):
    *others, last = mnist.weights
    changed = spaces.Judge([*others, last + np.float16(1)], "changed")
    assert changed.sha256 != mnist.sha256


def test_the_same_seed_trains_the_same_judge(few):
    first, second = (training.fit(few, steps=3) for _ in range(2))
    np.testing.assert_equal(first, second)


def test_a_judge_learns(few):
    # A class that is told by its brightness.
    images = few.images // 2 + np.where(few.labels, 120, 0)[:, None, None, None].astype(np.uint8)
    split = Split(images, few.labels, few.classes, "bright/train")
    weights = training.fit(split, steps=60)
    _, logits = spaces.Judge(weights, "").outputs(split.images)
    assert np.mean(logits[:, :2].argmax(axis=1) == split.labels) > 0.9


def test_a_judge_trained_on_demand_is_kept(few, monkeypatch):
    first = judge.load("elsewhere", few)
    monkeypatch.setattr(training, "fit", None)
    second = judge.load("elsewhere", few)
    assert first is not None
    assert second is not None
    assert first.sha256 == second.sha256
    assert second.description == "trained on demand on few/train"


def test_images_without_labels_have_no_judge(few):
    assert judge.load("elsewhere", Split(few.images, None, (), "few/train")) is None


def test_images_of_one_class_have_no_judge(few):
    split = Split(few.images, np.zeros(60, np.int64), ("a",), "few/train")
    assert judge.load("elsewhere", split) is None


@pytest.mark.parametrize("spoil", spoiled.SPOILED)
def test_a_spoiled_picture_is_another(digits, spoil):
    images = (digits.images[:20] / np.float32(255)).astype(np.float32)
    picture = spoil(images, 3, np.random.default_rng(0))
    assert picture.shape == images[3].shape
    assert np.abs(np.clip(picture, 0, 1) - images[3]).mean() > 0.01


def test_pictures_of_nothing_are_pictures(digits):
    images = (digits.images[:20] / np.float32(255)).astype(np.float32)
    pictures = spoiled.pictures_of_nothing(images, 100, np.random.default_rng(0))
    assert pictures.shape == (100, 28, 28, 1)
    assert pictures.dtype == np.float32
    assert 0 <= pictures.min() <= pictures.max() <= 1


def test_shifted_images_keep_what_they_show():
    images = np.zeros([50, 9, 9, 1], np.float32)
    images[:, 4, 4] = 1
    moved = training.shifted(images, np.random.default_rng(0))
    rows, columns = np.nonzero(moved[..., 0])[1:]
    assert len(rows) == 50
    assert set(rows) == set(columns) == {2, 3, 4, 5, 6}


def test_slightly_worn_images_stay_what_they_are(digits):
    images = (digits.images[:100] / np.float32(255)).astype(np.float32)
    worn = spoiled.slightly_worn(images, np.random.default_rng(0))
    assert worn.dtype == np.float32
    assert 0 <= worn.min() <= worn.max() <= 1
    away = np.abs(worn[:, None] - images[None]).mean(axis=(2, 3, 4))
    np.testing.assert_array_equal(away.argmin(axis=1), np.arange(100))
    assert 0.35 < np.mean(away.diagonal() > 0) < 0.65


@pytest.mark.parametrize("wear", [0.7, 0.1])
def test_a_faint_fault_makes_nothing_of_no_digit(mnist, digits, wear):
    """Trap 43: a blur of .7 pixels, and noise of a tenth of white."""
    images = digits.images[:300]
    if wear == 0.7:
        worn = ndimage.gaussian_filter(images.astype(np.float64), (0, wear, wear, 0))
    else:
        worn = images + 255 * np.random.default_rng(0).normal(0, wear, images.shape)
    _, logits = mnist.outputs(np.clip(np.rint(worn), 0, 255).astype(np.uint8))
    assert np.mean(logits.argmax(axis=1) == mnist.n_classes) < 0.02


@pytest.mark.parametrize("shape", [(28, 28, 1), (12, 10, 3), (1, 1, 1)])
def test_random_convolutions_are_the_same_every_time(shape):
    images = np.random.default_rng(0).integers(0, 256, [5, *shape], dtype=np.uint8)
    one, other = RandomConvolutions(shape), RandomConvolutions(shape)
    np.testing.assert_array_equal(one.features(images), other.features(images))
    assert one.sha256 == other.sha256
    assert one.features(images).shape == (5, 64)


def test_random_convolutions_keep_the_size_of_what_they_see():
    # He et al.: the mean square of a layer's outputs is twice that of the inputs' halves.
    images = np.random.default_rng(0).integers(0, 256, [500, 28, 28, 1], dtype=np.uint8)
    found = np.square(RandomConvolutions((28, 28, 1)).features(images)).mean()
    assert 0.2 < found / np.square(images / 255).mean() < 5


def test_every_other_image_is_mirrored(few):
    def sides(mirror):
        half = np.zeros([2, 8, 8, 1], np.uint8)
        half[:, :, :3] = 255
        split = Split(half, np.arange(2), ("a", "b"), "half/train")
        ((images, _),) = training.batches(split, steps=1, mirror=mirror, seed=0)
        return [image[:, :4].sum() > image[:, 4:].sum() for image in images[:2]]

    assert sides(mirror=False) == [True, True]
    assert sides(mirror=True) == [True, False]


def test_principal_components_are_those_of_the_covariance(digits):
    split = Split(digits.images, digits.labels, digits.classes, "digits")
    found = PrincipalComponents(split).features(split.images)
    pixels = split.images.reshape(len(split), -1) / 255
    variances = np.linalg.eigvalsh(np.cov(pixels.T))[::-1][:64]
    np.testing.assert_allclose(found.var(axis=0, ddof=1)[:10], variances[:10], rtol=1e-3)
    np.testing.assert_allclose(found.mean(axis=0), 0, atol=1e-5)


def test_rounding_on_another_machine_makes_no_other_space(few, monkeypatch):
    here = PrincipalComponents(few)
    fit = PCA.fit

    def fit_elsewhere(self, pixels):
        return fit(self, np.nextafter(pixels, 2))

    monkeypatch.setattr(PCA, "fit", fit_elsewhere)
    elsewhere = PrincipalComponents(few)
    assert (here.features(few.images) != elsewhere.features(few.images)).any()
    assert here.sha256 == elsewhere.sha256


def test_other_training_images_make_another_space(few):
    other = Split(255 - few.images, few.labels, few.classes, few.name)
    assert PrincipalComponents(few).sha256 != PrincipalComponents(other).sha256


def test_few_images_have_fewer_components(few):
    assert PrincipalComponents(few).features(few.images).shape == (60, 60)


def test_pictures_of_nothing_of_one_pixel_are_pictures():
    pictures = spoiled.pictures_of_nothing(np.full([2, 1, 1, 1], 0.5), 50, np.random.default_rng(0))
    assert ((pictures >= 0) & (pictures <= 1)).all()
