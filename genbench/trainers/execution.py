"""Running a trainer: many steps as one compiled call, and its state as arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from genbench.data import Split
from genbench.data.images import to_float
from genbench.noise import draw_steps
from genbench.system.backend import as_graph, keras, tf
from genbench.trainers.protocols import Trainer

if TYPE_CHECKING:
    from tensorflow import Tensor

Inputs = tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]
Chunk = Callable[[np.ndarray, np.ndarray, Mapping[str, np.ndarray]], dict[str, np.ndarray]]


def compile_chunk(trainer: Trainer, *, chunk_length: int, jit_compile: bool) -> Chunk:
    """Returns a function that takes up to `chunk_length` training steps in one compiled call.

    Its arguments are uint8 images [k, b, h, w, c], int64 labels [k, b] and, for each noise,
    float32 [k, b, *shape], with k <= chunk_length. It returns each of the trainer's metrics as
    float32 [k].
    """

    @partial(as_graph, jit_compile=jit_compile)
    def run(
        images: Tensor, labels: Tensor, noise: Mapping[str, Tensor], n_steps: Tensor
    ) -> dict[str, Tensor]:
        def body(i: Tensor, metrics: dict[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
            batch = tf.cast(images[i], tf.float32) / 255.0
            scalars = trainer.step(batch, labels[i], {name: n[i] for name, n in noise.items()})
            metrics = {
                name: tf.tensor_scatter_nd_update(values, [[i]], [scalars[name]])
                for name, values in metrics.items()
            }
            return i + 1, metrics

        metrics = {name: tf.zeros([chunk_length]) for name in trainer.metrics}
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


def inputs(trainer: Trainer, split: Split, rows: np.ndarray, *, seed: int) -> Inputs:
    """Returns what a step on these rows takes: images, labels and noise.

    Returns:
        images float32 [n, h, w, c], labels int64 [n], zero where the split has none, and the
        noise of the seed's first step.
    """
    draws = draw_steps(trainer.noise, seed=seed, start=0, stop=1, n=len(rows))
    return (
        to_float(split.images[rows]),
        split.labels_of(rows),
        {name: draw[0] for name, draw in draws.items()},
    )


def n_parameters(trainer: Trainer) -> dict[str, int]:
    """Returns how many numbers are trained in each network; an average of others has none."""
    counts = {
        scope: sum(math.prod(variable.shape) for variable in network.trainable_variables)
        for scope, network in trainer.networks.items()
    }
    return {scope: count for scope, count in counts.items() if count}


def state(trainer: Trainer) -> dict[str, np.ndarray]:
    """Returns every variable of the networks and optimizers, keyed by scope and index."""
    return {key: variable.numpy() for key, variable in _variables(trainer)}


def weights(trainer: Trainer) -> dict[str, np.ndarray]:
    """Returns the part of `state` that sampling needs: the variables of the networks."""
    return {key: variable.numpy() for key, variable in _weights(trainer)}


def restore(trainer: Trainer, arrays: Mapping[str, np.ndarray]) -> None:
    """Sets every variable to what `state` returned.

    Raises:
        ValueError: the arrays belong to another trainer.
    """
    _assign(dict(_variables(trainer)), arrays)


def restore_weights(trainer: Trainer, arrays: Mapping[str, np.ndarray]) -> None:
    """Sets the networks' variables to what `weights` returned, and leaves the optimizers alone.

    Raises:
        ValueError: the arrays belong to another trainer.
    """
    _assign(dict(_weights(trainer)), arrays)


def _assign(variables: Mapping[str, keras.Variable], arrays: Mapping[str, np.ndarray]) -> None:
    shapes = {key: tuple(variable.shape) for key, variable in variables.items()}
    found = {key: array.shape for key, array in arrays.items()}
    if shapes != found:
        differing = sorted(k for k in shapes | found if shapes.get(k) != found.get(k))
        raise ValueError(
            f"The checkpoint does not fit the networks: {', '.join(differing[:5])} differ in "
            "shape or are missing. It belongs to another configuration."
        )
    for key, variable in variables.items():
        variable.assign(arrays[key])


def _variables(trainer: Trainer) -> Iterator[tuple[str, keras.Variable]]:
    yield from _weights(trainer)
    yield from _keyed("optimizers", trainer.optimizers)


def _weights(trainer: Trainer) -> Iterator[tuple[str, keras.Variable]]:
    return _keyed("networks", trainer.networks)


def _keyed(kind: str, owners: Mapping[str, Any]) -> Iterator[tuple[str, keras.Variable]]:
    # Keras numbers the paths of optimizer variables through a process: an index is stable.
    for scope, owner in owners.items():
        for i, variable in enumerate(owner.variables):
            yield f"{kind}/{scope}/{i}", variable
