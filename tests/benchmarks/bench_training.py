"""How fast the loop trains, against the way that tutorials train: a graph and a feed_dict.

    python tests/benchmarks/bench_training.py [DATASET]

The ways train the same networks on the same images with batches of 128, in turn, five times.
Ours is `genbench.train` with gathering, noise, log and event files, once without and once with
its fifty snapshots, held-out scores and checkpoints. The first compilation is left out, as the
other's first steps are.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import genbench
from genbench import data
from genbench.data import images
from genbench.system.backend import tf

BATCH_SIZE = 128
N_ROUNDS = 5
N_STEPS = {"feed_dict": 1_000, "genbench": 5_000}
NO_SNAPSHOTS = {"snapshot_every": 5_000, "checkpoint_every": 5_000}


def main(dataset: str) -> None:
    split = data.load(dataset, "train")
    pixels = images.to_float(split.images).reshape(len(split), -1)
    for recipe, feed_dict in (("vae", vae_by_feed_dict), ("gan", gan_by_feed_dict)):
        rates = {"feed_dict": [], "genbench": [], "with snapshots": []}
        for _ in range(N_ROUNDS):
            rates["feed_dict"].append(feed_dict(pixels, N_STEPS["feed_dict"]))
            rates["genbench"].append(
                by_genbench(recipe, dataset, N_STEPS["genbench"], **NO_SNAPSHOTS)
            )
            rates["with snapshots"].append(by_genbench(recipe, dataset, N_STEPS["genbench"]))
        base = statistics.median(rates["feed_dict"])
        for way, values in rates.items():
            middle = statistics.median(values)
            print(
                f"{recipe} on {dataset}, {way}: {middle:.0f} steps/s "
                f"({min(values):.0f} to {max(values):.0f}), {middle / base:.2f} of feed_dict's",
                flush=True,
            )


def by_genbench(recipe: str, dataset: str, n_steps: int, **cadences: Any) -> float:
    with tempfile.TemporaryDirectory() as root:
        run = genbench.train(
            recipe, dataset=dataset, steps=n_steps, root=root, progress=False, **cadences
        )
        first, *_, last = run.read_log()
    return (last["step"] - first["step"]) / (last["seconds"] - first["seconds"])


def vae_by_feed_dict(pixels: np.ndarray, n_steps: int) -> float:
    v1 = tf.compat.v1
    with tf.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(tf.float32, [None, 784])
        hidden = tf.nn.relu(_dense(x, 256))
        mean, logvar = _dense(hidden, 2), _dense(hidden, 2)
        z = mean + tf.exp(0.5 * logvar) * v1.random_normal(tf.shape(mean))
        logits = _dense(tf.nn.relu(_dense(z, 256)), 784)
        nll = tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=logits)
        kl = 0.5 * tf.reduce_sum(mean**2 + tf.exp(logvar) - logvar - 1, 1)
        loss = tf.reduce_mean(tf.reduce_sum(nll, 1) + kl)
        update = v1.train.AdamOptimizer(1e-3).minimize(loss)
        session.run(v1.global_variables_initializer())
        batches = _batches(pixels)

        def step() -> None:
            session.run([update, loss], {x: next(batches)})

        return _steps_per_second(step, n_steps)


def gan_by_feed_dict(pixels: np.ndarray, n_steps: int) -> float:
    v1 = tf.compat.v1
    rng = np.random.default_rng(0)
    with tf.Graph().as_default(), v1.Session() as session:
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
        batches = _batches(pixels)

        def step() -> None:
            batch = next(batches)
            for update, loss in zip(updates, (loss_d, loss_g), strict=True):
                noise = rng.uniform(-1, 1, (BATCH_SIZE, 100)).astype(np.float32)
                session.run([update, loss], {x: batch, z: noise})

        return _steps_per_second(step, n_steps)


def _dense(inputs, size: int, name: str | None = None):
    v1 = tf.compat.v1
    with v1.variable_scope(name, "dense"):
        initializer = v1.glorot_uniform_initializer()
        kernel = v1.get_variable("kernel", [inputs.shape[1], size], initializer=initializer)
        bias = v1.get_variable("bias", [size], initializer=v1.zeros_initializer())
        return inputs @ kernel + bias


def _batches(pixels: np.ndarray):
    rng = np.random.default_rng(0)
    while True:
        order = rng.permutation(len(pixels))
        for i in range(0, len(order) - BATCH_SIZE + 1, BATCH_SIZE):
            yield pixels[order[i : i + BATCH_SIZE]]


def _steps_per_second(step: Callable[[], None], n_steps: int) -> float:
    for _ in range(50):
        step()
    start = time.perf_counter()
    for _ in range(n_steps):
        step()
    return n_steps / (time.perf_counter() - start)


if __name__ == "__main__":
    main(*sys.argv[1:] or ["mnist5k"])
