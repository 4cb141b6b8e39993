"""Whether what is written by hand in a step still earns its lines, against the plain way.

    python tests/benchmarks/bench_step_parts.py

Two parts are: the convolution to few channels (`layers.PixelConvolution`) against Keras's Conv2D,
and the cross-entropy (`losses.bernoulli_nll`) against TensorFlow's own; each alone with its
gradient, and within whole steps of the recipes that have it. Ours and the plain way alternate, so
that a machine which is faster in one minute than in the next leaves the ratios as they are.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from unittest import mock

import numpy as np
from threadpoolctl import threadpool_limits

from genbench import data
from genbench.models import building, recipes
from genbench.models.parts import layers, losses, noise
from genbench.models.running import steps
from genbench.system.backend import as_graph, keras, tf

N_ROUNDS = 15
BATCH_SIZE = 128
# Of the layer that reads it: the decoder of conv-vae has 32 channels before the picture.
N_CHANNELS = 32
# Recipe, steps per call, and part of it that is replaced.
STEPS = (
    ("conv-vae", 5, "convolution"),
    ("vae", 200, "cross-entropy"),
    ("vae-20", 50, "cross-entropy"),
    ("conv-vae", 5, "cross-entropy"),
    ("aae", 50, "cross-entropy"),
)

Call = Callable[[], object]


def main() -> None:
    print(f"{'what':44} {'ours':>10} {'plain':>10}   plain / ours (of each pair)")
    with threadpool_limits(1, "blas"):
        for n_outputs in (1, 3):
            name = f"convolution {N_CHANNELS} to {n_outputs}, 28 x 28, and gradient"
            compare(name, convolution(n_outputs, plain=False), convolution(n_outputs, plain=True))
        for jit_compile in (True, False):
            name = f"cross-entropy 28 x 28, and gradient{', XLA' if jit_compile else ''}"
            compare(
                name,
                cross_entropy(losses.bernoulli_nll, jit_compile),
                cross_entropy(plain_nll, jit_compile),
            )
        for recipe, n_steps, part in STEPS:
            compare(
                f"step of {recipe}, plain {part}",
                chunk(recipe, n_steps, nullcontext()),
                chunk(recipe, n_steps, replaced(part)),
                n_steps,
            )


def compare(name: str, ours: Call, plain: Call, n_steps: int = 1) -> None:
    """Prints the median times of the two, and of the ratios of neighbouring calls."""
    pairs = np.array([(measured(ours), measured(plain)) for _ in range(N_ROUNDS)]) / n_steps
    ratios = pairs[:, 1] / pairs[:, 0]
    of_ours, of_plain = (statistics.median(times) for times in 1e3 * pairs.T)
    low, high = np.quantile(ratios, [0.25, 0.75])
    print(
        f"{name:44} {of_ours:7.3f} ms {of_plain:7.3f} ms   {statistics.median(ratios):.3f} "
        f"(half of them {low:.3f} to {high:.3f})",
        flush=True,
    )


def measured(call: Call) -> float:
    """Returns the seconds of a call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def convolution(n_outputs: int, *, plain: bool) -> Call:
    """Returns twenty convolutions with the gradients of their input and weights."""
    images = tf.random.stateless_normal([BATCH_SIZE, 28, 28, N_CHANNELS], seed=(0, 0))
    layer: Any = (
        keras.layers.Conv2D(n_outputs, 3, padding="same")
        if plain
        else layers.PixelConvolution(n_outputs)
    )
    layer.build(images.shape)

    def both(images: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(images)
            loss = tf.reduce_sum(tf.square(layer(images)))
        return tape.gradient(loss, [images, *layer.trainable_variables])

    return repeated(as_graph(both), images, n=20)


def cross_entropy(nll: Callable[..., Any], jit_compile: bool) -> Call:
    """Returns two hundred losses of a batch with the gradient of its logits."""
    shape = [BATCH_SIZE, 28, 28, 1]
    images = tf.random.stateless_uniform(shape, seed=(0, 0))

    def both(logits: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(logits)
            loss = tf.reduce_mean(nll(images, logits))
        return loss, tape.gradient(loss, logits)

    logits = 3 * tf.random.stateless_normal(shape, seed=(0, 1))
    return repeated(as_graph(both, jit_compile=jit_compile), logits, n=200)


def repeated(function: Callable[..., Any], given: Any, *, n: int) -> Call:
    """Returns a call of n calls of a function that is compiled by now."""

    def call() -> None:
        results = [function(given) for _ in range(n)]
        # What is read is done: on a CPU that is the last of all.
        tf.nest.map_structure(lambda tensor: tensor.numpy(), results[-1])

    call()
    return call


def plain_cross_entropy(images: Any, logits: Any) -> Any:
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=images, logits=logits)


def plain_nll(images: Any, logits: Any) -> Any:
    return tf.reduce_sum(plain_cross_entropy(images, logits), axis=[1, 2, 3])


def replaced(part: str) -> AbstractContextManager[object]:
    """Returns a context in which that part of a model is built and traced the plain way."""
    if part == "cross-entropy":
        return mock.patch.object(losses, "_cross_entropy", plain_cross_entropy)
    return mock.patch.object(
        layers, "PixelConvolution", lambda filters: keras.layers.Conv2D(filters, 3, padding="same")
    )


def chunk(recipe: str, n_steps: int, context: AbstractContextManager[object]) -> Call:
    """Returns a call of some steps, traced within the context and taken twice by now."""
    chosen = recipes.get(recipe).changed(dataset="mnist5k")
    config = chosen.config
    split = data.load(config.dataset, "train")
    taken = {"seed": 0, "start": 0, "stop": n_steps}
    with context:
        model = building.build(chosen, split.image_shape, n_classes=len(split.classes))
        run = steps.compile_chunk(model, chunk_length=n_steps, jit_compile=config.jit_compile)
        images, labels = next(
            data.chunks(split, batch_size=BATCH_SIZE, chunk_length=n_steps, **taken)
        )
        draws = noise.draw_steps(model.noise, n=BATCH_SIZE, **taken)
        for _ in range(2):
            run(images, labels, draws)
    return lambda: run(images, labels, draws)


if __name__ == "__main__":
    main()
