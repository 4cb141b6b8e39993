"""The dense VAE as JAX trains it, for `bench_training` to compare with.

    python tests/benchmarks/peers_in_jax.py scan PIXELS.npy

Needs JAX and NumPy alone. A hundred steps are one compiled `lax.scan`, the images lie on the
device, and Adam is written out. For each line of the standard input, a number of steps that a
hundred divides, it takes so many, and prints the seconds that took and the mean loss.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import jax  # pyright: ignore[reportMissingImports]
import jax.numpy as jnp  # pyright: ignore[reportMissingImports]
import numpy as np

BATCH_SIZE, LATENT_SIZE, CHUNK_LENGTH = 128, 2, 100
SIZES = {
    "hidden": (784, 256),
    "codes": (256, 2 * LATENT_SIZE),
    "units": (LATENT_SIZE, 256),
    "logits": (256, 784),
}
LEARNING_RATE, BETA_1, BETA_2, EPSILON = 1e-3, 0.9, 0.999, 1e-7


def main(way: str, pixels: np.ndarray) -> None:
    assert way == "scan"
    images, coming = jnp.asarray(pixels), rows(len(pixels))
    weights = initial(jax.random.key(0))
    # Two of them: what is donated is no longer there for the other.
    first, second = (jax.tree.map(jnp.zeros_like, weights) for _ in range(2))
    state: Any = (weights, first, second, 0, jax.random.key(1))
    for line in sys.stdin:
        start = time.perf_counter()
        losses = []
        for _ in range(int(line) // CHUNK_LENGTH):
            state, found = chunk(
                state, images, np.stack([next(coming) for _ in range(CHUNK_LENGTH)])
            )
            losses.append(found)
        loss = np.mean(losses)
        print(time.perf_counter() - start, loss, flush=True)


def rows(n: int) -> Iterator[np.ndarray]:
    rng = np.random.default_rng(0)
    while True:
        order = rng.permutation(n)
        for i in range(0, n - BATCH_SIZE + 1, BATCH_SIZE):
            yield order[i : i + BATCH_SIZE]


def initial(key: Any) -> dict[str, tuple[Any, Any]]:
    """Returns kernel and bias of each layer: He's in the encoder, Glorot's in the decoder."""
    he, glorot = jax.nn.initializers.he_normal(), jax.nn.initializers.glorot_uniform()
    return {
        name: ((he if name in ("hidden", "codes") else glorot)(key, size), jnp.zeros(size[1]))
        for key, (name, size) in zip(jax.random.split(key, len(SIZES)), SIZES.items(), strict=True)
    }


def bound(weights: dict[str, tuple[Any, Any]], x: Any, key: Any) -> Any:
    """Returns the negative bound in nats per image, float32 []."""

    def dense(name: str, inputs: Any) -> Any:
        kernel, bias = weights[name]
        return inputs @ kernel + bias

    mean, logvar = jnp.split(dense("codes", jax.nn.relu(dense("hidden", x))), 2, axis=1)
    z = mean + jnp.exp(logvar / 2) * jax.random.normal(key, mean.shape)
    logits = dense("logits", jax.nn.relu(dense("units", z)))
    nll = jnp.sum(jax.nn.softplus(logits) - x * logits, axis=1)
    kl = 0.5 * jnp.sum(mean**2 + jnp.exp(logvar) - logvar - 1, axis=1)
    return jnp.mean(nll + kl)


@partial(jax.jit, donate_argnums=0)
def chunk(state: Any, images: Any, taken: Any) -> tuple[Any, Any]:
    """Takes the steps of rows int [k, b], and returns the state after them and losses [k]."""

    def step(state: Any, row: Any) -> tuple[Any, Any]:
        weights, first, second, n, key = state
        key, own = jax.random.split(key)
        loss, slopes = jax.value_and_grad(bound)(weights, images[row], own)
        n = n + 1
        first = jax.tree.map(lambda m, g: m + (1 - BETA_1) * (g - m), first, slopes)
        second = jax.tree.map(lambda v, g: v + (1 - BETA_2) * (g * g - v), second, slopes)
        rate = LEARNING_RATE * jnp.sqrt(1 - BETA_2**n) / (1 - BETA_1**n)
        weights = jax.tree.map(
            lambda w, m, v: w - rate * m / (jnp.sqrt(v) + EPSILON), weights, first, second
        )
        return (weights, first, second, n, key), loss

    return jax.lax.scan(step, state, taken)


if __name__ == "__main__":
    main(sys.argv[1], np.load(sys.argv[2]))
