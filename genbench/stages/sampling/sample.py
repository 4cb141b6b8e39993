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
from genbench.runs import BEST, Run, Samples, find, numbered
from genbench.runs.belonging import seal_in
from genbench.runs.made import inputs, once
from genbench.runs.samples import sampler_of, write_samples
from genbench.stages.sampling.best_step import select
from genbench.stages.sampling.fitted_prior import GMM, N_CODES_TO_SELECT, FittedPrior
from genbench.system import live
from genbench.system.arrays import seal

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

    What is there already, drawn from the same weights in the same way, is not drawn again.

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
        the `step` of the weights that were sampled and the seal of their file, the name of the
        `sampler`, and `about`: what a sample is, and where its latents are from if not from the
        prior. A model that is told the class is asked for independent ones, in the shares that
        the training images have, and the file holds the `labels` int64 [n].

    Raises:
        ValueError: n is not positive, the seed is negative, or there are no codes to fit to.
        FileNotFoundError: there is no such run, or it has no checkpoint yet.
        BlockingIOError: another process writes into the run.
    """
    check_request(n=n, seed=seed)
    run = find(run)
    trained_on.told(run, data)
    with run.writing("sample"):
        files = once(
            run.path,
            "sample" if prior == "model" else f"sample-{prior}",
            inputs(run)
            | {
                "n": n,
                "seed": seed,
                "earlier": [seal_in(path) for _, path in numbered(run.weights, ".npz")],
            },
            lambda: _sample(run, n=n, seed=seed, prior=prior, progress=progress),
        )
    drawn = [path for path in files if path.suffix == ".npz"]
    return {BEST if path == run.samples_file(BEST) else sampler_of(path): path for path in drawn}


def _sample(
    run: Run, *, n: int, seed: int, prior: Literal["model", "gmm"], progress: bool | None
) -> list[Path]:
    """Draws all samples of a run, and returns the files written."""
    with live.line(f"drawing samples of {run.name}", progress=progress):
        model, step = building.load(run)
        is_fitted = getattr(building.read_config(run).config, "fitted_prior", False)
        last = run.weights_here()
        write = partial(_write, run, n=n, seed=seed)
        own = _samplers(run, model, seed)
        for sampler in own.values():
            check_memory(sampler, run.read_config().data.image_shape, n=n)
        usual, *_ = own
        fitted = FittedPrior(run, model, own[usual], seed) if is_fitted or prior == GMM else None
        if fitted and not is_fitted:
            return write(GMM, fitted.fit(), step, last)
        samplers = ({GMM: fitted.fit()} if fitted else {}) | own
        usual, *_ = samplers
        if fitted:
            # Before the weights of other steps are looked at.
            fitted.form(N_CODES_TO_SELECT)
        written = [
            path
            for name, sampler in samplers.items()
            for path in write(name, sampler, step, last, is_usual=name == usual)
        ]

    def prior_now() -> Noise:
        return (fitted.fit(N_CODES_TO_SELECT) if fitted else samplers[usual]).prior

    selection = select(run, model, step, prior=prior_now, progress=progress)
    run.write_record("selection", selection)
    written.append(run.record_file("selection"))
    best = run.samples_file(BEST)
    if selection.best == step:
        for path in (best, best.with_suffix(".png")):
            path.unlink(missing_ok=True)
        return written
    what = f"drawing samples of {run.name} at its best step"
    with weights.kept(model), live.line(what, progress=progress):
        arrays = dict(run.read_weights())[selection.best]
        weights.restore_networks(model, arrays)
        sampler = fitted.fit() if fitted else samplers[usual]
        about = f"{sampler.about}, at the best of {len(selection.distances)} steps"
        return written + write(BEST, replace(sampler, about=about), selection.best, seal(arrays))


def _write(
    run: Run,
    name: str,
    sampler: Sampler,
    step: int,
    weights: str,
    *,
    n: int,
    seed: int,
    is_usual: bool = False,
) -> list[Path]:
    path = run.samples_file(None if is_usual else name)
    drawn = draw(sampler, n=n, seed=seed)
    labels = sampler.prior.labels(n) if isinstance(sampler.prior, Labelled) else None
    write_samples(path, Samples(drawn, seed, step, weights, name, sampler.about, labels))
    shown = drawn[:N_SHOWN]
    if labels is not None:
        shown = shown[np.argsort(labels[:N_SHOWN], kind="stable")]
    grids.write(path.with_suffix(".png"), grids.grid(shown))
    return [path, path.with_suffix(".png")]


def _samplers(run: Run, model: Model, seed: int) -> dict[str, Sampler]:
    """Returns the model's samplers; where it is told the class, each is drawn as in the data."""
    counts = run.read_config().data.class_counts
    return {
        name: replace(sampler, prior=replace(sampler.prior, counts=counts, seed=seed))
        if isinstance(sampler.prior, Labelled)
        else sampler
        for name, sampler in model.samplers.items()
    }
