"""The best of the steps whose weights a run has kept, and how it was found."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import numpy as np

from genbench import metrics
from genbench.data import Splits, is_varied
from genbench.models import trained_on
from genbench.models.parts.noise import Noise
from genbench.models.protocols import Model
from genbench.models.running import weights
from genbench.models.running.inference import decode
from genbench.runs import Run, numbered
from genbench.runs.selection import Selection
from genbench.scoring import judge
from genbench.system import live, randomness
from genbench.system.errors import BrokenRun, InvalidInput
from genbench.system.numbers import rounded

N_DRAWN = 1000
N_VALIDATION = 2000
# One more than there are features.
LEAST = 65


def select(
    run: Run,
    model: Model,
    step: int,
    *,
    prior: Callable[[], Noise] | None = None,
    progress: bool | None = None,
) -> Selection:
    """Returns which of a run's steps draws best; the model keeps the weights that it came with.

    By the Fréchet distance between fresh samples of the usual sampler and the validation images.
    What is held out has no say, so that it can still tell how good the chosen step is.

    Args:
        run: a run.
        model: of the run, with the weights of its last checkpoint.
        step: of that checkpoint.
        prior: returns what latents are drawn from, given the model's present weights; None: it
            is the usual sampler's, whatever the weights.
        progress: show a progress bar; by default on a terminal.

    Raises:
        ValueError: kept weights belong to another configuration.
    """
    splits = _splits(run)
    last = run.weights_here()
    n_earlier = sum(at < step for at, _ in numbered(run.weights, ".npz"))
    if not n_earlier:
        return Selection(step, step, {}, "no weights of earlier steps are kept", last)
    if splits is None:
        return Selection(step, step, {}, "the data set of the training is not here", last)
    if len(splits.validation) < LEAST:
        return Selection(step, step, {}, f"that takes {LEAST} validation images or more", last)
    if not is_varied(splits.train.images):
        return Selection(step, step, {}, "the training images are all the same", last)
    measure, by = _ruler(run.read_config().config.dataset, splits)
    sampler = next(iter(model.samplers.values()))
    prior = prior or (lambda: sampler.prior)
    steps = itertools.chain(_earlier(run, step), [(step, weights.of_networks(model))])
    distances: dict[int, float] = {}
    what = f"finding the best step of {run.name}"
    with weights.kept(model), live.line(what, n_earlier + 1, progress=progress) as shown:
        for at, arrays in live.counted(steps, shown):
            weights.restore_networks(model, arrays)
            latents = prior().draw(randomness.rng_for(0, "selection"), N_DRAWN)
            distances[at] = measure(decode(sampler, latents))
    # Of equals the latest.
    best = min(reversed(distances), key=distances.__getitem__)
    return Selection(best, step, {str(at): rounded(d) for at, d in distances.items()}, by, last)


def _earlier(run: Run, step: int) -> Iterator[tuple[int, dict[str, np.ndarray]]]:
    return ((at, arrays) for at, arrays in run.read_weights() if at < step)


def _splits(run: Run) -> Splits | None:
    try:
        return trained_on.splits(run)
    except (OSError, InvalidInput, BrokenRun):
        return None


def _ruler(dataset: str, splits: Splits) -> tuple[Callable[[np.ndarray], float], str]:
    """Returns the distance of images uint8 [n, h, w, c] from validation images, and its name."""
    # A judge that has yet to be trained would take minutes.
    space = judge.load(dataset, splits.train) if dataset in judge.SHIPPED else None
    space = space or judge.PrincipalComponents(splits.train)
    shown = splits.validation.images[:N_VALIDATION]
    real = space.features(shown)
    by = (
        f"Fréchet distance of {N_DRAWN:,} samples from {len(shown):,} validation images, in the "
        f"features of: {space.description}; the held-out images had no say"
    )
    return lambda drawn: metrics.frechet_distance(real, space.features(drawn)), by
