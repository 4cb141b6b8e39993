"""The ways to look at a model: each shows a picture, or numbers, or both.

What a model can do is asked once, before the training; from then on a look is a function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from genbench import metrics
from genbench.data import Split, images
from genbench.models.parts.noise import Labelled, Noise
from genbench.models.protocols import Autoencoder, Model, Sampler, Variational
from genbench.models.running import steps
from genbench.pictures import grids
from genbench.runs import LogEntry
from genbench.system import randomness
from genbench.system.backend import as_graph

N_SAMPLES = 100
N_BANDS, N_COLUMNS = 5, 10
N_VALIDATED = 1000


@dataclass(frozen=True)
class Seen:
    """What a look has found.

    Attributes:
        pictures: uint8 [h, w, c], by the name of the folder that they belong into.
        numbers: for the log.
    """

    pictures: Mapping[str, np.ndarray] = field(default_factory=dict)
    numbers: LogEntry = field(default_factory=dict)


Look = Callable[[], Seen]


def looks_at(model: Model, validation: Split, *, seed: int) -> list[Look]:
    """Returns the looks that a model allows, in the order of what they log.

    Each shows the same latents and the same validation images every time.

    Args:
        model: a built model.
        validation: the images that are not trained on; rows are chosen by the seed.
        seed: seed of the run.
    """
    rows = randomness.rng_for(seed, "validation").permutation(len(validation))[:N_VALIDATED]
    sampler = next(iter(model.samplers.values()))
    looks = [samples(sampler, validation.take(rows), seed=seed)]
    if isinstance(model, Autoencoder):
        inputs = steps.inputs(model, validation, rows, seed=seed)
        looks += [reconstructions(model, inputs), validation_scores(model, inputs)]
        if len(rows) > 1:
            prior = _without_labels(sampler.prior)
            draws = prior.draw(randomness.rng_for(seed, "prior"), len(rows))
            if isinstance(model, Variational):
                looks.append(posteriors(model, inputs, draws))
            else:
                looks.append(codes(model, inputs, draws))
    return looks


def samples(sampler: Sampler, validation: Split, *, seed: int) -> Look:
    """Returns a look at samples of fixed latents, and at how varied they are beside images."""
    latents = sampler.prior.draw(randomness.rng_for(seed, "snapshot"), N_SAMPLES)
    latents = _by_class(sampler.prior, latents)
    sample = as_graph(sampler.sample)

    def look() -> Seen:
        drawn = images.to_uint8(sample(latents).numpy())
        variety = metrics.variety(drawn, validation.images, validation.labels)
        return Seen({"snapshots": grids.grid(drawn)}, variety)

    return look


def reconstructions(model: Autoencoder, inputs: steps.Inputs) -> Look:
    """Returns a look at the first of the inputs, in rows, below each row what comes back.

    Args:
        model: an autoencoder.
        inputs: images float32 [n, h, w, c] in [0, 1], labels int64 [n], and noise.
    """
    originals, labels, draws = inputs
    n_columns = min(N_COLUMNS, len(originals))
    n = n_columns * min(N_BANDS, len(originals) // n_columns)
    shown = originals[:n], labels[:n], {name: draw[:n] for name, draw in draws.items()}
    compare = as_graph(model.compare)

    def look() -> Seen:
        rows = [row.numpy() for row in compare(*shown).values()]
        by_band = np.stack([r.reshape(-1, n_columns, *r.shape[1:]) for r in rows], axis=1)
        pictures = images.to_uint8(by_band.reshape(-1, *originals.shape[1:]))
        return Seen({"reconstructions": grids.grid(pictures, n_columns=n_columns)})

    return look


def validation_scores(model: Autoencoder, inputs: steps.Inputs) -> Look:
    """Returns a look at what a step would tell of the inputs, [n, ...], without an update."""
    validate = as_graph(model.validate)

    def look() -> Seen:
        scalars = validate(*inputs).items()
        return Seen(numbers={f"validation_{name}": float(value) for name, value in scalars})

    return look


def codes(model: Autoencoder, inputs: steps.Inputs, prior: np.ndarray) -> Look:
    """Returns a look at the codes of the inputs.

    Args:
        model: gives each image one code.
        inputs: two images or more.
        prior: float32 [n, latent_size], as many draws of what the codes should look like.
    """
    encode = as_graph(model.encode)
    pictures, labels, _ = inputs

    def look() -> Seen:
        found = encode(pictures, labels).numpy()
        return Seen(numbers=_measures(found, found, prior))

    return look


def posteriors(model: Variational, inputs: steps.Inputs, prior: np.ndarray) -> Look:
    """Returns a look at the codes of the inputs where each has a distribution.

    Its `kl_per_latent` is a list [latent_size] in nats per image. Arguments as for `codes`.
    """
    posterior = as_graph(model.posterior)

    def look() -> Seen:
        means, logvars, drawn = (part.numpy() for part in posterior(*inputs))
        nats = [round(float(kl), 4) for kl in metrics.kl_per_latent(means, logvars)]
        return Seen(numbers={"kl_per_latent": nats, **_measures(means, drawn, prior)})

    return look


def _measures(means: np.ndarray, codes: np.ndarray, prior: np.ndarray) -> LogEntry:
    """Returns how many latents carry something, and how well codes are told from the prior."""
    measures: LogEntry = {"active_units": int(metrics.active_units(means).sum())}
    # Of a model that has diverged, or whose codes are all one, neighbours tell nothing.
    if np.isfinite(codes).all() and np.ptp(codes, axis=0).any():
        accuracy = metrics.nearest_neighbour_accuracy(codes, prior)
        measures["prior_1nn"] = (accuracy.real + accuracy.fake) / 2
    return measures


def _without_labels(prior: Noise) -> Noise:
    return prior.latents if isinstance(prior, Labelled) else prior


def _by_class(prior: Noise, latents: np.ndarray) -> np.ndarray:
    """Returns the latents sorted by their labels, if they have some: a row for each class."""
    if not isinstance(prior, Labelled):
        return latents
    return latents[np.argsort(latents[:, -prior.n_classes :].argmax(axis=1), kind="stable")]
