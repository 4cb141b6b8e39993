"""What is shown of a training while it goes on: pictures, held-out scores and alarms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from genbench import events, images, noise
from genbench.backend import tf
from genbench.data import Split
from genbench.runs import Run, numbered
from genbench.trainers import Autoencoder, Trainer

N_SAMPLES = 100
N_RECONSTRUCTIONS = 10
N_VALIDATED = 1000
CLOCK = ("step", "epoch", "images", "seconds")


class Observer:
    """Looks at a trainer with the same latents and the same held-out images every time.

    Args:
        trainer: the model.
        run: where the pictures go.
        held_out: the images that are not trained on; rows are chosen by the seed.
        seed: seed of the run.
    """

    def __init__(self, trainer: Trainer, run: Run, held_out: Split, *, seed: int) -> None:
        self._trainer = trainer
        self._run = run
        self._events = events.writer(run.tensorboard)
        self._raised: set[str] = set()
        self._replay()
        scope, sampler = next(iter(trainer.samplers.items()))
        self.scope = scope
        self._latents = sampler.prior.draw(noise.generator(seed, "snapshot"), N_SAMPLES)
        self._sample = tf.function(sampler.sample)
        if isinstance(trainer, Autoencoder):
            rows = noise.generator(seed, "held_out").permutation(len(held_out))[:N_VALIDATED]
            self._images = images.to_float(held_out.images[rows])
            draws = noise.draw_steps(trainer.noise, seed=seed, start=0, stop=1, n=len(self._images))
            self._noise = {name: draw[0] for name, draw in draws.items()}
            self._encode = tf.function(trainer.encode)
            self._reconstruct = tf.function(trainer.reconstruct)
            self._validate = tf.function(trainer.validate)

    def look(self, step: int) -> dict[str, Any]:
        """Writes the pictures of a step, and returns what there is to log.

        Returns:
            The scalars of the held-out images, and under "alarms" the faults that show for the
            first time, one line each.
        """
        samples = images.to_uint8(self._sample(self._latents).numpy())
        self._show(step, "snapshots", images.grid(samples))
        if not isinstance(self._trainer, Autoencoder):
            return {}
        originals = self._images[:N_RECONSTRUCTIONS]
        pairs = np.concatenate([originals, self._reconstruct(originals).numpy()])
        picture = images.grid(images.to_uint8(pairs), n_columns=len(originals))
        self._show(step, "reconstructions", picture)
        scalars = self._validate(self._images, self._noise)
        report: dict[str, Any] = {f"held_out_{name}": float(v) for name, v in scalars.items()}
        # Untrained codes may look like any fault.
        alarms = self._trainer.alarms(self._encode(self._images).numpy()) if step else []
        new = [alarm for alarm in alarms if alarm not in self._raised]
        self._raised.update(new)
        return report | ({"alarms": new} if new else {})

    def log(self, entry: Mapping[str, Any]) -> None:
        """Adds a line to the log, and its scalars to the event files."""
        self._run.append_log(entry)
        self._write_scalars(entry)

    def _show(self, step: int, kind: str, picture: np.ndarray) -> None:
        path = self._run.path / kind / f"{step:08d}.png"
        images.write(path, picture)
        events.write_picture(self._events, step, kind, path)

    def _write_scalars(self, entry: Mapping[str, Any]) -> None:
        scalars = {name: value for name, value in entry.items() if name not in (*CLOCK, "alarms")}
        events.write_scalars(self._events, entry["step"], scalars)

    def _replay(self) -> None:
        """Fills new event files with what a run that goes on has logged and shown before."""
        events.write_summaries(self._events, self._trainer.networks)
        for entry in self._run.read_log():
            self._write_scalars(entry)
            self._raised.update(entry.get("alarms", ()))
        for kind in ("snapshots", "reconstructions"):
            for step, path in numbered(self._run.path / kind, ".png"):
                events.write_picture(self._events, step, kind, path)
