"""What is shown of a training while it goes on: pictures, held-out scores and alarms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from genbench import metrics
from genbench.data import Split, images
from genbench.models.parts.noise import Labelled, Noise
from genbench.models.protocols import Autoencoder, Model, Variational
from genbench.models.running import steps
from genbench.pictures import grids
from genbench.runs import Run, alarms, numbered
from genbench.runs.run import CLOCK
from genbench.stages.training import tensorboard
from genbench.system import randomness
from genbench.system.backend import as_graph

N_SAMPLES = 100
N_BANDS, N_COLUMNS = 5, 10
N_VALIDATED = 1000


class Observer:
    """Looks at a model with the same latents and the same held-out images every time.

    Args:
        model: a built model.
        run: where the pictures go.
        held_out: the images that are not trained on; rows are chosen by the seed.
        seed: seed of the run.
    """

    def __init__(self, model: Model, run: Run, held_out: Split, *, seed: int) -> None:
        self._model = model
        self._run = run
        self._events = tensorboard.writer(run.tensorboard)
        self._log = run.read_log()
        self._raised = {name for entry in self._log for name in entry.get("alarms", ())}
        self._replay()
        scope, sampler = next(iter(model.samplers.items()))
        self.scope = scope
        latents = sampler.prior.draw(randomness.generator(seed, "snapshot"), N_SAMPLES)
        self._latents = _in_rows(sampler.prior, latents)
        self._sample = as_graph(sampler.sample)
        rows = randomness.generator(seed, "held_out").permutation(len(held_out))[:N_VALIDATED]
        self._images = held_out.images[rows]
        self._labels = None if held_out.labels is None else held_out.labels[rows]
        if isinstance(model, Autoencoder):
            self._held_out = steps.inputs(model, held_out, rows, seed=seed)
            self._encode = as_graph(model.encode)
            self._compare = as_graph(model.compare)
            self._validate = as_graph(model.validate)
        if isinstance(model, Variational):
            self._posterior = as_graph(model.posterior)
        prior = sampler.prior.latents if isinstance(sampler.prior, Labelled) else sampler.prior
        self._prior = prior.draw(randomness.generator(seed, "prior"), len(rows))

    def look(self, step: int) -> dict[str, Any]:
        """Writes the pictures of a step, and returns the numbers that there are to log."""
        samples = images.to_uint8(self._sample(self._latents).numpy())
        self._show(step, "snapshots", grids.grid(samples))
        scalars = metrics.variety(samples, self._images, self._labels)
        if isinstance(self._model, Autoencoder):
            self._show(step, "reconstructions", self._comparison())
            for name, value in self._validate(*self._held_out).items():
                scalars[f"held_out_{name}"] = float(value)
            if len(self._images) > 1:
                scalars |= self._measures_of_codes()
        return scalars

    def log(self, entry: dict[str, Any]) -> list[str]:
        """Adds a line to the log, and its numbers to the event files.

        Returns:
            The faults that show for the first time, one line each; they stand in the log too.
        """
        self._log.append(entry)
        raised = alarms.raised(self._log)
        new = {name: line for name, line in raised.items() if name not in self._raised}
        if new:
            entry["alarms"] = new
        self._raised.update(new)
        self._run.append_log(entry)
        self._write_numbers(entry)
        return list(new.values())

    def _measures_of_codes(self) -> dict[str, Any]:
        """Returns what the codes of the held-out images tell: see `health` and README.md."""
        if isinstance(self._model, Variational):
            means, logvars, codes = (part.numpy() for part in self._posterior(*self._held_out))
            kl = metrics.kl_per_latent(means, logvars)
            measures: dict[str, Any] = {"kl_per_latent": [round(float(nats), 4) for nats in kl]}
        else:
            means = codes = self._encode(*self._held_out[:2]).numpy()
            measures = {}
        measures["active_units"] = int(metrics.active_units(means).sum())
        if np.isfinite(codes).all() and np.ptp(codes, axis=0).any():
            accuracy = metrics.nearest_neighbour_accuracy(codes, self._prior)
            measures["prior_1nn"] = (accuracy.real + accuracy.fake) / 2
        return measures

    def _comparison(self) -> np.ndarray:
        """Returns a picture of held-out images in rows, and below each row what comes back."""
        originals, labels, draws = self._held_out
        n_columns = min(N_COLUMNS, len(originals))
        n = n_columns * min(N_BANDS, len(originals) // n_columns)
        draws = {name: draw[:n] for name, draw in draws.items()}
        rows = [r.numpy() for r in self._compare(originals[:n], labels[:n], draws).values()]
        by_band = np.stack([r.reshape(-1, n_columns, *r.shape[1:]) for r in rows], axis=1)
        pictures = by_band.reshape(-1, *originals.shape[1:])
        return grids.grid(images.to_uint8(pictures), n_columns=n_columns)

    def _show(self, step: int, kind: str, picture: np.ndarray) -> None:
        path = self._run.path / kind / f"{step:08d}.png"
        grids.write(path, picture)
        tensorboard.write_picture(self._events, step, kind, path)

    def _write_numbers(self, entry: Mapping[str, Any]) -> None:
        numbers = {name: value for name, value in entry.items() if name not in (*CLOCK, "alarms")}
        tensorboard.write_numbers(self._events, entry["step"], numbers)

    def _replay(self) -> None:
        """Fills new event files with what a run that goes on has logged and shown before."""
        tensorboard.write_summaries(self._events, self._model.networks)
        for entry in self._log:
            self._write_numbers(entry)
        for kind in ("snapshots", "reconstructions"):
            for step, path in numbered(self._run.path / kind, ".png"):
                tensorboard.write_picture(self._events, step, kind, path)


def _in_rows(prior: Noise, latents: np.ndarray) -> np.ndarray:
    """Returns the latents sorted by their labels, if they have some: a row for each class."""
    if not isinstance(prior, Labelled):
        return latents
    return latents[np.argsort(latents[:, -prior.n_classes :].argmax(axis=1), kind="stable")]
