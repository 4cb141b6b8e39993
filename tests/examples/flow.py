"""Flow matching, dense: a model of your own, whole in one file.

    genbench train flow.py:flow
    genbench duel gan-16 flow.py:flow

Reference:
    Lipman et al. 2022, arXiv:2210.02747, with the straight paths of Liu et al. 2022,
    arXiv:2209.03003.
"""

import math
from dataclasses import dataclass

import keras
import tensorflow as tf

import genbench as gb


@dataclass(frozen=True, kw_only=True)
class FlowConfig(gb.Config):
    """Flow matching with a dense network."""

    hidden_sizes: tuple[gb.Count, ...] = (512, 512)
    """Units of the hidden layers."""
    n_stops: gb.Count = 20
    """Euler steps from noise to a picture."""
    steps: gb.Count = 8_000
    """Number of updates."""


class Flow:
    """Learns the velocity from noise to pictures, x_t = (1 - t) noise + t x."""

    metrics = ("loss",)

    def __init__(self, config, image_shape, n_classes):
        self.n_stops = config.n_stops
        picture, time = keras.Input(image_shape), keras.Input((1,))
        hidden = keras.layers.Concatenate()([keras.layers.Flatten()(picture), time])
        for size in config.hidden_sizes:
            hidden = keras.layers.Dense(size, activation="silu")(hidden)
        flat = keras.layers.Dense(math.prod(image_shape))(hidden)
        # In float32 whatever the layers before it compute in.
        flat = keras.layers.Reshape(image_shape, dtype="float32")(flat)
        velocity = keras.Model([picture, time], flat)
        self.networks = {"velocity": velocity}
        adam = keras.optimizers.Adam(config.learning_rate)
        self.optimizers = gb.build_optimizers({"velocity": adam}, self.networks)
        start = gb.noise.Normal(image_shape)
        self.noise = {"start": start, "time": gb.noise.Uniform((1,))}
        self.samplers = {"velocity": gb.Sampler(start, self.flow, about="the end of the flow")}

    def step(self, images, labels, noise):
        time = noise["time"][:, :, None, None]
        pictures = 2 * images - 1
        with tf.GradientTape() as tape:
            between = (1 - time) * noise["start"] + time * pictures
            velocity = self.networks["velocity"]([between, noise["time"]])
            loss = tf.reduce_mean(tf.square(velocity - (pictures - noise["start"])))
        gb.descend(self, tape, loss, "velocity")
        return {"loss": loss}

    def flow(self, latents):
        for stop in range(self.n_stops):
            time = tf.fill([tf.shape(latents)[0], 1], stop / self.n_stops)
            latents += self.networks["velocity"]([latents, time]) / self.n_stops
        return tf.clip_by_value((latents + 1) / 2, 0, 1)


RECIPES = {"flow": gb.Recipe(FlowConfig(), model=Flow, summary="Flow matching, dense.")}
