"""The best of the steps whose weights a run has kept, and how it was found."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from genbench import data, metrics
from genbench.data import Split
from genbench.models.parts.noise import Noise
from genbench.models.protocols import Model
from genbench.models.running import weights
from genbench.models.running.inference import decode
from genbench.runs import Run, numbered
from genbench.scoring import judge
from genbench.system import randomness

N_DRAWN = 1000
N_VALIDATION = 2000
# One more than there are features.
LEAST = 65


@dataclass(frozen=True)
class Selection:
    """What the best step was chosen by.

    Attributes:
        best: the step with the least distance; the last where that is as good.
        last: the step of the last checkpoint.
        distances: by step, as text, since JSON knows no other keys.
        by: what was measured, or why nothing was, in words.
    """

    best: int
    last: int
    distances: dict[str, float]
    by: str


def select(
    run: Run,
    model: Model,
    step: int,
    *,
    prior: Callable[[], Noise] | None = None,
    progress: bool | None = None,
) -> Selection:
    """Returns which of a run's steps draws best, and leaves the model with that step's weights.

    By the Fréchet distance between fresh samples of the usual sampler and training images. These
    are images that the model has seen: what is held out has no say, so that it can still tell
    how good the chosen step is.

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
    train = _training_split(run)
    if not any(at < step for at, _ in numbered(run.weights, ".npz")):
        return Selection(step, step, {}, "no weights of earlier steps are kept")
    if train is None:
        return Selection(step, step, {}, "the data set of the training is not here")
    if len(train) < LEAST:
        return Selection(step, step, {}, f"that takes {LEAST} training images or more")
    measure, by = _ruler(run.read_config()["config"]["dataset"], train)
    sampler = next(iter(model.samplers.values()))
    prior = prior or (lambda: sampler.prior)
    last = weights.of_networks(model)
    best, chosen = step, last
    distances: dict[int, float] = {}
    for at, arrays in tqdm(
        itertools.chain(_earlier(run, step), [(step, last)]),
        desc=f"best step of {run.name}",
        disable=None if progress is None else not progress,
    ):
        weights.restore_networks(model, arrays)
        latents = prior().draw(randomness.generator(0, "selection"), N_DRAWN)
        distances[at] = measure(decode(sampler, latents))
        if distances[at] <= min(distances.values()):
            best, chosen = at, arrays
    weights.restore_networks(model, chosen)
    return Selection(best, step, {str(at): float(f"{d:.6g}") for at, d in distances.items()}, by)


def _earlier(run: Run, step: int) -> Iterator[tuple[int, dict[str, np.ndarray]]]:
    return ((at, arrays) for at, arrays in run.read_weights() if at < step)


def _training_split(run: Run) -> Split | None:
    record = run.read_config()
    try:
        train = data.load(record["config"]["dataset"], "train")
    except (OSError, ValueError):
        return None
    return train if train.sha256 == record["data"]["sha256"] else None


def _ruler(dataset: str, train: Split) -> tuple[Callable[[np.ndarray], float], str]:
    """Returns the distance of images uint8 [n, h, w, c] from training images, and its name."""
    rows = randomness.generator(0, "validation").permutation(len(train))[:N_VALIDATION]
    # A judge that has yet to be trained would take minutes.
    space = judge.load(dataset, train) if dataset in judge.SHIPPED else None
    space = space or judge.PrincipalComponents(train)
    real = space.features(train.images[rows])
    by = (
        f"Fréchet distance of {N_DRAWN:,} samples from {len(rows):,} training images, in the "
        f"features of: {space.description}; the held-out images had no say"
    )
    return lambda drawn: metrics.frechet_distance(real, space.features(drawn)), by
