"""What only some models can be scored by: likelihood, classes met, reconstruction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from genbench import metrics
from genbench.data import Split
from genbench.data.images import dequantised
from genbench.metrics.likelihood import log_mean_weight
from genbench.models.conditioning import append_labels
from genbench.models.pca import PCA
from genbench.models.protocols import Autoencoder, Model, Variational
from genbench.models.running import steps
from genbench.models.running.importance import evidence_bound, log_weights
from genbench.models.running.inference import is_conditional
from genbench.scoring.entries import Entry, image_entry
from genbench.scoring.reference import JUDGE, View
from genbench.scoring.table import HIGHER, LOWER
from genbench.system.backend import as_graph
from genbench.system.randomness import rng_for

if TYPE_CHECKING:
    from tensorflow import Tensor

# Of the bound on the likelihood: images, codes for each, and images that have ten times as many.
N_BOUNDED, N_DRAWS, N_SLACK = 200, 500, 10
N_RECONSTRUCTED = 2000


def likelihood(model: Model, held_out: Split) -> dict[str, Entry]:
    """Returns the evidence lower bound of held-out images, and the tighter importance-weighted one.

    Both are lower bounds on log p(x) with the whole KL term, whatever beta was in the training. The
    second has 500 codes for each image, which cover the posterior whatever the encoder makes of it;
    `iwae_slack` says what ten times as many add to it, on a few of the images. Principal components
    have log p(x) itself, of dequantised pixels; so have models of up to two latents, but by a grid
    that takes its time: see the stage `likelihood`.

    The space in their names is the distribution of the pixels: nats of Bernoulli pixels are no
    nats of Gaussian ones, and on grey values the former are a cross-entropy and no likelihood; nor
    are nats of log p(x|y), which a model bounds that is told the label y. p(z) is the normal
    distribution of the training, also where samples come from a fitted one. {} for a model
    without a density.

    Args:
        model: a built model.
        held_out: the images, as the model is shown them, of which at most 200 are taken.

    Reference:
        Burda et al. 2015, arXiv:1509.00519, equation 8.
    """
    rows = rng_for(0, "likelihood").permutation(len(held_out))[:N_BOUNDED]
    images, labels = held_out.images[rows], held_out.labels_of(rows)
    if isinstance(model, PCA):
        return {"exact/dequantised": _nats(model.log_density(dequantised(images, rows)))}
    if not isinstance(model, Variational):
        return {}
    bound = log_mean_weight(log_weights(model, images, labels, k=N_DRAWS))
    few = slice(N_SLACK)
    tighter = log_mean_weight(log_weights(model, images[few], labels[few], k=10 * N_DRAWS))
    found = {
        "elbo": _nats(evidence_bound(model, images, labels).elbo),
        "iwae": _nats(bound),
        "iwae_slack": replace(_nats(tighter - bound[few]), better=LOWER),
    }
    space = model.likelihood + "-given-class" * is_conditional(model)
    return {f"{name}/{space}": replace(entry, space=space) for name, entry in found.items()}


def _nats(values: np.ndarray) -> Entry:
    return image_entry(values, better=HIGHER, space="dequantised")


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
