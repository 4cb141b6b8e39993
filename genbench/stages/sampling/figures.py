"""The figures of a run: what the model has learned, as far as it can show it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.special import ndtri

from genbench import pictures
from genbench.data import images
from genbench.models import building, trained_on
from genbench.models.parts.noise import Normal
from genbench.models.protocols import Autoencoder, Sampler
from genbench.models.running import steps
from genbench.models.running.inference import decode
from genbench.pictures import grids
from genbench.runs import Run, find
from genbench.runs.made import digest_of, inputs, once
from genbench.system import live, randomness
from genbench.system.backend import as_graph

N_RECONSTRUCTIONS = 10
N_CODES = 2000
N_STRIPS, N_STOPS = 8, 12
MANIFOLD = ndtri(np.linspace(0.05, 0.95, 15)).astype(np.float32)


def draw_figures(
    run: Run | Path | str, *, seed: int = 0, progress: bool | None = None
) -> list[Path]:
    """Draws every figure that the model allows into the run's folder figures/.

    curves.png and interpolation.png always; reconstructions.png for models with an encoder;
    latents.png and manifold.png where the codes have two numbers.

    Args:
        run: a run, its folder or its name.
        seed: chooses the latents and validation images that are shown.
        progress: show that it is at work; by default on a terminal.

    Returns:
        The files, those that are there already included.

    Raises:
        FileNotFoundError: there is no such run, or it has no checkpoint yet.
        BlockingIOError: another process writes into the run.
    """
    run = find(run)
    with run.writing("sample"):
        return once(
            run.path,
            "figures",
            inputs(run) | {"seed": seed, "log": digest_of([run.log_file])},
            lambda: _draw(run, seed, progress),
        )


def _draw(run: Run, seed: int, progress: bool | None) -> list[Path]:
    with live.line(f"drawing figures of {run.name}", progress=progress):
        return [_save(run, name, figure) for name, figure in _figures(run, seed).items()]


def _figures(run: Run, seed: int) -> dict[str, pictures.Figure]:
    model, step = building.load(run)
    sampler = next(iter(model.samplers.values()))
    title = f"{run.name}, step {step:,}"
    figures = {
        "curves": pictures.curves(run.read_log(), model.metrics, title=title),
        "interpolation": pictures.rows(
            {"": _interpolations(sampler, seed)}, title=f"{title}: from one latent to another"
        ),
    }
    if isinstance(model, Autoencoder):
        validation = trained_on.load(run, "validation")
        rows = randomness.rng_for(seed, "figures").permutation(len(validation))
        figures["reconstructions"] = pictures.rows(
            _reconstructions(
                model, steps.inputs(model, validation, rows[:N_RECONSTRUCTIONS], seed=seed)
            ),
            title=f"{title}: validation images",
        )
        if model.latent_size == 2:
            shown, given, _ = steps.inputs(model, validation, rows[:N_CODES], seed=seed)
            codes = as_graph(model.encode)(shown, given).numpy()
            labels = None if validation.labels is None else given
            figures["latents"] = pictures.latents(codes, labels, validation.classes)
    if sampler.prior == Normal((2,)):
        figures["manifold"] = pictures.manifold(manifold(sampler), MANIFOLD)
    return figures


def manifold(sampler: Sampler) -> np.ndarray:
    """Returns a picture of the latent plane, uint8 [h, w, c].

    The 15 x 15 cells stand at the quantiles 0.05 to 0.95 of the prior; the first latent grows to
    the right and the second upwards.
    """
    second, first = np.meshgrid(MANIFOLD[::-1], MANIFOLD, indexing="ij")
    latents = np.stack([first.ravel(), second.ravel()], axis=1)
    return grids.grid(decode(sampler, latents), n_columns=len(MANIFOLD), border=0)


def _interpolations(sampler: Sampler, seed: int) -> np.ndarray:
    """Returns strips between pairs of latents on straight lines, one pair a row."""
    starts, ends = np.split(sampler.prior.draw(randomness.rng_for(seed, "strips"), 2 * N_STRIPS), 2)
    # Latents may have any shape: those of a flow are pictures.
    share = np.linspace(0, 1, N_STOPS).reshape(-1, *[1] * len(sampler.prior.shape))
    paths = (starts[:, None] * (1 - share) + ends[:, None] * share).astype(np.float32)
    return grids.grid(decode(sampler, paths.reshape(-1, *sampler.prior.shape)), n_columns=N_STOPS)


def _reconstructions(model: Autoencoder, inputs: steps.Inputs) -> dict[str, np.ndarray]:
    return {
        name: grids.grid(images.to_uint8(row.numpy()), n_columns=len(row))
        for name, row in as_graph(model.compare)(*inputs).items()
    }


def _save(run: Run, name: str, figure: pictures.Figure) -> Path:
    path = run.figures / f"{name}.png"
    pictures.save(figure, path)
    return path
