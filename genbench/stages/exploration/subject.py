"""What is explored: a trained model with its data, and latents of pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from genbench.data import Split
from genbench.models.parts.noise import Labelled
from genbench.models.protocols import Autoencoder, Model, Sampler
from genbench.models.running.inference import decode, in_batches
from genbench.scoring import judge
from genbench.scoring.judge import Judge
from genbench.stages.exploration.inversion import invert
from genbench.system import randomness
from genbench.system.backend import as_graph

if TYPE_CHECKING:
    from tensorflow import Tensor

# How many pictures are taken: held-out ones, those of the source, held-out ones for a plane of
# codes; and training pictures or samples that directions are found on.
N_SHOWN, N_OF_SOURCE, N_PLANE = 100, 200, 2000
N_TRAIN, N_SAMPLES = 10_000, 10_000


class Missing(Exception):
    """Something that this model or this data cannot show; the message says why."""


@dataclass(frozen=True)
class Examples:
    """Some pictures with what is known of them.

    Attributes:
        images: uint8 [n, h, w, c].
        labels: int64 [n], zero without labels.
        latents: float32 [n, latent_size], followed by the one-hot label if the model has one.
    """

    images: np.ndarray
    labels: np.ndarray
    latents: np.ndarray

    def first(self, n: int) -> Examples:
        """Returns the first n, or all if there are fewer."""
        return Examples(self.images[:n], self.labels[:n], self.latents[:n])

    def take(self, is_taken: np.ndarray) -> Examples:
        """Returns those for which bool [n] holds."""
        return Examples(self.images[is_taken], self.labels[is_taken], self.latents[is_taken])


@dataclass(frozen=True)
class Subject:
    """A trained model and its data, with all that several figures share worked out once.

    Attributes:
        name: of the run, with the step, as it stands in the titles.
        model: a built model.
        train, held_out: its data.
        dataset: name or path of the data.
        pair: labels of the source and the target of the class direction; None without labels.
        own: the user's two pictures, uint8 [2, h, w, c], or None.
        n_steps: of the descent that finds latents for a model without an encoder.
        n_latents: latents of a traversal.
        n_stops: pictures of a strip.
        seed: chooses the pictures and latents that are shown.
    """

    name: str
    model: Model
    train: Split
    held_out: Split
    dataset: str
    pair: tuple[int, int] | None
    own: np.ndarray | None
    n_steps: int
    n_latents: int
    n_stops: int
    seed: int

    @cached_property
    def sampler(self) -> Sampler:
        """The usual one."""
        return next(iter(self.model.samplers.values()))

    @property
    def has_encoder(self) -> bool:
        """Whether pictures become latents without a search."""
        return isinstance(self.model, Autoencoder)

    @property
    def n_conditions(self) -> int:
        """Numbers of the one-hot label at the end of a latent."""
        prior = self.sampler.prior
        return prior.n_classes if isinstance(prior, Labelled) else 0

    @property
    def latent_size(self) -> int:
        """Numbers of a latent, without the label."""
        return self.sampler.prior.shape[0] - self.n_conditions

    @cached_property
    def judge(self) -> Judge | None:
        """The judge of the data; None without labels."""
        return judge.load(self.dataset, self.train)

    def decode(self, latents: np.ndarray) -> np.ndarray:
        """Returns the pictures of latents, uint8 [n, h, w, c].

        Args:
            latents: float [n, latent_size], followed by the one-hot label if the model has one.
        """
        return decode(self.sampler, latents.astype(np.float32))

    def decode_grid(self, latents: np.ndarray) -> np.ndarray:
        """Returns the pictures of an array of latents, [..., k] -> uint8 [..., h, w, c]."""
        images = self.decode(latents.reshape(-1, latents.shape[-1]))
        return images.reshape(*latents.shape[:-1], *images.shape[1:])

    def encode(self, images: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Returns the latents of pictures, by the encoder or, without one, by descent.

        Args:
            images: uint8 [n, h, w, c].
            labels: int64 [n], for a conditional model.

        Returns:
            float32 [n, latent_size], followed by the one-hot label if the model has one.
        """
        if self._encode is None:
            return invert(
                self.sampler,
                images,
                labels,
                latent_size=self.latent_size,
                n_steps=self.n_steps,
            )
        one_hot = np.float32(labels[:, None] == np.arange(self.n_conditions))
        return np.concatenate([in_batches(self._encode, images, labels), one_hot], axis=1)

    @cached_property
    def _encode(self) -> Callable[..., Tensor] | None:
        return as_graph(self.model.encode) if isinstance(self.model, Autoencoder) else None

    @cached_property
    def shown(self) -> Examples:
        """Held-out pictures of all classes."""
        return self._examples(self.held_out, self._rows(self.held_out)[:N_SHOWN])

    @property
    def many_held_out(self) -> Examples:
        """Many held-out pictures, for a model with an encoder."""
        return self._examples(self.held_out, self._rows(self.held_out)[:N_PLANE])

    @cached_property
    def of_source(self) -> Examples:
        """Held-out pictures of the source class.

        Raises:
            Missing: there are none.
        """
        source, _ = self.classes
        rows = self._rows(self.held_out, source)[:N_OF_SOURCE]
        if not len(rows):
            name = self.train.classes[source]
            raise Missing(f"needs held-out pictures of the class {name!r}, and there are none")
        return self._examples(self.held_out, rows)

    @cached_property
    def known(self) -> Examples:
        """Pictures that directions and spreads are taken from.

        Training pictures with their codes; without an encoder samples with their latents, and
        with the classes that the judge reads in them. On MNIST, "4 towards 9" from samples turns
        74 % of held-out fours for a DCGAN after 1,000 steps, and 53 % for a dense GAN; from 200
        and 400 inverted training pictures of each class it is 35 % and 56 %, and costs more.
        """
        if self.has_encoder:
            return self._examples(self.train, self._rows(self.train)[:N_TRAIN])
        return self.samples

    @cached_property
    def samples(self) -> Examples:
        """Samples of the model, with the classes that the judge reads in them."""
        latents = self.sampler.prior.draw(randomness.rng_for(self.seed, "explore"), N_SAMPLES)
        drawn = self.decode(latents)
        if self.n_conditions:
            labels = latents[:, self.latent_size :].argmax(axis=1)
        else:
            labels = self.read(drawn)[0] if self.judge else np.zeros(len(drawn), np.int64)
        return Examples(drawn, labels, latents)

    @property
    def classes(self) -> tuple[int, int]:
        """The source and the target of the class direction.

        Raises:
            Missing: the data have no labels, or one class only.
        """
        if self.pair is None:
            raise Missing("needs labels of two classes or more, which the data do not have")
        return self.pair

    def read(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Returns the class that the judge reads in each picture, and whether it sees nothing.

        The class is taken among those of the data: a soft picture that the judge would rather
        call nothing has one as well.

        Args:
            images: uint8 [n, h, w, c].

        Returns:
            int64 [n] and bool [n].

        Raises:
            Missing: there is no judge without labels.
        """
        if self.judge is None:
            raise Missing("needs a judge, and there is none without labels")
        _, logits = self.judge.outputs(images)
        n_classes = self.judge.n_classes
        return logits[:, :n_classes].argmax(axis=1), logits.argmax(axis=1) == n_classes

    def _rows(self, split: Split, label: int | None = None) -> np.ndarray:
        """Returns the rows of a split, or those of a label, in an order that the seed fixes."""
        rows = randomness.rng_for(self.seed, "explore").permutation(len(split))
        return rows if label is None or split.labels is None else rows[split.labels[rows] == label]

    def _examples(self, split: Split, rows: np.ndarray) -> Examples:
        labels = split.labels_of(rows)
        return Examples(split.images[rows], labels, self.encode(split.images[rows], labels))
