"""What is compared: images as the feature spaces see them, in draws of equal size."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any

import numpy as np
from scipy import special

from genbench import data, judge, metrics
from genbench.data import Split, images
from genbench.judge import Judge, PrincipalComponents, Space
from genbench.metrics import Neighbours
from genbench.system import cache
from genbench.system.randomness import generator

JUDGE, PCA, PICTURES = "judge", "pca", "pictures"


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
        dataset: name or path.
    """

    def __init__(self, dataset: str) -> None:
        self.train_split = data.load(dataset, "train")
        self.held_out_split = data.load(dataset, "held_out")
        self.judge: Judge | None = judge.load(dataset, self.train_split)
        components = PrincipalComponents(self.train_split)
        self.spaces: dict[str, Space] = {PCA: components}
        if self.judge:
            self.spaces = {JUDGE: self.judge, PCA: components}
        self._real: dict[tuple[int, int, str], Real] = {}
        self._training: dict[str, Training] = {}

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
            self._real[key] = Real(view, self.training(space), space)
        return self._real[key]

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
        rows = generator(shuffle, "held out").permutation(n_held_out)
        return np.take(rows, np.arange(start, start + n), mode="wrap")

    def training(self, space: str) -> Training:
        """Returns the training images in a space."""
        if space not in self._training:
            self._training[space] = Training(self.train, space)
        return self._training[space]

    def _look_at(self, split: Split) -> View:
        spaces = (space.sha256 for space in self.spaces.values())
        key = cache.key(split.sha256, *spaces, code_sha256())
        seen = cache.cached(f"features/{key}", lambda: self._seen(split.images))
        return self._view(split.images, seen)

    def _seen(self, pictures: np.ndarray) -> dict[str, np.ndarray]:
        seen = {PCA: self.spaces[PCA].features(pictures)}
        if self.judge:
            seen[JUDGE], seen["logits"] = self.judge.outputs(pictures)
        return seen

    def _view(self, pictures: np.ndarray, seen: Mapping[str, np.ndarray]) -> View:
        features = {space: seen[space] for space in self.spaces}
        return View(pictures, features, seen.get("logits"))


def code_sha256() -> str:
    """Returns the digest of the code that measures: what other code has kept does not count."""
    sha256 = hashlib.sha256()
    for room in ("judge", "metrics", "scores"):
        folder = resources.files("genbench").joinpath(room)
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            if file.name.endswith(".py"):
                sha256.update(file.read_bytes())
    return sha256.hexdigest()


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

    def __init__(self, view: View, training: Training, space: str) -> None:
        self.view = view
        self.training = training
        self.space = space

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
        """From each image to its nearest others, as `metrics.neighbour_distances` has them."""
        return metrics.neighbour_distances(self.features)

    @cached_property
    def nearest_training(self) -> Neighbours:
        """The nearest training image of each."""
        return metrics.nearest_training(self.training.features, self.features)


class Pair:
    """A draw of fakes beside a draw of real images, and what several metrics ask of the two."""

    def __init__(self, real: Real, fake: View, label_counts: np.ndarray) -> None:
        self._real = real
        self._fake = fake
        self._label_counts = label_counts

    @cached_property
    def real_images(self) -> np.ndarray:
        """float32 [n, h, w, c] in [0, 1]."""
        return self._real.images

    @cached_property
    def fake_images(self) -> np.ndarray:
        """float32 [n, h, w, c] in [0, 1]."""
        return images.to_float(self._fake.images)

    @property
    def real(self) -> np.ndarray:
        """Features of the real images, float32 [n, feature_size]."""
        return self._real.features

    @property
    def fake(self) -> np.ndarray:
        """Features of the fakes, float32 [n, feature_size]."""
        return self._fake.features[self._real.space]

    @property
    def train(self) -> np.ndarray:
        """Features of the training images, float32 [n_train, feature_size]."""
        return self._real.training.features

    @cached_property
    def neighbours(self) -> dict[str, Any]:
        """How far apart the samples of each set lie, as the metrics of neighbours take it."""
        distances = metrics.neighbour_distances(self.fake)
        return {"real_distances": self._real.distances, "fake_distances": distances}

    @cached_property
    def balls(self) -> metrics.PrecisionRecallDensityCoverage:
        """Precision, recall, density and coverage, by the balls of the nearest neighbours."""
        return metrics.precision_recall_density_coverage(self.real, self.fake, **self.neighbours)

    @cached_property
    def improved(self) -> metrics.PrecisionRecall:
        """Precision and recall of Kynkäänniemi et al."""
        return metrics.improved_precision_recall(self.real, self.fake, **self.neighbours)

    @cached_property
    def capped(self) -> metrics.PrecisionRecall:
        """Precision and recall that outliers cannot lift."""
        return metrics.capped_precision_recall(self.real, self.fake, **self.neighbours)

    @cached_property
    def accuracy(self) -> metrics.NearestNeighbourAccuracy:
        """How well the nearest neighbour tells real from fake."""
        return metrics.nearest_neighbour_accuracy(self.real, self.fake, **self.neighbours)

    @cached_property
    def nearest_training(self) -> Neighbours:
        """The nearest training image of each fake."""
        return metrics.nearest_training(self.train, self.fake)

    @cached_property
    def authenticity(self) -> float:
        """The share of fakes that are no copies of training images."""
        return metrics.authenticity(self.train, self.fake, fake_neighbours=self.nearest_training)

    @cached_property
    def copying(self) -> float:
        """Whether the fakes are nearer to the training images than the real ones are."""
        return metrics.copying(
            self.train,
            self.real,
            self.fake,
            centres=self._real.training.centres,
            test_neighbours=self._real.nearest_training,
            fake_neighbours=self.nearest_training,
        )

    @cached_property
    def duplicates(self) -> metrics.BirthdayDuplicates:
        """How many of the fakes are all but the same."""
        return metrics.birthday_duplicates(self.real, self.fake)

    @property
    def logits(self) -> np.ndarray:
        """The judge's of the fakes, float64 [n, n_classes + 1].

        Raises:
            ValueError: there is no judge.
        """
        if self._fake.logits is None:
            raise ValueError("The metrics of labels are the judge's, and there is no judge.")
        return self._fake.logits.astype(np.float64)

    @cached_property
    def class_probabilities(self) -> np.ndarray:
        """What the judge takes the fakes for, were each of some class."""
        return special.softmax(self.logits[:, :-1], axis=1)

    @cached_property
    def nothing_probabilities(self) -> np.ndarray:
        """How surely the judge takes each fake for nothing, [n]."""
        return special.softmax(self.logits, axis=1)[:, -1]

    @cached_property
    def labels(self) -> metrics.LabelDivergence:
        """How far the fakes' classes are from those of the training images."""
        guesses = self.class_probabilities.argmax(axis=1)
        counts = np.bincount(guesses, minlength=len(self._label_counts))
        return metrics.label_divergence(self._label_counts, counts)
