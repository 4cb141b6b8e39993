"""Pictures of nothing: what a judge must not take for one of its classes.

A classifier of digits calls everything a digit. Shown these beside the digits as a class of
their own, it keeps noise, grey, blur and averages apart from them, in its features as well.
"""

import numpy as np
from scipy import ndimage

# Deviations of the blur, in pixels, and of the noise: up to here a picture is what it was, and
# between these it is nothing any more.
FAINT_BLUR, FAINT_NOISE = 0.75, 0.12
BLUR, NOISE = (1.0, 3.0), (0.2, 0.8)


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


def slightly_worn(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Returns float32 [n, h, w, c] in [0, 1]: one image in four a little blurred, one noisy.

    They stay what they are, for people and so for the judge: faint faults must not weigh more in
    its features than a broken shape.

    Args:
        images: float32 [n, h, w, c] in [0, 1], real ones.
        rng: source of all that is random.
    """
    worn = images.copy()
    fault = rng.integers(4, size=len(images))
    for i in np.flatnonzero(fault == 0):
        worn[i] = _blur(images[i], rng.uniform(0, FAINT_BLUR))
    for i in np.flatnonzero(fault == 1):
        worn[i] += rng.normal(0, rng.uniform(0, FAINT_NOISE), worn[i].shape)
    return np.clip(worn, 0, 1)


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
    return _blur(images[i], rng.uniform(*BLUR))


def _speckled(images, i, rng):
    return images[i] + rng.normal(0, rng.uniform(*NOISE), images[i].shape)


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
