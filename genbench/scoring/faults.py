"""Samples whose faults are known: what a metric should see, and what it may miss.

Each function takes the training images, uint8 [m, h, w, c].
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import ndimage

from genbench.data import images

# Deviation of the blur, in pixels.
BLUR = 1.0
N_MEMORISED = 500
N_COMPONENTS = 20
# The row that tables show beside real images.
BLURRED = "blurred real"


def real_train(train: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Returns training images uint8 [n, h, w, c]: what a perfect copier draws."""
    return train[_rows(len(train), n, rng)]


def blurred_real(train: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Returns training images uint8 [n, h, w, c] under a Gaussian blur of BLUR pixels."""
    chosen = real_train(train, n, rng).astype(np.float64)
    return np.rint(ndimage.gaussian_filter(chosen, (0, BLUR, BLUR, 0))).astype(np.uint8)


def mean_image(train: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Returns the mean of the training images, n times, uint8 [n, h, w, c]."""
    mean = np.rint(train.mean(axis=0)).astype(np.uint8)
    return np.repeat(mean[None], n, axis=0)


def noise(train: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Returns pixels each drawn evenly from 0 to 255, uint8 [n, h, w, c]."""
    return rng.integers(256, size=(n, *train.shape[1:]), dtype=np.uint8)


def memoriser(train: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Returns `some_memorised` images again and again, uint8 [n, h, w, c]."""
    return rng.choice(some_memorised(train, rng), n)


def some_memorised(train: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Returns N_MEMORISED training images, or a tenth where they are few, uint8 [k, h, w, c]."""
    return train[rng.permutation(len(train))[: max(1, min(N_MEMORISED, len(train) // 10))]]


def probabilistic_pca(train: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Returns draws from the Gaussian of N_COMPONENTS components, uint8 [n, h, w, c].

    Reference:
        Tipping and Bishop 1999, "Probabilistic principal component analysis", equations 7 and 8.
    """
    from sklearn.decomposition import PCA

    pixels = train.reshape(len(train), -1)
    fitted = pixels[rng.permutation(len(pixels))[:10_000]] / 255
    model = PCA(min(N_COMPONENTS, *fitted.shape), random_state=0).fit(fitted)
    spread = np.sqrt(np.maximum(model.explained_variance_ - model.noise_variance_, 0))
    latents = rng.normal(size=(n, len(spread)))
    drawn = model.mean_ + latents * spread @ model.components_
    drawn += rng.normal(scale=np.sqrt(model.noise_variance_), size=drawn.shape)
    return images.to_uint8(np.clip(drawn, 0, 1).reshape(n, *train.shape[1:]))


FAULTS: dict[str, Callable[[np.ndarray, int, np.random.Generator], np.ndarray]] = {
    "real train": real_train,
    BLURRED: blurred_real,
    "mean image": mean_image,
    "noise": noise,
    "memoriser": memoriser,
    "probabilistic PCA": probabilistic_pca,
}


def _rows(n_rows: int, n: int, rng: np.random.Generator) -> np.ndarray:
    """Returns n rows, different ones as far as there are enough."""
    return np.take(rng.permutation(n_rows), np.arange(n), mode="wrap")
