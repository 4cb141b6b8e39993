"""A data set as the feature spaces see it, in draws of equal size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from genbench import metrics
from genbench.data import Split, images
from genbench.metrics import Neighbours
from genbench.scoring import judge
from genbench.scoring.judge import Judge, PrincipalComponents, RandomConvolutions, Space
from genbench.system import cache
from genbench.system.randomness import rng_for

JUDGE, PCA, RANDOM, PICTURES = "judge", "pca", "random", "pictures"
# How images are looked at, drawn and measured. To be raised with every change that moves a figure:
# what the cache keeps belongs to it.
PROTOCOL = 3


@dataclass(frozen=True, eq=False)
class View:
    """Images, and what the spaces make of them.

    Attributes:
        images: uint8 [n, h, w, c].
        features: float32 [n, feature_size] by space.
        logits: the judge's, [n, n_classes + 1], the last for nothing; None without a judge.
    """

    images: np.ndarray
    features: Mapping[str, np.ndarray]
    logits: np.ndarray | None

    def __len__(self) -> int:
        return len(self.images)

    def take(self, rows: np.ndarray | slice) -> View:
        """Returns the view of some of the images."""
        logits = None if self.logits is None else self.logits[rows]
        features = {space: matrix[rows] for space, matrix in self.features.items()}
        return View(self.images[rows], features, logits)


class Reference:
    """A data set that samples are held against: its splits, and the spaces pinned to it.

    Args:
        dataset: what it is called, which says whether a judge is shipped for it.
        train: the training split.
        held_out: the other one.

    Raises:
        InvalidInput: all of the training images are the same.
    """

    def __init__(self, dataset: str, train: Split, held_out: Split) -> None:
        self.train_split = train
        train.check_varied()
        self.held_out_split = held_out
        self.judge: Judge | None = judge.load(dataset, train)
        self._blind = {
            PCA: PrincipalComponents(train),
            RANDOM: RandomConvolutions(train.image_shape),
        }
        self.spaces: dict[str, Space] = {**self._blind}
        if self.judge:
            self.spaces = {JUDGE: self.judge, **self._blind}
        self._real: dict[tuple[int, int, str], Real] = {}
        self._training: dict[str, Training] = {}
        self._null: dict[tuple[int, str], float] = {}

    def look(self, pictures: np.ndarray) -> View:
        """Returns how the spaces see images uint8 [n, h, w, c]."""
        return self._view(pictures, self._seen(pictures))

    @property
    def label_counts(self) -> np.ndarray:
        """Training images of each class, int64 [n_classes]; of no class without labels."""
        return self.train_split.class_counts

    @cached_property
    def train(self) -> View:
        """The training images."""
        return self._look_at(self.train_split)

    @cached_property
    def held_out(self) -> View:
        """The held-out images."""
        return self._look_at(self.held_out_split)

    def real(self, draw: int, n: int, space: str) -> Real:
        """Returns n held-out images: other ones in each draw, as far as there are enough."""
        key = draw, n, space
        if key not in self._real:
            view = self.held_out.take(self.rows(draw, n))
            self._real[key] = Real(view, self.training(space), space, self.null(n, space))
        return self._real[key]

    def null(self, n: int, space: str) -> float | None:
        """Returns the Fréchet distance to expect between two draws of n real images.

        None where the held-out images are too few to say, and in a space without features.
        """
        features = self.held_out.features.get(space)
        if features is None or len(features) <= features.shape[1]:
            return None
        key = n, space
        if key not in self._null:
            self._null[key] = metrics.frechet_null(features, n_real=n, n_fake=n)
        return self._null[key]

    def rows(self, draw: int, n: int, *, others: bool = False) -> np.ndarray:
        """Returns the rows of the held-out images of a draw, int64 [n].

        Draws share no image until the set is used up; then it is shuffled anew. A set of fewer
        than n is repeated. The first rows of a split can be easier than the rest: MNIST's are.

        Args:
            draw: number of the draw, from 0.
            n: images in a draw.
            others: those of another draw, that shares no image with this one where there are
                twice n.
        """
        n_held_out = len(self.held_out_split)
        n_draws = max(1, n_held_out // n)
        shuffle, place = divmod(draw, n_draws)
        start = (place + others) % n_draws * n
        rows = rng_for(shuffle, "held out").permutation(n_held_out)
        return np.take(rows, np.arange(start, start + n), mode="wrap")

    def training(self, space: str) -> Training:
        """Returns the training images in a space."""
        if space not in self._training:
            self._training[space] = Training(self.train, space)
        return self._training[space]

    def _look_at(self, split: Split) -> View:
        spaces = (space.sha256 for space in self.spaces.values())
        key = cache.key(split.sha256, *spaces, PROTOCOL)
        seen = cache.cached(f"features/{key}", lambda: self._seen(split.images))
        return self._view(split.images, seen)

    def _seen(self, pictures: np.ndarray) -> dict[str, np.ndarray]:
        seen = {name: space.features(pictures) for name, space in self._blind.items()}
        if self.judge:
            seen[JUDGE], seen["logits"] = self.judge.outputs(pictures)
        return seen

    def _view(self, pictures: np.ndarray, seen: Mapping[str, np.ndarray]) -> View:
        features = {space: seen[space] for space in self.spaces}
        return View(pictures, features, seen.get("logits"))


def reference_of(dataset: str, train: Split, held_out: Split) -> Reference:
    """Returns the reference of a data set; arguments as for Reference.

    The last one is kept: models that are measured one after the other are held to the same images,
    whose own searches need no second time.
    """
    key = dataset, train.sha256, held_out.sha256
    if key not in _KEPT:
        _KEPT.clear()
        _KEPT[key] = Reference(dataset, train, held_out)
    return _KEPT[key]


_KEPT: dict[tuple[str, str, str], Reference] = {}


class Training:
    """The training images in one space, and their cells, which every model is held to."""

    def __init__(self, view: View, space: str) -> None:
        self._view = view
        self._space = space

    @property
    def features(self) -> np.ndarray:
        """float32 [n, feature_size]."""
        return self._view.features[self._space]

    @cached_property
    def centres(self) -> np.ndarray:
        """Of the cells that copying is counted in, [n_cells, feature_size]."""
        return metrics.cell_centres(self.features)


class Real:
    """A draw of held-out images in one space, and the searches that every model is held to."""

    def __init__(self, view: View, training: Training, space: str, null: float | None) -> None:
        self.view = view
        self.training = training
        self.space = space
        self.null = null

    @cached_property
    def images(self) -> np.ndarray:
        """float32 [n, h, w, c] in [0, 1]."""
        return images.to_float(self.view.images)

    @cached_property
    def features(self) -> np.ndarray:
        """float32 [n, feature_size]."""
        return self.view.features[self.space]

    @cached_property
    def distances(self) -> np.ndarray:
        """From each image to its nearest others, [n, k]; see `metrics.neighbour_distances`."""
        return metrics.neighbour_distances(self.features)

    @cached_property
    def nearest_training(self) -> Neighbours:
        """The nearest training image of each."""
        return metrics.nearest_training(self.training.features, self.features)
