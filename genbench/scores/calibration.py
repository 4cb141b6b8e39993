"""Calibration rows: samples whose faults are known, measured like a model's.

A metric that likes the mean image or noise is shown to do so, in every table.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
from scipy import ndimage
from tqdm import tqdm

from genbench.data import images
from genbench.scores.table import Score, measure
from genbench.scores.views import Reference, View
from genbench.system.randomness import generator
from genbench.system.threads import in_threads

BLUR = 1.0
N_MEMORISED = 500
N_COMPONENTS = 20


def real_train(train: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Returns training images: what a perfect copier draws."""
    return train[_rows(len(train), n, rng)]


def blurred_real(train: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Returns training images under a Gaussian blur of BLUR pixels."""
    chosen = real_train(train, n, rng).astype(np.float64)
    return np.rint(ndimage.gaussian_filter(chosen, (0, BLUR, BLUR, 0))).astype(np.uint8)


def mean_image(train: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Returns the mean of the training images, n times."""
    mean = np.rint(train.mean(axis=0)).astype(np.uint8)
    return np.repeat(mean[None], n, axis=0)


def noise(train: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Returns pixels each drawn evenly from 0 to 255."""
    return rng.integers(256, size=(n, *train.shape[1:]), dtype=np.uint8)


def memoriser(train: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Returns N_MEMORISED training images, or a tenth of them where they are few, repeated."""
    known = train[rng.permutation(len(train))[: max(1, min(N_MEMORISED, len(train) // 10))]]
    return rng.choice(known, n)


def probabilistic_pca(train: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Returns draws from the Gaussian of N_COMPONENTS components, its noise included.

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
    "blurred real": blurred_real,
    "mean image": mean_image,
    "noise": noise,
    "memoriser": memoriser,
    "probabilistic PCA": probabilistic_pca,
}
REAL = "real held out"
ROWS = (REAL, *FAULTS)


def view(row: str, reference: Reference, *, n: int, n_draws: int) -> View:
    """Returns n_draws * n images of a row, the same every time.

    Those of REAL are held-out images, in each draw other ones than those they are compared with:
    what a model scores that draws the data itself.
    """
    if row == REAL:
        rows = [reference.rows(draw, n, others=True) for draw in range(n_draws)]
        return reference.held_out.take(np.concatenate(rows))
    rng = generator("calibration", row)
    return reference.look(FAULTS[row](reference.train_split.images, n_draws * n, rng))


def measured(
    reference: Reference, *, n: int, n_draws: int, progress: bool | None = None
) -> dict[str, list[Score]]:
    """Returns the scores of all rows.

    Args:
        reference: the data set.
        n: images in a draw.
        n_draws: how many draws.
        progress: show a progress bar; by default on a terminal.
    """

    def row_scores(row: str) -> list[Score]:
        fakes = view(row, reference, n=n, n_draws=n_draws)
        return list(itertools.chain(*measure(reference, fakes, n=n, n_draws=n_draws)))

    # The first row alone: it finds what the others are held to, too.
    found = itertools.chain([row_scores(REAL)], in_threads(row_scores, FAULTS))
    disable = None if progress is None else not progress
    ticks = tqdm(found, desc="calibration rows", total=len(ROWS), disable=disable)
    return dict(zip(ROWS, ticks, strict=True))


def _rows(n_rows: int, n: int, rng: np.random.Generator) -> np.ndarray:
    """Returns n rows, different ones as far as there are enough."""
    return np.take(rng.permutation(n_rows), np.arange(n), mode="wrap")
