"""A run as one holds it: what stands in its folder as arrays, and its model as functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from genbench import pictures, runs
from genbench.models import building
from genbench.models.conditioning import append_labels
from genbench.models.config import Config
from genbench.models.protocols import Autoencoder
from genbench.models.running import inference
from genbench.notebook import card
from genbench.notebook.log import Log
from genbench.pictures import grids
from genbench.runs import numbered
from genbench.runs.identity import identity_of
from genbench.runs.listing import summary
from genbench.scoring import records, tables
from genbench.scoring.records import MetricsRecord
from genbench.system.backend import as_graph, tf
from genbench.system.errors import InvalidInput

if TYPE_CHECKING:
    import keras

# Of a film in a card: more would make a notebook heavy.
MOST_FRAMES = 40


class Snapshots(Mapping[int, np.ndarray]):
    """The pictures of a training by their step, uint8 [h, w, c], each read when it is asked for."""

    def __init__(self, files: Mapping[int, Path]) -> None:
        self._files = files

    def __getitem__(self, step: int) -> np.ndarray:
        return grids.read(self._files[step])

    def __iter__(self) -> Iterator[int]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __repr__(self) -> str:
        return f"Snapshots of the steps {', '.join(map(str, self))}"


class Run(runs.Run):
    """A trained run: a folder that every stage reads and writes, with its arrays and its model.

    In a notebook it shows itself. A run whose model is made by code of somebody's own asks for
    `genbench.trust` before that is run.

    Args:
        path: the folder.
    """

    @property
    def config(self) -> Config:
        """Every field of the configuration, as it was trained with."""
        return building.read_config(self).config

    @property
    def log(self) -> Log:
        """The log by columns, each float64 [n_lines]: `run.log["loss"]`, or `.to_pandas()`."""
        return Log(self.read_log())

    @property
    def samples(self) -> np.ndarray:
        """What `genbench.sample` drew, uint8 [n, h, w, c]."""
        return self.read_samples().images

    @property
    def snapshots(self) -> Snapshots:
        """The pictures of the training by step, each a grid uint8 [h, w, c]."""
        shape = self.read_config().data.image_shape
        files = numbered(self.snapshots_folder, ".png")
        return Snapshots(dict(grids.whole(files, shape, identity_of(self))))

    @property
    def metrics(self) -> MetricsRecord:
        """What `genbench.evaluate` measured: `run.metrics.measured["recall/judge"].value`."""
        return records.read(self)

    @property
    def networks(self) -> Mapping[str, keras.Model]:
        """The networks with the weights of the last checkpoint: `run.networks["decoder"]`."""
        return building.load(self)[0].networks

    def sample(self, n: int = 16, *, seed: int = 0, sampler: str | None = None) -> np.ndarray:
        """Returns n samples, uint8 [n, h, w, c], of which the i-th is the same for every n.

        Args:
            n: how many.
            seed: fixes the latents.
            sampler: by its name; None: the usual one.

        Raises:
            InvalidInput: n is not positive, or there is no such sampler.
        """
        inference.check_request(n=n, seed=seed)
        model, _ = building.load(self)
        name = sampler or next(iter(model.samplers))
        if name not in model.samplers:
            raise InvalidInput(
                f"There is no sampler {name!r}. There are: {', '.join(model.samplers)}.", "sampler"
            )
        return inference.draw(model.samplers[name], n=n, seed=seed)

    def encode(self, images: np.ndarray, labels: np.ndarray | None = None) -> np.ndarray:
        """Returns the codes of images, float32 [n, latent_size].

        Args:
            images: uint8 [n, h, w, c].
            labels: int64 [n], for a model that is told the class; zero by default.

        Raises:
            InvalidInput: the model has no encoder, or the images have another shape.
        """
        model, _ = building.load(self)
        if not isinstance(model, Autoencoder):
            raise InvalidInput(f"{self.path} has no encoder.")
        expected = self.read_config().data.image_shape
        if images.dtype != np.uint8 or images.shape[1:] != expected:
            raise InvalidInput(
                f"images must be uint8 [n, {', '.join(map(str, expected))}]. "
                f"Received: {images.dtype} {list(images.shape)}.",
                "images",
            )
        given = np.zeros(len(images), np.int64) if labels is None else labels
        return inference.in_batches(as_graph(model.encode), images, given)

    def decode(self, latents: np.ndarray, labels: np.ndarray | None = None) -> np.ndarray:
        """Returns the pictures of latents, uint8 [n, h, w, c], by the usual sampler.

        Args:
            latents: float [n, latent_size], or [n, ...] as the sampler takes them.
            labels: int64 [n], for a model that is told the class; zero by default.

        Raises:
            InvalidInput: the latents have another shape.
        """
        model, _ = building.load(self)
        sampler = next(iter(model.samplers.values()))
        given = np.asarray(latents, np.float32)
        n_classes = getattr(model, "n_classes", 0)
        if n_classes and given.shape[1:] != tuple(sampler.prior.shape):
            told = np.zeros(len(given), np.int64) if labels is None else labels
            given = append_labels(tf.constant(given), tf.constant(told), n_classes).numpy()
        if given.shape[1:] != tuple(sampler.prior.shape):
            raise InvalidInput(
                f"latents must be of the shape [n, {', '.join(map(str, sampler.prior.shape))}]. "
                f"Received: {list(given.shape)}.",
                "latents",
            )
        return inference.decode(sampler, given)

    def _repr_html_(self) -> str:
        """Returns the run's card: its evolution, samples, curves and scores."""
        if not self.config_file.is_file():
            return card.card(repr(self), {}, [])
        record, told, shown = self.read_config(), summary(self), self.snapshots
        steps = [*shown][:: 1 + len(shown) // MOST_FRAMES]
        parts = {}
        if shown:
            film = [shown[step] for step in dict.fromkeys([*steps, [*shown][-1]])]
            parts["the same latents over the training"] = card.film(film, "evolution")
        if self.samples_file().is_file():
            grid = grids.grid(self.samples[:100])
            parts["samples"] = card.picture(grid, "samples")
        if log := self.read_log():
            names = [
                name
                for name, value in log[-1].items()
                if isinstance(value, float) and name.startswith(("loss", "nll", "squared_error"))
            ]
            if names:
                curves = pictures.curves(log, names[:4], title="")
                parts["over the images seen"] = card.figure(curves, "curves of the losses")
        rows = tables.deciding_scores(self.metrics) if self.has_record("metrics") else []
        title = (
            f"{self.name}: {record.recipe} on {record.data.name}, step {told.step}, {told.state}"
        )
        return card.card(title, parts, [row[:4] for row in rows])


def found(root: Path | str = runs.ROOT) -> list[Run]:
    """Returns all runs below a folder, by name."""
    return [Run(run.path) for run in runs.found(Path(root))]
