"""Pictures of nothing: what a judge must not take for one of its classes.

A classifier of digits calls everything a digit. Shown these beside the digits as a class of
their own, it keeps noise, grey, blur and averages apart from them, in its features as well.
"""

import numpy as np
from scipy import ndimage


def pictures_of_nothing(images: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Returns float32 [n, h, w, c] in [0, 1]: real images, each spoiled in one of the ways below.

    Args:
        images: float32 [m, h, w, c] in [0, 1], real ones.
        n: how many to make.
        rng: source of all that is random.
    """
    ways = rng.integers(len(SPOILED), size=n)
    spoiled = [SPOILED[way](images, i % len(images), rng) for i, way in enumerate(ways)]
    return np.clip(spoiled, 0, 1).astype(np.float32)


def _uniform_noise(images, i, rng):
    return rng.random(images[i].shape)


def _smooth_noise(images, i, rng):
    # One pixel alone does not vary.
    noise = _blur(rng.normal(size=images[i].shape), rng.uniform(0.5, 3))
    return 0.5 + noise / (noise.std() or 1.0) * rng.uniform(0.1, 0.6)


def _shuffled_pixels(images, i, rng):
    return rng.permutation(images[i].ravel()).reshape(images[i].shape)


def _grey(images, i, rng):
    return np.full(images[i].shape, rng.random())


def _blurred(images, i, rng):
    return _blur(images[i], rng.uniform(1, 3))


def _speckled(images, i, rng):
    return images[i] + rng.normal(0, rng.uniform(0.2, 0.8), images[i].shape)


def _averaged(images, i, rng):
    n = rng.choice([2, 4, 16, len(images)])
    return rng.choice(images, n).mean(axis=0)


def _quarters(images, i, rng):
    h, w = images.shape[1] // 2, images.shape[2] // 2
    a, b, c, d = rng.choice(images, 4)
    top = np.concatenate([a[:h, :w], b[:h, w:]], axis=1)
    return np.concatenate([top, np.concatenate([c[h:, :w], d[h:, w:]], axis=1)])


def _blur(image, sigma):
    return ndimage.gaussian_filter(image, (sigma, sigma, 0))


SPOILED = (
    _uniform_noise,
    _smooth_noise,
    _shuffled_pixels,
    _grey,
    _blurred,
    _speckled,
    _averaged,
    _quarters,
)
