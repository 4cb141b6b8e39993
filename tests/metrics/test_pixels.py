import numpy as np
import pytest
from scipy import ndimage

from genbench import metrics
from genbench.metrics import pixels


def pictures(n=8, shape=(20, 24), seed=0):
    noise = np.random.default_rng(seed).random([n, *shape])
    return ndimage.gaussian_filter(noise, [0, 1, 1] + [0] * (len(shape) - 2))


def test_laplacian_variance_is_that_of_scipy():
    images = pictures()
    expected = [ndimage.laplace(image)[1:-1, 1:-1].var() for image in images]
    np.testing.assert_allclose(metrics.laplacian_variance(images), expected, rtol=1e-12)


def test_pictures_are_measured_alike_in_blocks(monkeypatch):
    images, others = pictures(seed=0), pictures(seed=1)
    whole = metrics.ssim(images, others)
    monkeypatch.setattr(pixels, "BLOCK_SIZE", 3 * 20 * 24)
    np.testing.assert_allclose(metrics.ssim(images, others), whole, rtol=1e-12)


def test_half_the_contrast_is_a_quarter_of_the_sharpness():
    images = pictures()
    assert metrics.sharpness(images, images / 2) == pytest.approx(0.25)


def test_blur_lowers_sharpness_and_noise_raises_it():
    images = pictures()
    assert metrics.sharpness(images, ndimage.gaussian_filter(images, [0, 1, 1])) < 0.5
    assert metrics.sharpness(images, np.random.default_rng(1).random([8, 20, 24])) > 2


def test_reconstruction_error_is_per_pixel_and_per_image():
    images = pictures(shape=(12, 12, 3))
    others = images.copy()
    others[2] = 0
    expected = np.where(np.arange(8) == 2, np.mean(images[2] ** 2), 0)
    np.testing.assert_allclose(metrics.reconstruction_error(images, others), expected)


def ssim_by_windows(image, other):
    """The definition, window by window, with the truncated Gaussian of SciPy as the weights."""
    impulse = np.zeros([11, 11])
    impulse[5, 5] = 1
    weights = ndimage.gaussian_filter(impulse, 1.5, radius=5)
    values = []
    for i in range(image.shape[0] - 10):
        for j in range(image.shape[1] - 10):
            x, y = image[i : i + 11, j : j + 11], other[i : i + 11, j : j + 11]
            mx, my = np.sum(weights * x), np.sum(weights * y)
            vx, vy = np.sum(weights * (x - mx) ** 2), np.sum(weights * (y - my) ** 2)
            cov = np.sum(weights * (x - mx) * (y - my))
            value = (2 * mx * my + 1e-4) / (mx**2 + my**2 + 1e-4)
            values.append(value * (2 * cov + 9e-4) / (vx + vy + 9e-4))
    return np.mean(values)


def test_ssim_is_that_of_its_definition():
    images, others = pictures(n=2, seed=0), pictures(n=2, seed=1)
    expected = [ssim_by_windows(*pair) for pair in zip(images, others, strict=True)]
    np.testing.assert_allclose(metrics.ssim(images, others), expected, rtol=1e-10)


def test_ssim_of_equal_images_is_one():
    images = pictures(shape=(12, 14, 3))
    np.testing.assert_allclose(metrics.ssim(images, images), 1, rtol=1e-12)


def test_ssim_diversity_is_one_for_one_picture_repeated():
    assert metrics.ssim_diversity(np.repeat(pictures(n=1), 30, axis=0)) == pytest.approx(1)


def test_ssim_diversity_draws_every_pair_of_different_images():
    images = pictures(n=3)
    pairs = metrics.ssim(images[[0, 0, 1]], images[[1, 2, 2]])
    assert metrics.ssim_diversity(images, n_pairs=6000) == pytest.approx(pairs.mean(), abs=0.01)


@pytest.mark.parametrize("images", [np.zeros([4, 784]), np.zeros([0, 28, 28])])
def test_what_is_no_batch_of_images_is_refused(images):
    with pytest.raises(ValueError, match="images must be images"):
        metrics.laplacian_variance(images)


@pytest.mark.parametrize("value", [255, -0.1, np.nan])
def test_values_outside_the_unit_interval_are_refused(value):
    images = pictures()
    images[3, 2, 1] = value
    with pytest.raises(ValueError, match=r"images must lie in \[0, 1\]"):
        metrics.ssim_diversity(images)


def test_images_of_another_size_are_refused():
    with pytest.raises(ValueError, match="real and fake must be of one size"):
        metrics.sharpness(pictures(), pictures(shape=(28, 28)))


def test_images_smaller_than_the_window_are_refused():
    with pytest.raises(ValueError, match="at least 11 pixels"):
        metrics.ssim_diversity(pictures(shape=(8, 8)))


def test_flat_real_images_are_refused():
    with pytest.raises(ValueError, match="real must not be flat"):
        metrics.sharpness(np.ones([4, 8, 8]), np.ones([4, 8, 8]))
