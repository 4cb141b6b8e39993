"""Hamiltonian moves of many chains at many temperatures, as one compiled call."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from genbench.system.backend import as_graph, tf

if TYPE_CHECKING:
    from tensorflow import Tensor

# Temperatures in one call: what a request to stop has to wait for.
N_AT_ONCE = 50
# Of the moves; Neal 2011, arXiv:1206.1901, section 4.4.
ACCEPTED = 0.65
# How fast steps follow what is accepted, and widths what the slopes say.
RATE, WIDTH_RATE = 0.2, 0.1


def compile_moves(
    log_likelihood: Callable[..., Tensor], *, n_leapfrog: int, jit_compile: bool
) -> Callable[..., Any]:
    """Returns a function that moves chains at up to N_AT_ONCE temperatures in one compiled call.

    At each temperature t, plan[i] = (before, t, after): the log-weight grows by `before` times
    log p(x|u), then comes a move that leaves p(u) p(x|u)^t as it is, then `after` times.

    Args:
        log_likelihood: latents [n, size] and what `Given.filled` returns -> float32 [n].
        n_leapfrog: steps of a move.
        jit_compile: compile with XLA.

    Returns:
        A function of what is carried on (latents float32 [n, size], what was added to the steps'
        logarithms [n], precisions [size]), the target, the number of temperatures, for each of
        them momenta [N_AT_ONCE, n, size], log_uniforms and log_steps [N_AT_ONCE, n],
        log_precisions [N_AT_ONCE, size] and the plan [N_AT_ONCE, 3], and the rate []: with 0 steps
        are taken as they are told, and otherwise adapt. It gives what is carried on, the
        log-weights gained, float64 [n], and for each temperature the `Steps` that were taken and
        the mean acceptance [N_AT_ONCE].

    Reference:
        Neal 2001, "Annealed importance sampling"; Neal 2011, arXiv:1206.1901, figure 2.
    """

    @partial(as_graph, jit_compile=jit_compile)
    def run(
        carried: tuple[Tensor, ...], target: tuple[Tensor, ...], n: Tensor,
        arrays: list[Tensor], rate: Tensor,
    ) -> tuple[Any, ...]:  # fmt: skip
        momenta, log_uniforms, log_steps, log_precisions, plan = arrays
        is_adapting = rate > 0.0

        def look(latents: Tensor) -> tuple[Tensor, Tensor]:
            with tf.GradientTape() as tape:
                tape.watch(latents)
                value = log_likelihood(latents, *target)
            slope: Any = tape.gradient(
                value, latents, unconnected_gradients=tf.UnconnectedGradients.ZERO
            )
            return value, slope

        def body(i: Tensor, here: Any, shift: Tensor, precisions: Tensor, gained: Tensor,
                 taken: Any, accepted: Tensor) -> tuple[Any, ...]:  # fmt: skip
            before, beta, after = plan[i, 0], plan[i, 1], plan[i, 2]
            gained += tf.cast(before * here[1], tf.float64)
            log_step = log_steps[i] + shift
            squares = tf.reduce_mean(tf.square(beta * here[2] - here[0]), axis=0)
            precisions += WIDTH_RATE * (squares - precisions)
            log_precision = tf.where(is_adapting, tf.math.log(precisions), log_precisions[i])
            steps = tf.exp(log_step)[:, None] * tf.exp(-0.5 * log_precision)
            there, log_ratio = _trajectory(look, here, momenta[i], steps, beta, n_leapfrog)
            # A trajectory that ran away has no energy to compare, and is refused.
            log_ratio = tf.where(tf.math.is_finite(log_ratio), log_ratio, -math.inf)
            is_taken = log_uniforms[i] < log_ratio
            here = tuple(
                tf.where(is_taken[:, None] if new.shape.rank == 2 else is_taken, new, old)
                for new, old in zip(there, here, strict=True)
            )
            gained += tf.cast(after * here[1], tf.float64)
            probability = tf.exp(tf.minimum(log_ratio, 0.0))
            taken = (_put(taken[0], i, log_step), _put(taken[1], i, log_precision))
            accepted = _put(accepted, i, tf.reduce_mean(probability))
            shift += rate * (probability - ACCEPTED)
            return i + 1, here, shift, precisions, gained, taken, accepted

        latents, shift, precisions = carried
        start = (
            tf.constant(0), (latents, *look(latents)), shift, precisions,
            tf.zeros_like(shift, tf.float64),
            (tf.zeros_like(log_steps), tf.zeros_like(log_precisions)), tf.zeros_like(plan[:, 0]),
        )  # fmt: skip
        end = tf.while_loop(lambda i, *_: i < n, body, start)
        _, here, shift, precisions, gained, taken, accepted = end
        return (here[0], shift, precisions), gained, taken, accepted

    return run


def _trajectory(
    look: Callable[[Tensor], tuple[Tensor, Tensor]],
    here: tuple[Tensor, Tensor, Tensor],
    momentum: Tensor,
    steps: Tensor,
    beta: Tensor,
    n_leapfrog: int,
) -> tuple[tuple[Tensor, Tensor, Tensor], Tensor]:
    """Returns where leapfrog steps lead, and the log-ratio of the probabilities there and here.

    Args:
        look: latents -> log p(x|u) [n], and its slope [n, size].
        here: latents [n, size], and what `look` says of them.
        momentum: float32 [n, size].
        steps: float32 [n, size].
        beta: float32 [], the inverse temperature.
        n_leapfrog: how many.
    """

    def log_probability(latents: Tensor, value: Tensor, momentum: Tensor) -> Tensor:
        squares = tf.square(latents) + tf.square(momentum)
        return beta * value - 0.5 * tf.reduce_sum(squares, axis=1)

    def advance(i: Tensor, latents: Tensor, value: Tensor, slope: Tensor, momentum: Tensor):
        latents = latents + steps * momentum
        value, slope = look(latents)
        return i + 1, latents, value, slope, momentum + steps * (beta * slope - latents)

    latents, value, slope = here
    half = 0.5 * steps
    start = (tf.constant(0), *here, momentum + half * (beta * slope - latents))
    _, *there, last = tf.while_loop(lambda i, *_: i < n_leapfrog, advance, start)
    # The last of the whole steps of the momentum was half a step too long.
    last -= half * (beta * there[2] - there[0])
    log_ratio = log_probability(there[0], there[1], last)
    return tuple(there), log_ratio - log_probability(latents, value, momentum)


def _put(values: Tensor, i: Tensor, value: Tensor) -> Tensor:
    return tf.tensor_scatter_nd_update(values, [[i]], [value])
