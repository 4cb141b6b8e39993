"""The estimates by annealing: of held-out images, and from both sides of simulated ones."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from genbench.metrics.likelihood import log_mean_weight
from genbench.models.running.annealing import Annealer
from genbench.models.running.observation import MOST_ROUNDS, suited_variance
from genbench.models.running.plans import N_IMAGES, Given, Plan
from genbench.stages.likelihood.finished import Finished
from genbench.stages.likelihood.subject import Subject
from genbench.system.backend import tf
from genbench.system.errors import BrokenRun
from genbench.system.randomness import rng_for

# One block each: what chooses the variance, and what tells the error.
N_VALIDATION = N_SIMULATED = N_IMAGES


class Annealing(NamedTuple):
    """What annealing has found, in nats.

    Attributes:
        values: of each held-out image from below, float64 [n].
        lower, upper: of each simulated image, float64 [m].
        acceptance: share of the moves that were accepted.
    """

    values: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    acceptance: float


def chosen_variance(subject: Subject, annealer: Annealer, finished: Finished) -> float:
    """Returns the variance of the pixels that suits the validation images best."""
    (given, *_) = subject.blocks("validation", N_VALIDATION)
    found = finished.block(
        "variance",
        lambda: {"variance": np.array(suited_variance(annealer, given))},
        calls=MOST_ROUNDS * annealer.plan.n_calls(ways=0),
    )
    variance = float(found["variance"])
    if not (np.isfinite(variance) and variance > 0):
        raise BrokenRun(
            f"The pictures of {subject.run.path} lie {variance} from the validation images in mean "
            "square, so that no Gaussian fits. Look for a model that diverged, and train it again."
        )
    return variance


def anneal(
    subject: Subject, annealer: Annealer, finished: Finished, *, n: int, variance: float
) -> Annealing:
    """Returns the estimates of n held-out images, and of as many simulated ones as a block has.

    Raises:
        BrokenRun: a weight is not finite.
    """
    values, acceptance = [], []
    plan = annealer.plan
    for i, given in enumerate(subject.blocks("held_out", n, variance=variance)):

        def make(given: Given = given) -> dict[str, np.ndarray]:
            up = annealer.upward(given)
            return {"log_weights": up.log_weights, "acceptance": np.array(up.acceptance)}

        name = f"held-out-{i:05d}-{len(given.rows)}"
        found = finished.block(name, make, calls=plan.n_calls(ways=1))
        check_finite(subject, found["log_weights"], "held-out")
        values.append(log_mean_weight(found["log_weights"]))
        acceptance.append(float(found["acceptance"]))

    def simulate() -> dict[str, np.ndarray]:
        given, made_of = simulated(subject, variance, seed=plan.seed)
        up, down = annealer.both_ways(given, made_of)
        return {"up": up.log_weights, "down": down.log_weights}

    both = finished.block("simulated", simulate, calls=plan.n_calls(ways=2))
    for weights in both.values():
        check_finite(subject, weights, "simulated")
    # Backwards the weights are 1 / p(x) on average.
    lower, upper = log_mean_weight(both["up"]), -log_mean_weight(both["down"])
    return Annealing(np.concatenate(values), lower, upper, float(np.mean(acceptance)))


def simulated(subject: Subject, variance: float, *, seed: int) -> tuple[Given, np.ndarray]:
    """Returns images that the model has made with its pixels' noise, and of which latents.

    Those of a model that is told the class have the labels of held-out images.
    """
    rows = np.arange(N_SIMULATED)
    rng = rng_for(seed, "simulated")
    made_of = rng.standard_normal([N_SIMULATED, subject.density.size], np.float32)
    labels = subject.labels(subject.held_out, rows % len(subject.held_out))
    pictures = subject.density.picture(tf.constant(made_of), tf.constant(labels)).numpy()
    noise = rng.standard_normal(pictures.shape, np.float32)
    images = (pictures + np.sqrt(variance) * noise).astype(np.float32)
    return Given(images, labels, rows, variance, "simulated"), made_of


def n_calls(plan: Plan, n: int) -> int:
    """Returns the calls that all this takes at most, for n held-out images."""
    n_blocks = -(-n // N_IMAGES)
    return (
        MOST_ROUNDS * plan.n_calls(ways=0) + n_blocks * plan.n_calls(ways=1) + plan.n_calls(ways=2)
    )


def check_finite(subject: Subject, log_weights: np.ndarray, of: str) -> None:
    """Checks that every weight of images, [n, k], is a number.

    Raises:
        BrokenRun: some are not; says how many.
    """
    is_broken = ~np.isfinite(log_weights)
    if is_broken.any():
        raise BrokenRun(
            f"{is_broken.sum():,} of {is_broken.size:,} weights of {of} images under "
            f"{subject.run.path} are not finite, in {is_broken.any(axis=1).sum():,} of "
            f"{len(log_weights):,} images, and are not averaged away. Look for a model that "
            "diverged, and train it again with a lower learning_rate."
        )
