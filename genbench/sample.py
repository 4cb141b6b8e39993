"""Samples of a trained run, as an array and as pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np

from genbench import data, density, images, noise, trainers
from genbench.backend import tf
from genbench.files import replacing
from genbench.noise import Labelled
from genbench.runs import Run, find
from genbench.trainers import Autoencoder, Sampler, Trainer, execution
from genbench.trainers.sampling import draw

N_SHOWN = 100
N_CODES = 10_000


def sample(
    run: Run | Path | str,
    *,
    n: int = 10_000,
    seed: int = 0,
    prior: Literal["model", "gmm"] = "model",
) -> dict[str, Path]:
    """Draws images from every sampler of a run, and writes samples.npz and samples.png.

    The usual sampler's files are named so; another's carry its scope, as in
    samples-generator.npz, or samples-gmm.npz. Sample i depends on the seed and i alone.

    Args:
        run: a run, its folder or its name.
        n: number of images.
        seed: fixes the latents.
        prior: where the latents come from: the model, or a Gaussian mixture that is fitted to
            the codes of training images, for a model with an encoder.

    Returns:
        The npz files by the samplers' scopes. Each holds `images` uint8 [n, h, w, c], `seed`,
        `prior` and the `step` of the checkpoint that was sampled.

    Raises:
        ValueError: n is not positive, the seed is negative, or there are no codes to fit to.
        FileNotFoundError: there is no such run, or it has no checkpoint yet.
    """
    if n < 1:
        raise ValueError(f"n must be a positive integer. Received: n={n}.")
    if seed < 0:
        raise ValueError(f"seed must not be negative. Received: seed={seed}.")
    run = find(run)
    trainer, step = trainers.load(run)
    samplers = trainer.samplers
    if prior == "gmm":
        samplers = {"gmm": _with_fitted_prior(run, trainer, seed)}
    written = {}
    for scope, sampler in samplers.items():
        drawn = draw(sampler, n=n, seed=seed)
        is_usual = prior == "model" and not written
        written[scope] = run.samples_file(None if is_usual else scope)
        with replacing(written[scope]) as path:
            np.savez_compressed(path, images=drawn, seed=seed, step=step, prior=prior)
        images.write(written[scope].with_suffix(".png"), images.grid(drawn[:N_SHOWN]))
    return written


def _with_fitted_prior(run: Run, trainer: Trainer, seed: int) -> Sampler:
    """Returns the usual sampler with a mixture fitted to codes in the place of its prior."""
    if not isinstance(trainer, Autoencoder):
        raise ValueError(
            f"prior=gmm needs a model with an encoder, and {run.path} has none. "
            "Leave the prior to the model."
        )
    split = data.load(run.read_config()["config"]["dataset"], "train")
    rows = noise.generator(seed, "codes").permutation(len(split))[:N_CODES]
    given, labels, _ = execution.inputs(trainer, split, rows, seed=seed)
    codes = tf.function(trainer.encode)(given, labels).numpy()
    fitted = density.fit_mixture(codes, seed=seed)
    sampler = next(iter(trainer.samplers.values()))
    own = sampler.prior
    prior = replace(own, latents=fitted) if isinstance(own, Labelled) else fitted
    return Sampler(prior, sampler.sample)
