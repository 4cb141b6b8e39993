"""Annealed importance sampling: log p(x) from below, and of simulated images from above too.

Chains go from the prior to the posterior through the distributions p(u) p(x|u)^t, 0 <= t <= 1, by
Hamiltonian moves. Their steps are found on a first, shorter way, and are fixed on the second: so
the second's weights are right on average, and their mean's logarithm is a lower bound on average.
A step is as long in each latent as the distribution is wide there, which the slopes tell: else the
narrowest latent would hold up all others.
The same moves backwards, from a latent that an image was made of, bound that image's log p(x) from
above.

All randomness is drawn outside of the graph, from the seed, the image and the temperature.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from genbench.metrics.likelihood import sigmoid_schedule
from genbench.models.density import Density
from genbench.models.running import plans
from genbench.models.running.moves import N_AT_ONCE, RATE, compile_moves
from genbench.models.running.plans import Given, Plan
from genbench.system.backend import tf
from genbench.system.randomness import rng_for

FIRST_STEP = 0.5
# Of a step, to either side: moves of one length could come back to where they were.
JITTER = 0.2


class Steps(NamedTuple):
    """How long moves are at each of n temperatures.

    Attributes:
        log_steps: of each chain, float32 [n, n_rows].
        log_precisions: of each latent, whose step is longer by the root of one over it, float32
            [n, size].
    """

    log_steps: np.ndarray
    log_precisions: np.ndarray


class Way(NamedTuple):
    """What came of chains on a way, in the order of images and chains.

    Attributes:
        latents: where they are, float32 [n_rows, size].
        log_weights: float64 [n_rows].
        steps: that were taken.
        acceptance: mean share of accepted moves at each temperature, float32 [n].
    """

    latents: np.ndarray
    log_weights: np.ndarray
    steps: Steps
    acceptance: np.ndarray


class Annealed(NamedTuple):
    """What came of images: [n, chains] each.

    Attributes:
        log_weights: float64.
        latents: the chains' ends, float32 [n, chains, size].
        acceptance: the share of moves that were accepted, float.
    """

    log_weights: np.ndarray
    latents: np.ndarray
    acceptance: float


class Annealer:
    """Anneals up to plans.N_IMAGES images at a time.

    Args:
        density: the model.
        plan: how.
        jit_compile: compile with XLA: fast for dense networks, slow for convolutions on a CPU.
        tick: called after every compiled call.
    """

    def __init__(
        self,
        density: Density,
        plan: Plan,
        *,
        jit_compile: bool,
        tick: Callable[[], object] = lambda: None,
    ) -> None:
        self.density, self.plan = density, plan
        self._move = compile_moves(
            density.log_likelihood, n_leapfrog=plan.leapfrog, jit_compile=jit_compile
        )
        self._tick = tick
        self._n_rows = plans.N_IMAGES * plan.chains

    def upward(self, given: Given) -> Annealed:
        """Returns what comes of chains from the prior: weights that are p(x) on average."""
        return self._finished(self._forward(given, self.steps(given)), len(given.images))

    def both_ways(self, given: Given, made_of: np.ndarray) -> tuple[Annealed, Annealed]:
        """Returns what comes of chains from the prior, and backwards: weights 1 / p(x) on average.

        Args:
            given: images that the density made.
            made_of: the latents that each was made of, float32 [n, size], from which all of its
                chains start backwards.
        """
        steps, n = self.steps(given), len(given.images)
        up = self._forward(given, steps)
        schedule = sigmoid_schedule(self.plan.temperatures)
        turned = schedule[:0:-1]
        plan = np.stack([np.zeros(len(turned)), turned, -np.diff(schedule)[::-1]], axis=1)
        starts = np.pad(made_of, [(0, plans.N_IMAGES - n), (0, 0)], mode="edge")
        starts = np.repeat(starts, self.plan.chains, axis=0)
        steps = Steps(steps.log_steps[::-1], steps.log_precisions[::-1])
        down = self._go(given, "down", starts, plan, steps)
        return self._finished(up, n), self._finished(down, n)

    def pilot(self, given: Given) -> Way:
        """Returns what comes of chains whose steps adapt: no weights to rely on, but steps."""
        n, size = self.plan.pilot, self.density.size
        first = Steps(
            np.full([n, self._n_rows], math.log(FIRST_STEP), np.float32),
            np.zeros([n, size], np.float32),
        )
        start = self._draw(given, "pilot start", 0, 1)[0][0]
        return self._go(given, "pilot", start, _upward(n), first, rate=RATE)

    def steps(self, given: Given) -> Steps:
        """Returns the steps that a pilot has found, at all temperatures."""
        n = self.plan.temperatures
        log_steps, log_precisions = (_stretched(found, n) for found in self.pilot(given).steps)
        jitter = np.zeros([n, plans.N_IMAGES, self.plan.chains])
        for i, row in enumerate(given.rows.tolist()):
            rng = rng_for(self.plan.seed, "jitter", given.name, row)
            jitter[:, i] = rng.uniform(-JITTER, JITTER, [n, self.plan.chains])
        log_steps += np.log1p(jitter).reshape(n, self._n_rows)
        return Steps(log_steps.astype(np.float32), log_precisions.astype(np.float32))

    def _forward(self, given: Given, steps: Steps) -> Way:
        start = self._draw(given, "start", 0, 1)[0][0]
        return self._go(given, "up", start, _upward(self.plan.temperatures), steps)

    def _go(
        self,
        given: Given,
        stream: str,
        start: np.ndarray,
        plan: np.ndarray,
        steps: Steps,
        *,
        rate: float = 0.0,
    ) -> Way:
        """Moves chains along a way, N_AT_ONCE temperatures at a time.

        Args:
            given: images.
            stream: whose randomness.
            start: float32 [n_rows, size].
            plan: float64 [n, 3], see `compile_moves`.
            steps: of each temperature, or to begin with.
            rate: of the adaption of the steps.
        """
        target = given.filled(self.plan.chains)
        carried = tf.constant(start), tf.zeros([self._n_rows]), tf.ones([self.density.size])
        log_weights, used, acceptance = np.zeros(self._n_rows), [], []
        for first in range(0, len(plan), N_AT_ONCE):
            rows = slice(first, first + N_AT_ONCE)
            n = len(plan[rows])
            given_noise = self._draw(given, stream, first, n)
            arrays = (*given_noise, *(a[rows] for a in steps), plan[rows].astype(np.float32))
            carried, gained, taken, accepted = self._move(
                carried, target, tf.constant(n), [tf.constant(_fill(a)) for a in arrays],
                tf.constant(rate, tf.float32),
            )  # fmt: skip
            log_weights += gained.numpy()
            used.append([array.numpy()[:n] for array in taken])
            acceptance.append(accepted.numpy()[:n])
            self._tick()
        taken = Steps(*(np.concatenate(parts) for parts in zip(*used, strict=True)))
        return Way(carried[0].numpy(), log_weights, taken, np.concatenate(acceptance))

    def _draw(self, given: Given, stream: str, first: int, n: int) -> tuple[np.ndarray, np.ndarray]:
        """Returns the randomness of n temperatures: float32 [n, n_rows, size], and [n, n_rows]."""
        n_chains, size = self.plan.chains, self.density.size
        normal = np.zeros([n, plans.N_IMAGES, n_chains, size], np.float32)
        uniform = np.ones([n, plans.N_IMAGES, n_chains], np.float32)
        for i, row in enumerate(given.rows.tolist()):
            rng = rng_for(self.plan.seed, stream, given.name, row, first)
            normal[:, i] = rng.standard_normal([n, n_chains, size], np.float32)
            uniform[:, i] = rng.random([n, n_chains], np.float32)
        with np.errstate(divide="ignore"):
            log_uniforms = np.log(uniform)
        return normal.reshape(n, self._n_rows, size), log_uniforms.reshape(n, self._n_rows)

    def _finished(self, way: Way, n: int) -> Annealed:
        n_chains = self.plan.chains
        return Annealed(
            way.log_weights.reshape(plans.N_IMAGES, n_chains)[:n],
            way.latents.reshape(plans.N_IMAGES, n_chains, -1)[:n],
            float(way.acceptance.mean()),
        )


def _upward(n: int) -> np.ndarray:
    """Returns the plan of n temperatures from the prior to the posterior, float64 [n, 3]."""
    schedule = sigmoid_schedule(n)
    return np.stack([np.diff(schedule), schedule[1:], np.zeros(n)], axis=1)


def _stretched(found: np.ndarray, n: int) -> np.ndarray:
    """Returns float64 [n, ...], smoothed and interpolated, of what a shorter way has found."""
    # What one move's luck has done is smoothed away.
    width = max(1, len(found) // 20)
    padded = np.pad(found, [(width // 2, width - 1 - width // 2), (0, 0)], mode="edge")
    sums = np.cumsum(np.pad(padded, [(1, 0), (0, 0)]), axis=0, dtype=np.float64)
    smooth = (sums[width:] - sums[:-width]) / width
    places = np.linspace(0, len(found) - 1, n)
    below = places.astype(int)
    above = np.minimum(below + 1, len(found) - 1)
    share = (places - below)[:, None]
    return (1 - share) * smooth[below] + share * smooth[above]


def _fill(array: np.ndarray) -> np.ndarray:
    """Returns [n, ...] with N_AT_ONCE rows: one trace, whose loop is told where to end."""
    n_missing = N_AT_ONCE - len(array)
    return np.pad(array, [(0, n_missing)] + [(0, 0)] * (array.ndim - 1))
