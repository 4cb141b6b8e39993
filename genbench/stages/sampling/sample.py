"""Samples of a trained run, as an array and as pictures."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np

from genbench.models import building, trained_on
from genbench.models.parts.noise import Labelled, Noise
from genbench.models.protocols import Model, Sampler
from genbench.models.running import weights
from genbench.models.running.inference import check_memory, check_request, draw
from genbench.pictures import grids
from genbench.runs import BEST, Run, Samples, find
from genbench.runs.samples import write_samples
from genbench.stages.sampling.best_step import select
from genbench.stages.sampling.fitted_prior import GMM, N_CODES_TO_SELECT, with_fitted_prior

N_SHOWN = 100


def sample(
    run: Run | Path | str,
    *,
    n: int = 10_000,
    seed: int = 0,
    prior: Literal["model", "gmm"] = "model",
    data: Path | str | None = None,
    progress: bool | None = None,
) -> dict[str, Path]:
    """Draws images from every sampler of a run, and writes samples.npz and samples.png.

    The usual sampler's files are named so; another's carry its name, as in
    samples-generator.npz, samples-draws.npz or samples-gmm.npz. Where an earlier step draws
    better than the last, its samples are in samples-best.npz; selection.json says how that was
    found, see `best_step.select`. Sample i depends on the seed and i alone.

    Args:
        run: a run, its folder or its name.
        n: number of images.
        seed: fixes the latents.
        prior: where the latents come from: the model, or a Gaussian mixture that is fitted to
            the codes of training images, for a model with an encoder. A configuration with
            `fitted_prior` takes the mixture in any case, as its usual sampler.
        data: where the run's own data are now, if they were moved; noted in the run.
        progress: show a progress bar; by default on a terminal.

    Returns:
        The npz files by the samplers' names. Each holds `images` uint8 [n, h, w, c], `seed`,
        the `step` of the weights that were sampled, the name of the `sampler`, and `about`: what
        a sample is, and where its latents are from if not from the prior. A model that is told
        the class is asked for each as often as the training images have it, and the file holds
        the `labels` int64 [n].

    Raises:
        ValueError: n is not positive, the seed is negative, or there are no codes to fit to.
        FileNotFoundError: there is no such run, or it has no checkpoint yet.
    """
    check_request(n=n, seed=seed)
    run = find(run)
    trained_on.told(run, data)
    model, step = building.load(run)
    is_fitted = getattr(building.read_config(run).config, "fitted_prior", False)
    write = partial(_write, run, n=n, seed=seed)
    own = _samplers(run, model)
    for sampler in own.values():
        check_memory(sampler, run.read_config().data.image_shape, n=n)
    fit = partial(with_fitted_prior, run, model, next(iter(own.values())), seed)
    if prior == "gmm" and not is_fitted:
        return {GMM: write(GMM, fit(), step=step)}
    samplers = ({GMM: fit()} if is_fitted else {}) | own
    usual, *_ = samplers
    written = {
        name: write(name, sampler, step=step, is_usual=name == usual)
        for name, sampler in samplers.items()
    }

    def prior_now() -> Noise:
        return (fit(n_codes=N_CODES_TO_SELECT) if is_fitted else samplers[usual]).prior

    selection = select(run, model, step, prior=prior_now, progress=progress)
    run.write_record("selection", selection)
    best = run.samples_file(BEST)
    if selection.best == step:
        for path in (best, best.with_suffix(".png")):
            path.unlink(missing_ok=True)
        return written
    with weights.kept(model):
        weights.restore_networks(model, dict(run.read_weights())[selection.best])
        sampler = fit() if is_fitted else samplers[usual]
        about = f"{sampler.about}, at the best of {len(selection.distances)} steps"
        path = write(BEST, replace(sampler, about=about), step=selection.best)
    return {**written, BEST: path}


def _write(
    run: Run, name: str, sampler: Sampler, *, n: int, seed: int, step: int, is_usual: bool = False
) -> Path:
    path = run.samples_file(None if is_usual else name)
    drawn = draw(sampler, n=n, seed=seed)
    labels = sampler.prior.labels(n) if isinstance(sampler.prior, Labelled) else None
    write_samples(path, Samples(drawn, seed, step, name, sampler.about, labels))
    shown = drawn[:N_SHOWN]
    if labels is not None:
        shown = shown[np.argsort(labels[:N_SHOWN], kind="stable")]
    grids.write(path.with_suffix(".png"), grids.grid(shown))
    return path


def _samplers(run: Run, model: Model) -> dict[str, Sampler]:
    """Returns the model's samplers; classes, where it is told them, come as in the data."""
    counts = run.read_config().data.class_counts
    return {
        name: replace(sampler, prior=replace(sampler.prior, counts=counts))
        if isinstance(sampler.prior, Labelled)
        else sampler
        for name, sampler in model.samplers.items()
    }
