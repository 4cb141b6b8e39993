"""A draw of fakes beside a draw of real images, and what several metrics ask of the two."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from scipy import special

from genbench import metrics
from genbench.data import images
from genbench.metrics import Neighbours
from genbench.scoring.reference import PICTURES, Real, View
from genbench.system.errors import InvalidInput


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
    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """Real and fake: images in the space of the pictures, features in another."""
        if self._real.space == PICTURES:
            return self.real_images, self.fake_images
        return self.real, self.fake

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
    def frechet_distance(self) -> float:
        """Between the Gaussians of both."""
        return metrics.frechet_distance(self.real, self.fake)

    @property
    def frechet_ratio(self) -> float:
        """That distance over the one to expect between two draws of real images.

        Raises:
            ValueError: the real images are too few to say.
        """
        distance, null = self.frechet_distance, self._real.null
        if null is None:
            raise InvalidInput("The held-out images are too few to say how far two draws differ.")
        return distance / null

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
            raise InvalidInput("The metrics of labels are the judge's, and there is no judge.")
        return self._fake.logits.astype(np.float64)

    @cached_property
    def class_probabilities(self) -> np.ndarray:
        """What the judge takes the fakes for, were each of some class, float64 [n, n_classes]."""
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
