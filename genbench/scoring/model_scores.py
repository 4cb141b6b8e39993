"""What only some models can be scored by: likelihood, classes met, reconstruction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import logsumexp

from genbench import metrics
from genbench.data import Split
from genbench.models.conditioning import append_labels
from genbench.models.parts.noise import Noise, draw_steps
from genbench.models.protocols import Autoencoder, Model, Variational
from genbench.models.running import steps
from genbench.models.running.inference import in_batches, is_conditional
from genbench.scoring.entries import Entry, image_entry
from genbench.scoring.reference import JUDGE, View
from genbench.scoring.table import HIGHER, LOWER
from genbench.system.backend import as_graph
from genbench.system.randomness import rng_for

if TYPE_CHECKING:
    from tensorflow import Tensor

# Of the bound on the likelihood: images, and draws of the code for each.
N_IMAGES, N_DRAWS = 2000, 50
N_RECONSTRUCTED = 2000


def likelihood(model: Model, held_out: Split) -> dict[str, Entry]:
    """Returns the evidence lower bound of held-out images, and the tighter importance-weighted one.

    Both are lower bounds on log p(x) with the whole KL term, whatever beta was in the training:
    the mean over draws z of log w = log p(x, z) - log q(z|x), and the logarithm of the mean of w.
    The space in their names is the distribution of the pixels: nats of Bernoulli pixels are no
    nats of Gaussian ones, and on grey values the former are a cross-entropy and no likelihood; nor
    are nats of log p(x|y), which a model bounds that is told the label y. p(z) is the normal
    distribution of the training, also where samples come from a fitted one. {} for a model
    without a density.

    Args:
        model: a built model.
        held_out: the images, of which at most 2,000 are taken, with 50 draws for each.

    Reference:
        Burda et al. 2015, arXiv:1509.00519, equation 8.
    """
    if not isinstance(model, Variational):
        return {}
    log_weights = _log_weights(model, model.noise, held_out)
    bounds = {
        "elbo": log_weights.mean(axis=1),
        "iwae": logsumexp(log_weights, axis=1) - np.log(N_DRAWS),
    }
    space = model.likelihood + "-given-class" * is_conditional(model)
    return {
        f"{name}/{space}": image_entry(values, better=HIGHER, space=space)
        for name, values in bounds.items()
    }


def _log_weights(model: Variational, noises: Mapping[str, Noise], held_out: Split) -> np.ndarray:
    """Returns log w of each image and draw, float64 [n, N_DRAWS]."""
    rows = rng_for(0, "likelihood").permutation(len(held_out))[:N_IMAGES]
    images, labels = held_out.images[rows], held_out.labels_of(rows)
    draws = draw_steps(noises, seed=0, start=0, stop=N_DRAWS, n=len(rows))

    @as_graph
    def weigh(images: Tensor, labels: Tensor, *noise: Tensor) -> Tensor:
        return model.log_weights(images, labels, dict(zip(draws, noise, strict=True)))

    columns = [
        in_batches(weigh, images, labels, *(noise[i] for noise in draws.values()))
        for i in range(N_DRAWS)
    ]
    return np.stack(columns, axis=1).astype(np.float64)


def label_fidelity(asked: np.ndarray | None, fakes: View) -> dict[str, Entry]:
    """Returns the share of the usual sampler's images that the judge reads as the class asked for.

    The judge must name a class, as for `label_divergence`: what it would rather take for nothing
    is counted by another metric. {} for a model that is not told the class, or without a judge.

    Args:
        asked: the classes, int64 [n] or more; None of a model that is not told any.
        fakes: what the usual sampler drew, from the first on.
    """
    if fakes.logits is None or asked is None:
        return {}
    is_met = fakes.logits[:, :-1].argmax(axis=1) == asked[: len(fakes)]
    is_met = is_met.astype(np.float64)
    return {f"label_fidelity/{JUDGE}": image_entry(is_met, better=HIGHER, space=JUDGE)}


def reconstruction(model: Model, held_out: Split) -> dict[str, Entry]:
    """Returns how faithful held-out images come back; {} for a model without an encoder.

    What is encoded are the images as they are, for a denoiser too, so that it does the task of the
    models beside it; how it does its own, on corrupted images, is another metric.

    Args:
        model: a built model.
        held_out: the images, of which at most 2,000 are taken.
    """
    if not isinstance(model, Autoencoder):
        return {}
    rows = rng_for(0, "reconstructed").permutation(len(held_out))[:N_RECONSTRUCTED]
    originals, labels, noise = steps.inputs(model, held_out, rows, seed=0)
    sampler = next(iter(model.samplers.values()))

    @as_graph
    def restore(images: Tensor, labels: Tensor) -> Tensor:
        codes = model.encode(images, labels)
        return sampler.sample(append_labels(codes, labels, getattr(model, "n_classes", 0)))

    restored = restore(originals, labels).numpy()
    errors = {"reconstruction_error": metrics.reconstruction_error(originals, restored)}
    rows_shown = as_graph(model.compare)(originals, labels, noise)
    if "corrupted" in rows_shown:
        cleaned = rows_shown["comes back"].numpy()
        errors["denoising_error"] = metrics.reconstruction_error(originals, cleaned)
    entries = {f"{n}/pictures": image_entry(of_each, better=LOWER) for n, of_each in errors.items()}
    if min(originals.shape[1:3]) >= 11:
        likeness = metrics.ssim(originals, restored)
        entries["ssim/pictures"] = image_entry(likeness, better=HIGHER)
    return entries
