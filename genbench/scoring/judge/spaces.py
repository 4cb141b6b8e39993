"""Feature spaces: the judge's, principal components of the pixels, and a network of chance."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from genbench.data import Split
from genbench.scoring.judge.network import KERNEL_SIZE, STRIDE, outputs
from genbench.system.arrays import digest
from genbench.system.cache import cached
from genbench.system.randomness import rng_for

# mnist5k's digits are MNIST's.
SHIPPED = {"mnist": "mnist", "mnist5k": "mnist", "fashion_mnist": "fashion_mnist"}
EPOCHS_ON_DEMAND, MOST_STEPS_ON_DEMAND = 50, 4000
N_COMPONENTS = 64
RANDOM_CHANNELS, RANDOM_LEAST_SIDE = (16, 32, 64, 64, 64), 7
# Numbers that the components are fitted to: 21,000 images of 28 x 28.
FIT_SIZE = 2**24


class Space(Protocol):
    """What turns images into features that distances are taken between."""

    description: str
    sha256: str
    """The same where scores can be compared."""

    def features(self, images: np.ndarray) -> np.ndarray:
        """Returns float32 [n, feature_size] of images uint8 [n, h, w, c]."""
        ...


class Judge:
    """A classifier that this project trained, whose last hidden layer is a feature space.

    Args:
        weights: see `judge.network.outputs`; the last logit stands for nothing.
        description: what it learned from.
    """

    def __init__(self, weights: Sequence[np.ndarray], description: str) -> None:
        self.weights = tuple(weights)
        self.description = description
        self.sha256 = digest(*self.weights)
        self.n_classes = len(self.weights[-1]) - 1

    def features(self, images: np.ndarray) -> np.ndarray:
        """Returns what the last layer sees, float32 [n, feature_size]."""
        return self.outputs(images)[0]

    def outputs(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Returns features float32 [n, feature_size] and logits float32 [n, n_classes + 1].

        The last logit is that of nothing: noise, grey, a blur or an average.
        """
        return outputs(self.weights, images)


class PrincipalComponents:
    """The leading principal components of a training split's pixels, the mean taken off."""

    def __init__(self, train: Split) -> None:
        from sklearn.decomposition import PCA

        pixels = _pixels(train.images)
        n_fitted = max(2, FIT_SIZE // pixels.shape[1])
        rows = rng_for(0, "principal components").permutation(len(pixels))[:n_fitted]
        n_components = min(N_COMPONENTS, len(rows), pixels.shape[1])
        model: Any = PCA(n_components, random_state=0)
        model.fit(pixels[rows] / 255)
        self._mean, self._axes = model.mean_, model.components_.T
        self.description = f"{n_components} principal components of {train.name}"
        # Of what they are fitted to: the components' last bits differ from machine to machine.
        fitted = np.frombuffer(bytes.fromhex(train.sha256), np.uint8)
        self.sha256 = digest(fitted, rows, np.array(n_components))

    def features(self, images: np.ndarray) -> np.ndarray:
        """Returns the components, float32 [n, n_components]."""
        blocks = np.array_split(_pixels(images), 1 + images.size // FIT_SIZE)
        centred = (block / 255 - self._mean for block in blocks)
        return np.concatenate([block @ self._axes for block in centred]).astype(np.float32)


class RandomConvolutions:
    """A network that has learned nothing: convolutions whose weights were drawn once.

    It has no idea of digits or clothes, and so no liking for those of one model; what it tells
    apart are strokes, edges and textures.

    Args:
        image_shape: (h, w, c) of the images.

    Reference:
        Naeem et al. 2020, arXiv:2002.09797, section 4, which takes a VGG16 with random weights;
        He et al. 2015, arXiv:1502.01852, equation 10, for their spread.
    """

    def __init__(self, image_shape: tuple[int, int, int]) -> None:
        rng = rng_for(0, "random convolutions")
        h, w, channels = image_shape
        shapes: list[tuple[int, ...]] = []
        for n_filters in RANDOM_CHANNELS:
            if max(h, w) <= RANDOM_LEAST_SIDE:
                break
            shapes.append((KERNEL_SIZE, KERNEL_SIZE, channels, n_filters))
            h, w, channels = -(-h // STRIDE), -(-w // STRIDE), n_filters
        shapes.append((h * w * channels, N_COMPONENTS))
        self._weights = [array for shape in shapes for array in _drawn(rng, shape)]
        self.description = f"{N_COMPONENTS} outputs of a convolutional network that was not trained"
        self.sha256 = digest(*self._weights)

    def features(self, images: np.ndarray) -> np.ndarray:
        """Returns the outputs of the last layer, float32 [n, 64]."""
        return outputs(self._weights, images)[1]


def load(dataset: str, train: Split) -> Judge | None:
    """Returns the judge of a data set: shipped, or trained now and kept; None without labels.

    Args:
        dataset: name or path of the data set.
        train: its training split.
    """
    if dataset in SHIPPED:
        name = SHIPPED[dataset]
        return Judge(shipped(name), f"shipped, trained on the training split of {name}")
    if train.labels is None or len(train.classes) < 2:
        return None

    def trained() -> dict[str, np.ndarray]:
        from genbench.scoring.judge.training import BATCH_SIZE, fit

        epoch = -(-len(train) // BATCH_SIZE)
        steps = min(EPOCHS_ON_DEMAND * epoch, MOST_STEPS_ON_DEMAND)
        return named(fit(train, steps=steps))

    arrays = cached(f"judges/{train.sha256}", trained)
    return Judge(list(arrays.values()), f"trained on demand on {train.name}")


def shipped(name: str) -> list[np.ndarray]:
    """Returns the weights that the package brings: kernel and bias of each layer, float16."""
    with resources.files("genbench.scoring.judge").joinpath(f"{name}.npz").open("rb") as file:
        return list(np.load(file, allow_pickle=False).values())


def write(weights: Sequence[np.ndarray], path: Path) -> None:
    """Writes weights as the package brings them."""
    np.savez_compressed(path, allow_pickle=False, **named(weights))


def named(weights: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    """Returns the weights under names that keep their order."""
    return {f"{i:02d}": array for i, array in enumerate(weights)}


def _drawn(rng: np.random.Generator, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Returns a kernel of that shape, and a bias of zeros."""
    spread = np.sqrt(2 / np.prod(shape[:-1]))
    return rng.normal(0, spread, shape).astype(np.float32), np.zeros(shape[-1], np.float32)


def _pixels(images: np.ndarray) -> np.ndarray:
    return images.reshape(len(images), -1)
