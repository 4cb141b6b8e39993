"""The curve of the reconstruction error over the latent size, beside principal components."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from genbench import data, metrics, pictures, runs
from genbench.data import Split
from genbench.data.images import to_float
from genbench.experiments.curve import CurveRecord, Point, Protocol, SquaredError, draw
from genbench.models import building, recipes
from genbench.models.protocols import Autoencoder, Model
from genbench.models.running.inference import codes, in_batches, is_conditional
from genbench.runs import Run
from genbench.runs.formats import write_json
from genbench.stages.training.train import train
from genbench.system.backend import as_graph
from genbench.system.errors import InvalidInput
from genbench.system.numbers import rounded
from genbench.system.version import __version__

SIZES = (2, 5, 10, 20, 50)
STEPS = 2000


@dataclass(frozen=True)
class Curve:
    """What a curve over latent sizes leaves."""

    runs: tuple[Run, ...]
    """The run of each size."""
    record: CurveRecord
    """What curve.json holds."""
    curve: Path
    """curve.json."""
    picture: Path
    """The curve as a picture."""


def bottleneck(
    recipe: str = "ae",
    *,
    dataset: data.Given = "mnist5k",
    sizes: Sequence[int] = SIZES,
    steps: int = STEPS,
    epochs: float | None = None,
    seed: int = 0,
    run_name: str | None = None,
    root: Path | str = runs.ROOT,
    progress: bool | None = None,
) -> Curve:
    """Trains a recipe with several latent sizes, and sets its held-out errors beside PCA's.

    Each size is an ordinary run, so an interrupted curve goes on where it stopped. Beside them
    lie curve.png and curve.json, a `CurveRecord`. PCA is fitted to all training images, and what
    it gives back is cut off at 0 and 1, where the pixels end.

    Args:
        recipe: one whose model has an encoder.
        dataset: name of a data set, or your own pictures, as `train` takes them.
        sizes: the latent sizes.
        steps: updates of each training.
        epochs: passes over the training images, in the place of steps.
        seed: seed of every training.
        run_name: the folder of the curve below `root`; by default as in ae-bottleneck-mnist5k,
            and what is not by default, as in ae-bottleneck-mnist5k-seed-1.
        root: the folder of the run directories.
        progress: show progress bars; by default on a terminal.

    Raises:
        ValueError: an argument is not allowed, or the recipe's model has no encoder.
        FileNotFoundError: the data set is not there.
        BrokenRun: the folder belongs to another curve, or a training went wrong.
    """
    sizes = sorted(set(sizes))
    dataset, name = data.settled(dataset), recipes.choose(recipe).name
    split, _, held_out = data.splits(dataset)
    split.check_varied()
    _check_sizes(sizes, split)
    changes: dict[str, Any] = {"dataset": dataset, "seed": seed}
    changes |= {"steps": steps} if epochs is None else {"epochs": epochs}
    _check_recipe(recipe, changes, split)
    if run_name is None:
        asked = {"sizes": tuple(sizes), "steps": steps, "epochs": epochs, "seed": seed}
        run_name = _name(name, dataset, **asked)
    trained = [
        train(
            recipe,
            run_name=f"{run_name}/{name}-{size}",
            root=root,
            progress=progress,
            latent_size=size,
            **changes,
        )
        for size in sizes
    ]
    curve = _curve(trained, sizes, split=split, held_out=held_out)
    record = CurveRecord(recipe, curve, _protocol(trained[0], split, held_out))
    return _written(trained, record, runs.in_root(run_name, root).path)


def _written(trained: Sequence[Run], record: CurveRecord, folder: Path) -> Curve:
    """Writes the curve and its picture."""
    curve, picture = folder / "curve.json", folder / "curve.png"
    write_json(curve, record)
    pictures.save(draw(record), picture)
    return Curve(tuple(trained), record, curve, picture)


def _name(recipe: str, dataset: str, **given: object) -> str:
    """Returns the name of a curve's folder, which tells what is not by default."""
    return runs.default_name(f"{recipe}-bottleneck", dataset, runs.unusual(bottleneck, **given))


def _check_sizes(sizes: Sequence[int], split: Split) -> None:
    most = min(len(split), math.prod(split.image_shape))
    if not sizes or sizes[0] < 1 or sizes[-1] > most:
        raise InvalidInput(
            f"sizes must lie between 1 and {most}, the number of pixels or of training images. "
            f"Received: {', '.join(map(str, sizes)) or 'none'}.",
            "sizes",
        )


def _check_recipe(recipe: str, changes: dict[str, Any], split: Split) -> None:
    """Raises ValueError where there would be no curve to draw, before anything is trained."""
    changed = recipes.get(recipe).changed(**changes)
    model = building.build(changed, split.image_shape, n_classes=len(split.classes))
    _autoencoder(model, recipe)
    if is_conditional(model):
        raise InvalidInput(
            f"{recipe} is given the label beside its code, so the latents are not all it knows. "
            "Take a recipe without labels, such as vae."
        )


def _autoencoder(model: Model, name: str) -> Autoencoder:
    if not isinstance(model, Autoencoder):
        raise InvalidInput(f"{name} has no encoder, so nothing comes back. Take ae or vae.")
    return model


def _protocol(run: Run, split: Split, held_out: Split) -> Protocol:
    there = run.read_config()
    return Protocol(
        dataset=there.data.name,
        train_sha256=split.sha256,
        held_out_sha256=held_out.sha256,
        n_held_out=len(held_out),
        steps=there.schedule.steps,
        batch_size=there.config.batch_size,
        seed=there.config.seed,
        interval="95 %, bootstrap over held-out images of one training",
        genbench=__version__,
    )


def _curve(
    trained: Sequence[Run], sizes: Sequence[int], *, split: Split, held_out: Split
) -> tuple[Point, ...]:
    pca = _pca_errors(split, held_out, sizes)
    own = [_errors(building.load(run)[0], held_out) for run in trained]
    # A share of 5 % for each size (Bonferroni), so that all verdicts hold together.
    together = 1 - 0.05 / len(sizes)
    return tuple(
        Point(size, _mean(errors), _mean(others), _mean(others - errors, together))
        for size, errors, others in zip(sizes, own, pca, strict=True)
    )


def _mean(errors: np.ndarray, confidence: float = 0.95) -> SquaredError:
    """Returns the mean of errors float64 [n], one of each held-out image."""
    return SquaredError(*map(rounded, metrics.bootstrap_mean(errors, confidence=confidence)))


def _errors(model: Model, held_out: Split) -> np.ndarray:
    """Returns the squared error per pixel of each held-out image, float64 [n]."""
    encoder = _autoencoder(model, "The model")
    sampler = next(iter(model.samplers.values()))
    restore = as_graph(lambda images: sampler.sample(codes(encoder, images)))
    return metrics.reconstruction_error(
        to_float(held_out.images), in_batches(restore, held_out.images)
    )


def _pca_errors(split: Split, held_out: Split, sizes: Sequence[int]) -> list[np.ndarray]:
    """Returns for each size the squared errors per pixel of that many principal components.

    Each is float64 [n], of the held-out images; the last size is the largest.
    """
    from sklearn.decomposition import PCA

    flat, other = (to_float(part.images).reshape(len(part), -1) for part in (split, held_out))
    model: Any = PCA(sizes[-1], random_state=0).fit(flat)
    found = model.transform(other)
    errors = []
    for size in sizes:
        restored = found[:, :size] @ model.components_[:size] + model.mean_
        images = np.clip(restored, 0, 1).reshape(held_out.images.shape)
        errors.append(metrics.reconstruction_error(to_float(held_out.images), images))
    return errors
