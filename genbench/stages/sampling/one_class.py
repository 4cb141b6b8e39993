"""Samples of one class, from a model that is told the class."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from genbench import data
from genbench.models import building
from genbench.models.parts.noise import Labelled
from genbench.models.running.inference import check_memory, check_request, draw
from genbench.pictures import grids
from genbench.runs import Run, find
from genbench.scoring import judge
from genbench.scoring.judge.spaces import SHIPPED
from genbench.system.arrays import write_arrays
from genbench.system.errors import InvalidInput
from genbench.system.files import replacing

N_SHOWN = 100


class Drawn(NamedTuple):
    """What was drawn of a class."""

    path: Path
    """The npz file, a picture of the first hundred beside it."""
    name: str
    """The class."""
    fidelity: float | None
    """Share of the images that the judge, if it must name one, reads as that class; None where
    none is shipped."""


def draw_class(run: Run | Path | str, label: str, *, n: int = 10_000, seed: int = 0) -> Drawn:
    """Draws images of one class, and writes them to class-<name>.npz and .png.

    They are no sampler of the data, so that `evaluate` passes them over. The file holds `images`
    uint8 [n, h, w, c], `seed`, the `step` and the digest of the `weights`, and the `label` as a
    number.

    Args:
        run: a run, its folder or its name.
        label: name of the class, or its number.
        n: number of images.
        seed: fixes the latents; image i is the same for every n.

    Raises:
        ValueError: n is not positive, the seed is negative, the model is not told the class, or
            there is no such class.
        FileNotFoundError: there is no such run, or it has no checkpoint yet.
    """
    check_request(n=n, seed=seed)
    run = find(run)
    record = run.read_config()
    model, step = building.load(run)
    usual = next(iter(model.samplers.values()))
    if not isinstance(usual.prior, Labelled):
        raise InvalidInput(
            f"{run.path} holds a {record.recipe}, which is not told the class, so it cannot be "
            f"asked for one. Received: label={label!r}. Train cvae or cgan, or leave it out.",
            "label",
        )
    classes = record.data.classes
    number = data.label_of(label, classes)
    check_memory(usual, record.data.image_shape, n=n)
    drawn = draw(replace(usual, prior=replace(usual.prior, label=number)), n=n, seed=seed)
    words = re.findall(r"[\w.]+", classes[number])
    path = run.path / f"{'-'.join(['class', *words])}.npz"
    with run.writing("sample"), replacing(path) as beside:
        told = {"seed": seed, "step": step, "label": number, "weights": run.weights_here()}
        arrays = {name: np.array(value) for name, value in told.items()}
        write_arrays(beside, {"images": drawn, **arrays}, compress=True)
    grids.write(path.with_suffix(".png"), grids.grid(drawn[:N_SHOWN]))
    return Drawn(path, classes[number], _fidelity(record.config.dataset, drawn, number))


def _fidelity(dataset: str, drawn: np.ndarray, label: int) -> float | None:
    """Returns the share of the pictures that a shipped judge reads as the label's; None without."""
    found = judge.load(dataset, data.load(dataset, "train")) if dataset in SHIPPED else None
    if found is None:
        return None
    return float((found.outputs(drawn)[1][:, :-1].argmax(axis=1) == label).mean())
