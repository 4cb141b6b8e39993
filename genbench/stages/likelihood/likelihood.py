"""The log-likelihood of held-out images under any model that decodes latents: likelihood.json."""

from __future__ import annotations

import signal
from pathlib import Path

from genbench.models import trained_on
from genbench.models.running.annealing import Annealer
from genbench.models.running.plans import Plan
from genbench.runs import Run, find
from genbench.runs.made import code_digest, inputs, once
from genbench.stages.likelihood import bounds, parzen
from genbench.stages.likelihood.annealed import anneal, chosen_variance, n_calls
from genbench.stages.likelihood.figures import draw_estimates
from genbench.stages.likelihood.finished import Finished
from genbench.stages.likelihood.found import Effort, Found, record_of
from genbench.stages.likelihood.subject import Subject, subject
from genbench.system import cache, live
from genbench.system.errors import Interrupted
from genbench.system.threads import one_core


def likelihood(
    run: Run | Path | str,
    *,
    k: int = 5000,
    chains: int = 4,
    temperatures: int = 1000,
    leapfrog: int = 5,
    n_images: int = 200,
    n_bounded: int = 1000,
    seed: int = 0,
    data: Path | str | None = None,
    progress: bool | None = None,
) -> Path:
    """Estimates log p(x) of held-out images, and writes likelihood.json and a figure.

    All models are measured under one observation model, so that a VAE, a GAN and principal
    components stand in one column: each dequantised pixel is Gaussian around the model's picture,
    with one variance that suits the validation images. Annealed importance sampling estimates log
    p(x) from below, and simulated images tell by how much it may be off. A VAE's own bounds, with
    its own pixels, stand beside that.

    What is finished of the images is kept in the cache folder: the same command goes on behind it.

    Args:
        run: a run, its folder or its name.
        k: codes for each image, of the importance-weighted bound.
        chains: for each image.
        temperatures: on the way from the prior to the posterior.
        leapfrog: steps of each move.
        n_images: held-out images that are annealed, and put on a grid.
        n_bounded: held-out images that the bounds and the Parzen window are of.
        seed: of all randomness.
        data: where the run's own data are now, if they were moved; noted in the run.
        progress: show a progress bar; by default on a terminal.

    Returns:
        likelihood.json, whose format `genbench.scoring.likelihoods` describes.

    Raises:
        FileNotFoundError: there is no such run, or it has no checkpoint yet.
        BrokenRun: the data set is another one, or a weight is not finite.
        ValueError: the run has no decoder, or one that gives no means; a count is not positive.
        BlockingIOError: another process writes into the run.
        KeyboardInterrupt: interrupted; the images that were finished are kept.

    Reference:
        Wu et al. 2017, arXiv:1611.04273; Grosse et al. 2015, arXiv:1511.02543.
    """
    plan = Plan(temperatures=temperatures, chains=chains, leapfrog=leapfrog, seed=seed)
    effort = Effort(k=k, n_images=n_images, n_bounded=n_bounded, plan=plan)
    run = find(run)
    trained_on.told(run, data)
    with run.writing("likelihood"), one_core():
        depends_on = inputs(run) | {"effort": effort}
        once(run.path, "likelihood", depends_on, lambda: _likelihood(run, effort, progress))
    return run.record_file("likelihood")


def _likelihood(run: Run, effort: Effort, progress: bool | None) -> list[Path]:
    """Measures a run, and returns the files written."""
    measured = subject(run)
    key = cache.key(
        measured.weights, measured.held_out_sha256, measured.validation_sha256,
        repr(effort.plan), code_digest(),
    )  # fmt: skip
    total = n_calls(effort.plan, effort.n_images)
    with live.line(f"likelihood of {run.name}", total, unit="call", progress=progress) as bar:
        try:
            found = _measure(measured, effort, Finished(key, bar))
        except KeyboardInterrupt as interruption:
            raise Interrupted(
                f"{run.path}: the images that are finished are kept. The same command goes on "
                "behind them.",
                getattr(interruption, "number", signal.SIGINT),
            ) from interruption
    record = record_of(measured, effort, found)
    run.write_record("likelihood", record)
    return [run.record_file("likelihood"), *draw_estimates(run, record)]


def _measure(measured: Subject, effort: Effort, finished: Finished) -> Found:
    n, n_bounded, k = effort.n_images, effort.n_bounded, effort.k
    annealer = Annealer(
        measured.density,
        effort.plan,
        jit_compile=measured.config.jit_compile,
        tick=finished.bar.update,
    )
    variance = chosen_variance(measured, annealer, finished)
    return Found(
        variance=variance,
        annealing=anneal(measured, annealer, finished, n=n, variance=variance),
        own=bounds.own_bounds(measured, finished, n=n_bounded, n_on_grid=n, k=k),
        linear=bounds.linear_bound(measured, finished, n=n, k=k, variance=variance),
        grid=bounds.on_grid(measured, finished, n=n, variance=variance),
        exact=bounds.exactly(measured, n=n, variance=variance),
        windows=parzen.windows(measured, finished, n=n_bounded),
    )
