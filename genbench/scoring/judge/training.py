"""Training of a judge: a small convolutional classifier with one class more, for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from genbench import data
from genbench.data import Split, images
from genbench.scoring.judge.network import KERNEL_SIZE, PADDING, STRIDE
from genbench.scoring.judge.spoiled import pictures_of_nothing, slightly_worn
from genbench.system import live
from genbench.system.backend import as_graph, keras, tf
from genbench.system.randomness import rng_for

if TYPE_CHECKING:
    from tensorflow import Tensor

BATCH_SIZE = 128
N_NOTHING = 32
FEATURE_SIZE = 64
CHANNELS = (24, 48, 64, 64, 64)
LEAST_SIDE = 7
MAX_SHIFT = 2


def fit(
    split: Split,
    *,
    steps: int,
    mirror: bool = False,
    seed: int = 0,
    progress: bool | None = None,
) -> list[np.ndarray]:
    """Returns the weights, float16: kernel and bias of each layer, see `network.outputs`.

    Args:
        split: the images and labels to learn from.
        steps: number of updates.
        mirror: turn every other image left to right, where a class looks the same either way.
        seed: of the initial weights, the order of the images and what is done to them.
        progress: show a progress bar; by default on a terminal.
    """
    keras.utils.set_random_seed(seed)
    network = build(split.image_shape, len(split.classes))
    schedule: Any = keras.optimizers.schedules.CosineDecay(2e-3, steps)
    optimizer = keras.optimizers.AdamW(
        schedule,
        weight_decay=0.02,
        use_ema=True,
        # The mean of the last steps, and never so far back that it holds the first weights.
        ema_momentum=min(0.995, 1 - 10 / (steps + 10)),
    )
    optimizer.build(network.trainable_variables)

    @as_graph
    def update(batch: Tensor, labels: Tensor) -> None:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(
                tf.nn.sparse_softmax_cross_entropy_with_logits(labels, network(batch))
            )
        weights = network.trainable_variables
        optimizer.apply(tape.gradient(loss, weights), weights)

    with live.line("training a judge", steps, unit="step", progress=progress) as shown:
        taken = batches(split, steps=steps, mirror=mirror, seed=seed)
        for batch, labels in live.counted(taken, shown):
            update(tf.constant(batch), tf.constant(labels))
    optimizer.finalize_variable_values(network.trainable_variables)
    return [np.asarray(array, np.float16) for array in network.get_weights()]


def build(image_shape: tuple[int, int, int], n_classes: int) -> keras.Model:
    """Returns images [b, h, w, c] -> logits [b, n_classes + 1], the last for nothing."""
    inputs = keras.Input(image_shape)
    x: Any = inputs
    for channels in CHANNELS:
        if max(x.shape[1:3]) <= LEAST_SIDE:
            break
        x = keras.layers.ZeroPadding2D(PADDING)(x)
        x = keras.layers.Conv2D(channels, KERNEL_SIZE, STRIDE, activation="relu")(x)
    x = keras.layers.Dense(FEATURE_SIZE, activation="relu")(keras.layers.Flatten()(x))
    return keras.Model(inputs, keras.layers.Dense(n_classes + 1)(x))


def batches(
    split: Split, *, steps: int, mirror: bool, seed: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Gives images float32 [b, h, w, c] and labels int64 [b].

    First real images, shifted a little and perhaps mirrored, then pictures of nothing.
    """
    batch_size = min(BATCH_SIZE, len(split))
    rng = rng_for(seed, "judge")
    for chunk, labels in data.chunks(
        split, batch_size=batch_size, chunk_length=1, seed=seed, stop=steps
    ):
        real = images.to_float(chunk[0])
        if mirror:
            real[1::2] = real[1::2, :, ::-1]
        nothing = pictures_of_nothing(real, N_NOTHING, rng)
        yield (
            np.concatenate([slightly_worn(shifted(real, rng), rng), nothing]),
            np.append(labels[0], np.full(len(nothing), len(split.classes))),
        )


def shifted(batch: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Returns images [n, h, w, c] each moved by up to MAX_SHIFT pixels, zeros where they were."""
    n, h, w, _ = batch.shape
    m = MAX_SHIFT
    padded = np.pad(batch, ((0, 0), (m, m), (m, m), (0, 0)))
    down, right = rng.integers(2 * m + 1, size=(2, n))
    rows, columns = down[:, None] + np.arange(h), right[:, None] + np.arange(w)
    return padded[np.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]]
