"""Samples of a trained run, as an array and as pictures."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np

from genbench import data, density, images, noise, trainers
from genbench.backend import tf
from genbench.files import replacing
from genbench.noise import Labelled
from genbench.runs import BEST, Run, find
from genbench.selection import select
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
    progress: bool | None = None,
) -> dict[str, Path]:
    """Draws images from every sampler of a run, and writes samples.npz and samples.png.

    The usual sampler's files are named so; another's carry its name, as in
    samples-generator.npz, samples-draws.npz or samples-gmm.npz. Where an earlier step draws
    better than the last, its samples are in samples-best.npz; selection.json says how that was
    found, see `selection.select`. Sample i depends on the seed and i alone.

    Args:
        run: a run, its folder or its name.
        n: number of images.
        seed: fixes the latents.
        prior: where the latents come from: the model, or a Gaussian mixture that is fitted to
            the codes of training images, for a model with an encoder.
        progress: show a progress bar; by default on a terminal.

    Returns:
        The npz files by the samplers' names. Each holds `images` uint8 [n, h, w, c], `seed`,
        `prior`, the `step` of the weights that were sampled, and `about`: what a sample is.

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

    write = partial(_write, n=n, seed=seed, prior=prior)
    if prior == "gmm":
        fitted = _with_fitted_prior(run, trainer, seed)
        return {"gmm": write(run.samples_file("gmm"), fitted, step=step)}
    usual = next(iter(trainer.samplers))
    written = {
        name: write(run.samples_file(None if name == usual else name), sampler, step=step)
        for name, sampler in trainer.samplers.items()
    }
    selection = select(run, trainer, step, progress=progress)
    run.write_selection(asdict(selection))
    best = run.samples_file(BEST)
    if selection.best == step:
        for path in (best, best.with_suffix(".png")):
            path.unlink(missing_ok=True)
        return written
    about = f"{trainer.samplers[usual].about}, at the best of {len(selection.distances)} steps"
    sampler = replace(trainer.samplers[usual], about=about)
    return {**written, BEST: write(best, sampler, step=selection.best)}


def _write(path: Path, sampler: Sampler, *, n: int, seed: int, prior: str, step: int) -> Path:
    drawn = draw(sampler, n=n, seed=seed)
    with replacing(path) as beside:
        np.savez_compressed(
            beside, images=drawn, seed=seed, step=step, prior=prior, about=sampler.about
        )
    images.write(path.with_suffix(".png"), images.grid(drawn[:N_SHOWN]))
    return path


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
    about = f"{sampler.about}, latents from a mixture of Gaussians fitted to codes"
    return Sampler(prior, sampler.sample, about)
