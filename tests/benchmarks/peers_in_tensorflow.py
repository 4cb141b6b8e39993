"""The dense VAE and GAN as tutorials train them in TensorFlow, for `bench_training`.

    python tests/benchmarks/peers_in_tensorflow.py WAY PIXELS.npy

WAY is vae-feed_dict, gan-feed_dict (a session of TensorFlow 1 that is fed batch by batch), vae-fit
(Keras's `fit` with a `train_step` of one's own) or vae-function (one call of a `tf.function` for
each step). For each line of the standard input, a number of steps, it takes so many, and prints the
seconds that took and the mean loss: of a GAN the discriminator's.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf

BATCH_SIZE, LATENT_SIZE = 128, 2
# Takes so many steps and returns the mean loss.
Train = Callable[[int], float]


def main(way: str, pixels: np.ndarray) -> None:
    ways = {
        "vae-feed_dict": vae_by_feed_dict,
        "gan-feed_dict": gan_by_feed_dict,
        "vae-fit": vae_by_fit,
        "vae-function": vae_by_function,
    }
    train = ways[way](pixels)
    for line in sys.stdin:
        start = time.perf_counter()
        loss = train(int(line))
        print(time.perf_counter() - start, loss, flush=True)


def batches(pixels: np.ndarray) -> Iterator[np.ndarray]:
    """Gives float32 [b, 784], a permutation of all images after the other."""
    rng = np.random.default_rng(0)
    while True:
        order = rng.permutation(len(pixels))
        for i in range(0, len(order) - BATCH_SIZE + 1, BATCH_SIZE):
            yield pixels[order[i : i + BATCH_SIZE]]


def elbo(x: Any, mean: Any, logvar: Any, logits: Any) -> Any:
    """Returns the negative bound in nats per image, float32 []."""
    nll = tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=logits)
    kl = 0.5 * tf.reduce_sum(mean**2 + tf.exp(logvar) - logvar - 1, 1)
    return tf.reduce_mean(tf.reduce_sum(nll, 1) + kl)


def vae_by_feed_dict(pixels: np.ndarray) -> Train:
    v1 = tf.compat.v1
    session = v1.Session(graph=tf.Graph())
    with session.graph.as_default():
        x = v1.placeholder(tf.float32, [None, 784])
        hidden = tf.nn.relu(_dense(x, 256))
        mean, logvar = _dense(hidden, LATENT_SIZE), _dense(hidden, LATENT_SIZE)
        z = mean + tf.exp(0.5 * logvar) * v1.random_normal(tf.shape(mean))
        logits = _dense(tf.nn.relu(_dense(z, 256)), 784)
        loss = elbo(x, mean, logvar, logits)
        update = v1.train.AdamOptimizer(1e-3).minimize(loss)
        session.run(v1.global_variables_initializer())
    coming = batches(pixels)

    def step() -> float:
        return session.run([update, loss], {x: next(coming)})[1]

    return lambda n: float(np.mean([step() for _ in range(n)]))


def gan_by_feed_dict(pixels: np.ndarray) -> Train:
    v1 = tf.compat.v1
    rng = np.random.default_rng(0)
    session = v1.Session(graph=tf.Graph())
    with session.graph.as_default():
        x = v1.placeholder(tf.float32, [None, 784])
        z = v1.placeholder(tf.float32, [None, 100])

        def generator(z):
            with v1.variable_scope("generator"):
                return tf.sigmoid(_dense(tf.nn.relu(_dense(z, 128)), 784))

        def discriminator(x, reuse):
            with v1.variable_scope("discriminator", reuse=reuse):
                return _dense(tf.nn.relu(_dense(x, 128, "a")), 1, "b")

        fake = generator(z)
        real_logits, fake_logits = discriminator(x, False), discriminator(fake, True)
        loss_d = tf.reduce_mean(tf.nn.softplus(-real_logits) + tf.nn.softplus(fake_logits))
        loss_g = tf.reduce_mean(tf.nn.softplus(-fake_logits))
        updates = [
            v1.train.AdamOptimizer(2e-4, beta1=0.5).minimize(
                loss, var_list=v1.trainable_variables(scope)
            )
            for loss, scope in ((loss_d, "discriminator"), (loss_g, "generator"))
        ]
        session.run(v1.global_variables_initializer())
    coming = batches(pixels)

    def step() -> float:
        batch, found = next(coming), []
        for update, loss in zip(updates, (loss_d, loss_g), strict=True):
            noise = rng.uniform(-1, 1, (BATCH_SIZE, 100)).astype(np.float32)
            found.append(session.run([update, loss], {x: batch, z: noise})[1])
        return found[0]

    return lambda n: float(np.mean([step() for _ in range(n)]))


def _dense(inputs, size: int, name: str | None = None):
    v1 = tf.compat.v1
    with v1.variable_scope(name, "dense"):
        initializer = v1.glorot_uniform_initializer()
        kernel = v1.get_variable("kernel", [inputs.shape[1], size], initializer=initializer)
        bias = v1.get_variable("bias", [size], initializer=v1.zeros_initializer())
        return inputs @ kernel + bias


class VAE(keras.Model):
    """The VAE as a model of Keras, with the training step of its own that Keras's guide has."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = keras.Sequential(
            [
                keras.layers.Dense(256, "relu", kernel_initializer="he_normal"),
                keras.layers.Dense(2 * LATENT_SIZE, kernel_initializer="he_normal"),
            ]
        )
        self.decoder = keras.Sequential([keras.layers.Dense(256, "relu"), keras.layers.Dense(784)])

    def train_step(self, data: Any) -> dict[str, Any]:
        with tf.GradientTape() as tape:
            mean, logvar = tf.split(self.encoder(data), 2, axis=1)
            z = mean + tf.exp(0.5 * logvar) * tf.random.normal(tf.shape(mean))
            loss = elbo(data, mean, logvar, self.decoder(z))
        weights = self.trainable_variables
        self.optimizer.apply(tape.gradient(loss, weights), weights)
        return {"loss": loss}

    def call(self, data: Any) -> Any:
        return self.decoder(self.encoder(data)[:, :LATENT_SIZE])


def built_vae(pixels: np.ndarray) -> VAE:
    model = VAE()
    model(pixels[:1])
    model.compile(keras.optimizers.Adam(1e-3))
    model.optimizer.build(model.trainable_variables)
    return model


def vae_by_fit(pixels: np.ndarray) -> Train:
    model = built_vae(pixels)
    whole = tf.data.Dataset.from_tensor_slices(pixels).shuffle(len(pixels), seed=0).repeat()
    coming = whole.batch(BATCH_SIZE, drop_remainder=True).prefetch(2)

    def train(n: int) -> float:
        losses: list[float] = []
        note = keras.callbacks.LambdaCallback(
            on_train_batch_end=lambda _, logs: losses.append(float((logs or {})["loss"]))
        )
        model.fit(coming, steps_per_epoch=n, epochs=1, verbose=0, callbacks=[note])  # pyright: ignore[reportArgumentType]
        return float(np.mean(losses))

    return train


def vae_by_function(pixels: np.ndarray) -> Train:
    model = built_vae(pixels)
    step = tf.function(lambda images: model.train_step(images)["loss"])
    coming = batches(pixels)
    return lambda n: float(np.mean([step(next(coming)).numpy() for _ in range(n)]))


if __name__ == "__main__":
    main(sys.argv[1], np.load(sys.argv[2]))
