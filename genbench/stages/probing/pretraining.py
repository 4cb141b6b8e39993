"""Pre-training: a classifier started from an encoder's weights, and one started at random."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from genbench import data
from genbench.data import Split
from genbench.models import building
from genbench.models.running.steps import Chunk, compile_chunk
from genbench.runs import Run
from genbench.stages.probing.classifier import Classifier
from genbench.stages.probing.encoder import Encoder, encoder
from genbench.stages.probing.records import Arm, Pretraining, over_seeds
from genbench.system.backend import keras
from genbench.system.numbers import rounded
from genbench.system.randomness import rng_for

BATCH_SIZE = 100
LEARNING_RATE = 1e-3
N_MARKS = 10
# Held-out images that the learning curves are over; what stands at the end is over all.
N_ON_THE_WAY = 2000


@dataclass(frozen=True)
class Learning:
    """How one classifier learned: one seed of an arm."""

    curve: tuple[float, ...]
    """Held-out accuracy at each mark, on the images that the curves are over."""
    accuracy: float
    """Held-out accuracy after the last step, on all images."""


def draw(labels: np.ndarray, n: int, *, seed: int) -> np.ndarray:
    """Returns n rows, int64 [n], with equally many of each class, give or take one.

    A class with too few rows gives all of them. The rows for more labels hold those for fewer.

    Args:
        labels: int64 [n_images].
        n: how many.
        seed: of the draw.
    """
    order = rng_for(seed, "labelled").permutation(len(labels))
    ranks = np.empty(len(labels), np.int64)
    for label in np.unique(labels):
        members = np.flatnonzero(labels[order] == label)
        ranks[members] = np.arange(len(members))
    return order[np.argsort(ranks, kind="stable")[:n]]


def marks(steps: int) -> tuple[int, ...]:
    """Returns the steps after which the held-out accuracy is taken, the last one included.

    They lie evenly on a logarithmic axis, on multiples of a fiftieth of all steps.
    """
    chunk = chunk_length(steps)
    wanted = np.geomspace(chunk, steps, N_MARKS)
    return tuple(sorted({min(steps, chunk * round(mark / chunk)) for mark in wanted} | {steps}))


def chunk_length(steps: int) -> int:
    """Returns how many steps are one compiled call."""
    return max(1, steps // 50)


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A classifier, compiled once, and what it is trained and held out on."""

    classifier: Classifier
    run_chunk: Chunk
    trained: list[np.ndarray]
    """The hidden layers' weights in the model that is probed."""
    untrained: Callable[[int], list[np.ndarray]]
    """Seed -> the weights that the model's recipe starts from."""
    split: Split
    held_out: Split
    steps: int

    def compare(self, n: int, *, n_seeds: int, ticks: tqdm) -> Pretraining:
        """Returns how each arm learned from n labels.

        Both arms of a seed see the same labelled images in the same batches.

        Args:
            n: how many labels.
            n_seeds: how often each arm is trained.
            ticks: goes on by one for each training.
        """
        pretrained: list[Learning] = []
        random: list[Learning] = []
        for seed in range(n_seeds):
            labelled = self.split.take(draw(self.split.known_labels, n, seed=seed))
            for arm, weights in ((pretrained, self.trained), (random, self.untrained(seed))):
                self.classifier.start(weights)
                arm.append(self.learn(labelled, seed=seed))
                ticks.update()
        return Pretraining(
            labels=n,
            steps=marks(self.steps),
            pretrained=_arm(pretrained),
            random=_arm(random),
            difference=over_seeds(
                [a.accuracy - b.accuracy for a, b in zip(pretrained, random, strict=True)]
            ),
        )

    def learn(self, labelled: Split, *, seed: int) -> Learning:
        """Trains the classifier from where it is; the seed orders the images."""
        on_the_way = rng_for(0, "on the way").permutation(len(self.held_out))[:N_ON_THE_WAY]
        due = marks(self.steps)
        curve, step = [], 0
        for images, labels in data.chunks(
            labelled,
            batch_size=min(BATCH_SIZE, len(labelled)),
            chunk_length=chunk_length(self.steps),
            seed=seed,
            stop=self.steps,
        ):
            self.run_chunk(images, labels, {})
            step += len(images)
            if step in due:
                curve.append(self.accuracy(on_the_way))
        return Learning(tuple(curve), self.accuracy(np.arange(len(self.held_out))))

    def accuracy(self, rows: np.ndarray) -> float:
        """Returns the share of some held-out images that the classifier reads rightly.

        Args:
            rows: int64 [n], of the held-out split.
        """
        part = self.held_out.take(rows)
        return float(np.mean(self.classifier.predict(part.images) == part.labels))


def trial(run: Run, probed: Encoder, *, split: Split, held_out: Split, steps: int) -> Trial | None:
    """Returns the classifier of a model's hidden layers; None where it has none to train.

    Args:
        run: whose model is probed.
        probed: the model's encoder.
        split: the images that labels are drawn from.
        held_out: the images that accuracies are over.
        steps: updates of each training.
    """
    if not probed.hidden.trainable_variables:
        return None
    jit_compile = building.read_config(run).config.jit_compile
    classifier = Classifier(_untrained(run, 0), len(split.classes), LEARNING_RATE)
    return Trial(
        classifier=classifier,
        run_chunk=compile_chunk(
            classifier, chunk_length=chunk_length(steps), jit_compile=jit_compile
        ),
        trained=probed.hidden.get_weights(),
        untrained=lambda seed: _untrained(run, seed).get_weights(),
        split=split,
        held_out=held_out,
        steps=steps,
    )


def _untrained(run: Run, seed: int) -> keras.Model:
    """Returns the hidden layers as the run's configuration has them before training."""
    recipe, data = building.recipe_of(run), run.read_config().data
    # Not the run's own seed: those weights are what the trained ones have come from.
    other = recipe.changed(seed=(recipe.config.seed + 1 + seed) % 2**32)
    model = building.build(other, data.image_shape, n_classes=len(data.classes))
    return encoder(model, run).hidden


def _arm(learned: Sequence[Learning]) -> Arm:
    return Arm(
        accuracy=over_seeds([learning.accuracy for learning in learned]),
        curves=tuple(tuple(map(rounded, learning.curve)) for learning in learned),
    )
