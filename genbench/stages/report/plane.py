"""A plane through a model's latents, for the page to walk on.

Dense networks travel with the page, in half precision, and the page decodes as the pointer moves.
Other networks are decoded here on a grid, between whose pictures the page blends.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import ndtr

from genbench.data import Split, images
from genbench.models.parts.noise import Labelled, Noise, Normal, Uniform
from genbench.models.protocols import Autoencoder, Model, Sampler
from genbench.stages.report.dense import DenseLayer, dense_layers
from genbench.stages.report.room import Room
from genbench.stages.report.sheets import rounded, sheet, to_base64
from genbench.system import randomness
from genbench.system.backend import as_graph

N_TILES = 15
N_CODES = 600
# Numbers in a row of a picture: the tiles of larger ones are lossy.
LARGEST_LOSSLESS = 64


@dataclass(frozen=True)
class Plane:
    """A square of latents: two latents themselves, or what lies between four draws."""

    kind: str
    """ "latents", or "corners"."""
    prior: str
    """ "normal", "uniform" or "other": how the corners are mixed."""
    low: float
    high: float
    corners: np.ndarray
    """float32 [4, latent_size]: standard normal numbers, or plain latents of another prior."""

    def latents(self, across: np.ndarray, up: np.ndarray) -> np.ndarray:
        """Returns float32 [n, ...], the latents at places in the unit square."""
        if self.kind == "latents":
            span = self.high - self.low
            return np.stack([self.low + span * across, self.low + span * up], axis=1)
        weights = np.stack(
            [(1 - across) * up, across * up, (1 - across) * (1 - up), across * (1 - up)], axis=1
        )
        if self.prior == "other":
            return np.tensordot(weights, self.corners, 1)
        # Divided by its length, a mixture of normal draws is a normal draw again: every place
        # of the plane is as probable as a sample.
        mixed = weights @ self.corners / np.linalg.norm(weights, axis=1, keepdims=True)
        if self.prior == "normal":
            return mixed
        return self.low + (self.high - self.low) * ndtr(mixed)


@dataclass(frozen=True)
class Codes:
    """Codes of validation images, and their labels where there are any."""

    points: list[list[float]]
    labels: list[int] | None


@dataclass(frozen=True)
class Explorer:
    """What the page needs to decode latents: the dense layers, or tiles decoded beforehand.

    Attributes:
        plane, prior, low, high: as in `Plane`.
        tiles: places in a row and a column.
        size: numbers in a latent.
        told: classes that the page asks for.
        codes: of validation images, where the plane is that of all latents.
        shape: of a picture, (h, w, c).
        decoder: the layers, where the page decodes.
        corners: float32 [4, size] in base64, where the page decodes.
        sprite: the tiles, where it does not.
    """

    plane: str
    prior: str
    low: float
    high: float
    tiles: int
    size: int
    told: int
    codes: Codes | None
    shape: tuple[int, ...]
    decoder: list[DenseLayer] | None = None
    corners: str | None = None
    sprite: dict[str, str | int] | None = None


def plane(model: Model, validation: Split | None, *, seed: int, room: Room) -> Explorer:
    """Returns what the page needs to decode latents of a model.

    Args:
        model: a built model.
        validation: its validation split, or None where the data set is not here.
        seed: chooses the corners and the validation images whose codes are shown.
        room: what the page has left for networks.
    """
    scope, sampler = next(iter(model.samplers.items()))
    # A class that the model is told is no latent to walk along: the page asks for it.
    layers = dense_layers(model.networks[scope], sampler)
    if layers is not None and not room.takes(layers):
        layers = None
    prior = sampler.prior
    n_told = prior.n_classes if layers is not None and isinstance(prior, Labelled) else 0
    prior = prior.latents if n_told and isinstance(prior, Labelled) else prior
    codes = None
    if isinstance(model, Autoencoder) and prior.shape == (2,) and validation is not None:
        codes = _codes(model, validation, seed)
    square = _plane(prior, codes, seed)
    explorer = partial(
        Explorer,
        plane=square.kind,
        prior=square.prior,
        low=square.low,
        high=square.high,
        tiles=N_TILES,
        size=int(np.prod(prior.shape)),
        told=n_told,
        codes=codes,
    )
    if layers is not None and (square.kind == "latents" or square.prior != "other"):
        shape = tuple(int(size) for size in model.networks[scope].output_shape[1:])
        return explorer(shape=shape, decoder=layers, corners=to_base64(square.corners, "<f4"))
    decoded = _tiles(sampler, square)
    large = decoded.shape[1] * decoded.shape[3] > LARGEST_LOSSLESS
    tiles = sheet(decoded, n_columns=N_TILES, quality=85 if large else None)
    return explorer(shape=decoded.shape[1:], sprite=tiles.to_json())


def _tiles(sampler: Sampler, square: Plane) -> np.ndarray:
    """Returns the pictures of a grid over the plane, uint8 [n, h, w, c], the highest row first."""
    ticks = np.linspace(0, 1, N_TILES, dtype=np.float32)
    up, across = np.meshgrid(ticks[::-1], ticks, indexing="ij")
    latents = square.latents(across.ravel(), up.ravel()).astype(np.float32)
    return images.to_uint8(np.clip(as_graph(sampler.sample)(latents).numpy(), 0, 1))


def _plane(prior: Noise, codes: Codes | None, seed: int) -> Plane:
    low, high = -3.0, 3.0
    if isinstance(prior, Uniform):
        low, high = prior.low, prior.high
    elif codes is not None:
        # A code in a hundred may lie outside; a few strays would shrink the rest.
        reach = np.quantile(np.abs(codes.points), 0.99)
        high = float(np.clip(np.ceil(reach * 2) / 2, 3, 6))
        low = -high
    rng = randomness.rng_for(seed, "explorer")
    kind = "latents" if prior.shape == (2,) else "corners"
    if isinstance(prior, Normal | Uniform) and len(prior.shape) == 1:
        name = "normal" if isinstance(prior, Normal) else "uniform"
        return Plane(kind, name, low, high, Normal(prior.shape).draw(rng, 4))
    return Plane(kind, "other", low, high, prior.draw(rng, 4))


def _codes(model: Autoencoder, validation: Split, seed: int) -> Codes:
    rows = randomness.rng_for(seed, "codes").permutation(len(validation))[:N_CODES]
    shown, labels = images.to_float(validation.images[rows]), validation.labels_of(rows)
    codes = as_graph(model.encode)(shown, labels).numpy()
    told = None if validation.labels is None else labels.tolist()
    return Codes([rounded(code) for code in codes], told)
