"""Many training steps of a model as one compiled call."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from genbench import data
from genbench.data import Split
from genbench.data.images import to_float
from genbench.models.config import Config
from genbench.models.parts.noise import draw_steps
from genbench.models.protocols import Model
from genbench.models.running.devices import divided
from genbench.system import memory
from genbench.system.backend import as_graph, tf
from genbench.system.randomness import rng_for

if TYPE_CHECKING:
    from tensorflow import Tensor

# A chunk is drawn, put together, and copied to the device, and the next one is on its way.
N_COPIES = 4

Inputs = tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]
Chunk = Callable[[np.ndarray, np.ndarray, Mapping[str, np.ndarray]], dict[str, np.ndarray]]


def compile_chunk(
    model: Model, *, chunk_length: int, jit_compile: bool, n_devices: int = 1
) -> Chunk:
    """Returns a function that takes up to `chunk_length` training steps in one compiled call.

    Its arguments are uint8 images [k, b, h, w, c], int64 labels [k, b] and, for each noise,
    float32 [k, b, *shape], with k <= chunk_length. It returns each of the model's metrics as
    float32 [k]. On several devices, without `jit_compile`, the model is one of `devices.spread`.
    """
    step = divided(model.step, n_devices)

    @partial(as_graph, jit_compile=jit_compile)
    def run(
        images: Tensor, labels: Tensor, noise: Mapping[str, Tensor], n_steps: Tensor
    ) -> dict[str, Tensor]:
        def body(i: Tensor, metrics: dict[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
            batch = tf.cast(images[i], tf.float32) / 255.0
            scalars = step(batch, labels[i], {name: n[i] for name, n in noise.items()})
            metrics = {
                name: tf.tensor_scatter_nd_update(values, [[i]], [scalars[name]])
                for name, values in metrics.items()
            }
            return i + 1, metrics

        metrics = {name: tf.zeros([chunk_length]) for name in model.metrics}
        return tf.while_loop(lambda i, _: i < n_steps, body, (tf.constant(0), metrics))[1]

    def run_chunk(
        images: np.ndarray, labels: np.ndarray, noise: Mapping[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        n_steps = len(images)

        # A run has one trace: the last chunk, if it is shorter, is filled up but not run further.
        def fill(array: np.ndarray) -> Tensor:
            missing = chunk_length - n_steps
            if missing:
                array = np.concatenate([array, np.zeros((missing, *array.shape[1:]), array.dtype)])
            return tf.constant(array)

        noise_in = {name: fill(draws) for name, draws in noise.items()}
        metrics = run(fill(images), fill(labels), noise_in, tf.constant(n_steps))
        # The only host sync of the loop: one read for the whole chunk.
        return {name: values.numpy()[:n_steps] for name, values in metrics.items()}

    return run_chunk


def check_memory(
    model: Model, image_shape: tuple[int, int, int], *, batch_size: int, chunk_length: int
) -> None:
    """Checks that there is memory for what a compiled call takes.

    Raises:
        InvalidInput: there is not.
    """
    noise = sum(math.prod(noise.shape) for noise in model.noise.values())
    per_image = math.prod(image_shape) + 8 + 4 * noise
    memory.require(
        N_COPIES * chunk_length * batch_size * per_image,
        f"{chunk_length:,} steps in one call, with {batch_size:,} images each,",
        "Lower --log-every or --batch-size.",
    )


def chunk_inputs(model: Model, split: Split, config: Config, *, start: int, stop: int) -> Inputs:
    """Returns what the steps from start up to, not including, stop take.

    Returns:
        images uint8 [k, b, h, w, c], labels int64 [k, b], and each noise float32 [k, b, *shape].
    """
    n, seed = config.batch_size, config.seed
    rows = data.rows(len(split), batch_size=n, seed=seed, start=start, stop=stop)
    draws = draw_steps(model.noise, seed=seed, start=start, stop=stop, n=n)
    images = np.take(split.images, rows, axis=0)
    if config.binarize == "dynamic":
        for step, batch in zip(range(start, stop), images, strict=True):
            batch[...] = data.binarized(batch, rng_for(seed, "binarized", step))
    return images, split.labels_of(rows), draws


def inputs(model: Model, split: Split, rows: np.ndarray, *, seed: int) -> Inputs:
    """Returns what a step on these rows takes: images, labels and noise.

    Returns:
        images float32 [n, h, w, c], labels int64 [n], zero where the split has none, and the
        noise of the seed's first step.
    """
    draws = draw_steps(model.noise, seed=seed, start=0, stop=1, n=len(rows))
    return (
        to_float(split.images[rows]),
        split.labels_of(rows),
        {name: draw[0] for name, draw in draws.items()},
    )
