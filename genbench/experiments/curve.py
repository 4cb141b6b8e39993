"""The curve of a bottleneck, as it stands in curve.json, as a table and as a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from genbench import pictures
from genbench.metrics.decision import NOBODY


@dataclass(frozen=True)
class SquaredError:
    """A mean squared error per pixel, of images in [0, 1].

    The 95 % bootstrap interval from low to high is over held-out images: what another training
    seed would give is not in it.
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.4f} ({self.low:.4f} to {self.high:.4f})"


@dataclass(frozen=True)
class Point:
    """The errors of one latent size: the model's, and that of as many principal components.

    Attributes:
        latent_size: numbers in a code.
        model: the model's.
        pca: that of the components.
        saved: how much smaller the model's is, image by image: pictures that are hard for both do
            not widen this interval, which holds with those of all sizes together.
    """

    latent_size: int
    model: SquaredError
    pca: SquaredError
    saved: SquaredError


@dataclass(frozen=True)
class Protocol:
    """How every point of a curve was found; `interval` says in words what the intervals are."""

    dataset: str
    train_sha256: str
    held_out_sha256: str
    n_held_out: int
    steps: int
    batch_size: int
    seed: int
    interval: str
    genbench: str


@dataclass(frozen=True)
class CurveRecord:
    """The contents of curve.json."""

    recipe: str
    curve: tuple[Point, ...]
    protocol: Protocol

    def table(self) -> list[Sequence[str]]:
        """Returns the rows of a table: the errors of each size, what is saved, and by whom."""
        rows: list[Sequence[str]] = [("latents", self.recipe, "pca", "error less", "verdict")]
        for point in self.curve:
            less = f"{100 * (1 - point.model.value / point.pca.value):.0f} %"
            found = (
                self.recipe if point.saved.low > 0 else "pca" if point.saved.high < 0 else NOBODY
            )
            rows.append((str(point.latent_size), str(point.model), str(point.pca), less, found))
        return rows


def draw(record: CurveRecord) -> pictures.Figure:
    """Returns the errors over the latent size as a figure."""
    about = record.protocol
    lines = {
        record.recipe: _band(record, [point.model for point in record.curve]),
        "pca": _band(record, [point.pca for point in record.curve]),
    }
    return pictures.bands(
        {f"{about.n_held_out:,} held-out images of {about.dataset}": lines},
        x="latents",
        y="squared error per pixel",
        title=f"What is lost in a code: {record.recipe} beside pca",
    )


def _band(
    record: CurveRecord, errors: Sequence[SquaredError]
) -> tuple[list[int], np.ndarray, np.ndarray, np.ndarray]:
    """Returns the latent sizes, and of their errors values and ends, each float64 [n_sizes]."""
    value, low, high = np.array([(error.value, error.low, error.high) for error in errors]).T
    return [point.latent_size for point in record.curve], value, low, high
