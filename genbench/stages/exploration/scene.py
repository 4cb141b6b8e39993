"""What every exploration of a run looks at: the model, its data, and latents of pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

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

N_SHOWN, N_EDITED = 100, 200
N_CODES, N_HELD_OUT, N_SAMPLES = 10_000, 2000, 10_000


class Missing(Exception):
    """Something that this model or this data cannot show; the message says why."""


@dataclass(frozen=True)
class Pictures:
    """Some pictures with what is known of them.

    Attributes:
        images: uint8 [n, h, w, c].
        labels: int64 [n], zero without labels.
        latents: float32 [n, latent_size], followed by the one-hot label if the model has one.
    """

    images: np.ndarray
    labels: np.ndarray
    latents: np.ndarray


@dataclass(frozen=True)
class Scene:
    """A trained run and its data, with all that several figures share worked out once.

    Attributes:
        name: stands in the titles.
        model: a built model.
        train, held_out: its data.
        dataset: name or path of the data.
        pair: labels of the source and the target of the class direction; None without labels.
        own: the user's two pictures, uint8 [2, h, w, c], or None.
        n_steps: of the descent that finds latents for a model without an encoder.
        n_latents: latents of a traversal.
        n_stops: pictures of a strip.
        seed: chooses the pictures and latents that are shown.
        progress: show progress bars; by default on a terminal.
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
    progress: bool | None

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
        """Returns the pictures uint8 [n, h, w, c] of latents [n, ...]."""
        return decode(self.sampler, latents.astype(np.float32))

    def encode(self, pictures: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Returns the latents of pictures uint8, by the encoder or, without one, by descent."""
        if not isinstance(self.model, Autoencoder):
            return invert(
                self.sampler,
                pictures,
                labels,
                latent_size=self.latent_size,
                n_steps=self.n_steps,
                progress=self.progress,
            )
        one_hot = np.float32(labels[:, None] == np.arange(self.n_conditions))
        return np.concatenate([in_batches(self._encode, pictures, labels), one_hot], axis=1)

    @cached_property
    def _encode(self) -> Callable[..., Tensor]:
        model: Any = self.model
        return as_graph(model.encode)

    @cached_property
    def shown(self) -> Pictures:
        """Held-out pictures of all classes."""
        return self._pictures(self.held_out, self._rows(self.held_out)[:N_SHOWN])

    @property
    def held_out_pictures(self) -> Pictures:
        """Many held-out pictures, for a model with an encoder."""
        return self._pictures(self.held_out, self._rows(self.held_out)[:N_HELD_OUT])

    @cached_property
    def edited(self) -> Pictures:
        """Held-out pictures of the source class.

        Raises:
            Missing: there are none.
        """
        source, _ = self.classes
        rows = self._rows(self.held_out, source)[:N_EDITED]
        if not len(rows):
            name = self.train.classes[source]
            raise Missing(f"needs held-out pictures of the class {name!r}, and there are none")
        return self._pictures(self.held_out, rows)

    @cached_property
    def known(self) -> Pictures:
        """Pictures that directions and spreads are taken from.

        Training pictures with their codes; without an encoder samples with their latents, and
        with the classes that the judge reads in them. On MNIST, "4 towards 9" from samples turns
        74 % of held-out fours for a DCGAN after 1,000 steps, and 53 % for a dense GAN; from 200
        and 400 inverted training pictures of each class it is 35 % and 56 %, and costs more.
        """
        if self.has_encoder:
            return self._pictures(self.train, self._rows(self.train)[:N_CODES])
        return self.samples

    @cached_property
    def samples(self) -> Pictures:
        """Samples of the model, with the classes that the judge reads in them."""
        latents = self.sampler.prior.draw(randomness.generator(self.seed, "explore"), N_SAMPLES)
        drawn = self.decode(latents)
        if self.n_conditions:
            labels = latents[:, self.latent_size :].argmax(axis=1)
        else:
            labels = self.read(drawn)[0] if self.judge else np.zeros(len(drawn), np.int64)
        return Pictures(drawn, labels, latents)

    @property
    def classes(self) -> tuple[int, int]:
        """The source and the target of the class direction.

        Raises:
            Missing: the data have no labels, or one class only.
        """
        if self.pair is None:
            raise Missing("needs labels of two classes or more, which the data do not have")
        return self.pair

    def read(self, pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Returns the class that the judge reads in each picture, and whether it sees nothing.

        The class is taken among those of the data: a soft picture that the judge would rather
        call nothing has one as well.

        Raises:
            Missing: there is no judge without labels.
        """
        if self.judge is None:
            raise Missing("needs a judge, and there is none without labels")
        _, logits = self.judge.outputs(pictures)
        n_classes = self.judge.n_classes
        return logits[:, :n_classes].argmax(axis=1), logits.argmax(axis=1) == n_classes

    def _rows(self, split: Split, label: int | None = None) -> np.ndarray:
        """Returns the rows of a split, or those of a label, in an order that the seed fixes."""
        rows = randomness.generator(self.seed, "explore").permutation(len(split))
        return rows if label is None or split.labels is None else rows[split.labels[rows] == label]

    def _pictures(self, split: Split, rows: np.ndarray) -> Pictures:
        labels = split.labels_of(rows)
        return Pictures(split.images[rows], labels, self.encode(split.images[rows], labels))
