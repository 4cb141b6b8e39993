"""What the training loop and the later stages ask of a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from genbench.models.parts.noise import Noise
from genbench.system.backend import as_graph, keras

if TYPE_CHECKING:
    from tensorflow import Tensor


@dataclass(frozen=True)
class Sampler:
    """Whatever can be sampled from: a prior, and what turns latents into pictures."""

    prior: Noise
    """Distribution of the latents."""
    sample: Callable[..., Tensor]
    """Latents float32 [n, ...], and noise of `pixels` if there is some, -> images float32
    [n, h, w, c] in [0, 1]."""
    about: str = ""
    """What a sample is, in a few words."""
    pixels: Noise | None = None
    """Distribution of what each pixel is drawn with, given the latents; None: it is not drawn."""

    @cached_property
    def compiled(self) -> Callable[..., Tensor]:
        """`sample` as one graph, traced once however often pictures are asked for."""
        return as_graph(self.sample)


class Model(Protocol):
    """A model, how it takes one training step, and how it is sampled."""

    @property
    def networks(self) -> Mapping[str, keras.Model]:
        """Built networks; the key is the scope of the variables."""
        ...

    @property
    def optimizers(self) -> Mapping[str, keras.optimizers.Optimizer]:
        """Built optimizers by the scope, or the turn, that they update."""
        ...

    @property
    def noise(self) -> Mapping[str, Noise]:
        """What a step draws, by name, for one image."""
        ...

    @property
    def metrics(self) -> tuple[str, ...]:
        """Names of the scalars that a step returns."""
        ...

    @property
    def samplers(self) -> Mapping[str, Sampler]:
        """The ways to sample, by the name of their files; the first is the usual one."""
        ...

    def step(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Updates the variables once.

        Args:
            images: float32 [b, h, w, c] in [0, 1].
            labels: int64 [b], zero where the data set has none.
            noise: for each name float32 [b, *shape].

        Returns:
            The scalars named in `metrics`, averaged over the batch.
        """
        ...


@runtime_checkable
class Autoencoder(Protocol):
    """A model that turns images into codes and back."""

    latent_size: int

    def encode(self, images: Tensor, labels: Tensor) -> Tensor:
        """Returns the codes float32 [n, latent_size] of images [n, h, w, c] in [0, 1]."""
        ...

    def compare(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Returns the rows of a picture by name, each [n, h, w, c] in [0, 1].

        The first are the images, the last is what comes back.
        """
        ...

    def validate(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Returns the scalars of a step, float32 [], on other images and without an update."""
        ...


@runtime_checkable
class Variational(Protocol):
    """A model whose codes are distributions."""

    likelihood: str
    """What pixels are, given a code: the name of a distribution. Only nats of one and the same
    can be compared."""

    def posterior(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Returns mean and logvar of each code, and a draw of it, all float32 [n, latent_size]."""
        ...

    def log_weights(self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]) -> Tensor:
        """Returns log p(x, z) - log q(z|x) at a draw of each code, in nats, float32 [n]."""
        ...
