"""Traversals: what each latent does alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from genbench import pictures
from genbench.data.images import to_float
from genbench.pictures import grids
from genbench.stages.exploration.exhibit import Exhibit, eased, frame
from genbench.stages.exploration.records import Traversals
from genbench.stages.exploration.subject import Subject
from genbench.system.numbers import rounded

# Pictures that a film changes side by side.
N_BASES = 6
# Pictures that say how much a latent is used.
N_PROBED = 10
# Deviations of the codes to either side.
REACH = 3.0


@dataclass(frozen=True)
class Spans:
    """How far each latent goes.

    Attributes:
        low, high: the ends, float [latent_size].
        first, last: the same in words on an axis: one number for all latents.
        unit: what the axis counts.
    """

    low: np.ndarray
    high: np.ndarray
    first: float
    last: float
    unit: str

    def values(self, places: np.ndarray) -> np.ndarray:
        """Returns the latents at places [k] from 0 to 1, float [k, latent_size]."""
        return self.low + places[:, None] * (self.high - self.low)

    def ticks(self, places: np.ndarray) -> np.ndarray:
        """Returns what the axis says at places [k] from 0 to 1, float [k]."""
        return self.first + places * (self.last - self.first)


def traversals(subject: Subject) -> Exhibit[Traversals]:
    """Shows what each latent does alone, the most used first."""
    spans = _spans(subject)
    base = (subject.shown if subject.has_encoder else subject.samples).latents
    change = _change(subject, base[:N_PROBED], spans)
    chosen = np.argsort(-change, kind="stable")[: subject.n_latents]
    numbers = Traversals(
        latents=tuple(chosen.tolist()),
        change=tuple(map(rounded, change[chosen])),
        low=tuple(map(rounded, spans.low[chosen])),
        high=tuple(map(rounded, spans.high[chosen])),
    )
    names = [f"latent {latent + 1}" for latent in chosen]
    stops = np.linspace(0, 1, subject.n_stops)
    cells = _moved(subject, base[:1], values=spans.values(stops), chosen=chosen)[:, :, 0]
    shown = "a held-out picture" if subject.has_encoder else "a sample"
    figure = pictures.strips(
        grids.grid(cells.reshape(-1, *cells.shape[2:]), n_columns=subject.n_stops),
        [f"{name}  ({used:.4f})" for name, used in zip(names, change[chosen], strict=True)],
        [f"{round(tick, 2) + 0:g}" for tick in spans.ticks(stops)],
        title=f"{subject.name}: what each latent does",
        caption=f"Each row changes one latent of {shown} and keeps the others. The most used come "
        "first: in brackets the squared change per pixel from end to end.",
        across=spans.unit,
    )
    film = []
    for place in eased()[:, None]:
        cells = _moved(subject, base[:N_BASES], values=spans.values(place), chosen=chosen)[:, 0]
        said = f"{spans.unit}: {spans.ticks(place)[0]:+.1f}"
        film.append(frame(cells, names, subject.name, said))
    return Exhibit(numbers, {"traversals": figure}, film)


def _spans(subject: Subject) -> Spans:
    """Returns the range that codes, or latents of the prior, take."""
    known = subject.known.latents[:, : subject.latent_size]
    if subject.has_encoder:
        mean, deviation = known.mean(axis=0), known.std(axis=0)
        low, high = mean - REACH * deviation, mean + REACH * deviation
        return Spans(low, high, -REACH, REACH, "deviations of the codes")
    low, high = known.min(axis=0), known.max(axis=0)
    return Spans(low, high, float(low.mean()), float(high.mean()), "value of the latent")


def _change(subject: Subject, base: np.ndarray, spans: Spans) -> np.ndarray:
    """Returns the mean squared change per pixel as each latent goes from end to end.

    Args:
        subject: whose latents.
        base: float32 [n, latent_size], and the one-hot label if the model has one: what is
            changed.
        spans: how far.

    Returns:
        float32 [latent_size], of images in [0, 1].
    """
    ends = np.stack([spans.low, spans.high])
    images = to_float(_moved(subject, base, values=ends, chosen=np.arange(subject.latent_size)))
    return np.square(images[:, 1] - images[:, 0]).mean(axis=(1, 2, 3, 4))


def _moved(
    subject: Subject, base: np.ndarray, *, values: np.ndarray, chosen: np.ndarray
) -> np.ndarray:
    """Returns the pictures of latents of which one at a time has another value.

    Args:
        subject: whose latents.
        base: float32 [n, latent_size], and the one-hot label if the model has one.
        values: float [k, latent_size].
        chosen: int64 [m], the latents that change.

    Returns:
        uint8 [m, k, n, h, w, c].
    """
    grid = np.tile(base, (len(chosen), len(values), 1, 1))
    for i, latent in enumerate(chosen):
        grid[i, :, :, latent] = values[:, latent, None]
    return subject.decode_grid(grid)
