"""Concepts as directions: from one class to another, and towards more ink.

A direction is found on training pictures, or on samples, and is then added to the latents of
held-out pictures. The judge reads what comes of it. Random directions of the same length, which
stand for nothing, show what any way as long would do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from genbench import pictures
from genbench.data.images import to_float
from genbench.pictures import grids
from genbench.stages.exploration import geometry
from genbench.stages.exploration.exhibit import Exhibit, eased, frame
from genbench.stages.exploration.records import Beside, ClassDirection, InkDirection, Shares
from genbench.stages.exploration.subject import Examples, Missing, Subject
from genbench.system.randomness import rng_for

# How often the distance of the means of the classes is gone, by every model alike: a longer way for
# those that are slower to turn would hide just that.
CLASS_REACH = 2.0
# Deviations of the ink.
INK_STEPS = (-2.0, 2.0)
# Directions that stand for nothing, beside each that stands for a concept, and with how many of the
# pictures they are tried.
N_RANDOM, N_BESIDE = 20, 50
N_ROWS, N_FILM_ROWS, N_FILM_COLUMNS = 8, 3, 8


@dataclass(frozen=True)
class Way:
    """Held-out pictures on their way along one direction of the latents.

    Attributes:
        subject: the model that draws what comes of them.
        examples: the pictures.
        concept: in words, what the direction stands for.
        direction: float [latent_size], followed by the one-hot label if the model has one.
        steps: float [n_stops], how often the direction is added, ascending.
        across: in words, what a step is.
    """

    subject: Subject
    examples: Examples
    concept: str
    direction: np.ndarray
    steps: np.ndarray
    across: str

    @property
    def title(self) -> str:
        """Stands above the figures."""
        return f"{self.subject.name}: {self.concept}"

    def at(self, step: float, examples: Examples | None = None) -> np.ndarray:
        """Returns all pictures, or those given, at a step, uint8 [n, h, w, c]."""
        examples = examples or self.examples
        return self.subject.decode(examples.latents + step * self.direction)

    def beside_random(self, measure: Callable[[Way], Sequence[float]]) -> Beside:
        """Returns what some of the pictures come to along random directions of the same length.

        Args:
            measure: returns a number for each step of a way.
        """
        few = replace(self, examples=self.examples.first(N_BESIDE))
        directions = geometry.random_directions(
            N_RANDOM,
            size=len(self.direction),
            n_free=self.subject.latent_size,
            length=float(np.linalg.norm(self.direction)),
            rng=rng_for(self.subject.seed, "random directions"),
        )
        lines = np.array([measure(replace(few, direction=own)) for own in directions])
        mean, low, high = lines.mean(axis=0), lines.min(axis=0), lines.max(axis=0)
        return Beside(
            n_directions=N_RANDOM,
            n=len(few.examples.images),
            mean=tuple(mean.tolist()),
            low=tuple(low.tolist()),
            high=tuple(high.tolist()),
            as_far=float((_reach(lines) >= _reach(np.array(measure(few)))).mean()),
        )

    def strip(self) -> pictures.Figure:
        """Returns the first pictures in rows, a column for each step."""
        few = self.examples.first(N_ROWS)
        columns = [few.images, *(self.at(step, few) for step in self.steps)]
        cells = np.stack(columns, axis=1)
        found_on = "training pictures" if self.subject.has_encoder else "samples and their latents"
        return pictures.strips(
            grids.grid(cells.reshape(-1, *cells.shape[2:]), n_columns=len(columns)),
            [""] * len(few.images),
            ["original", *(f"{round(step, 3):g}" for step in self.steps)],
            title=self.title,
            caption=f"Held-out pictures, and what comes of them as their latents move along one "
            f"direction, {self.concept}. It was found on {found_on}.",
            across=self.across,
        )

    def film(self) -> list[np.ndarray]:
        """Returns frames uint8 [h, w, c] of some of the pictures, from the first step to the last.

        They fill a rectangle: the pictures of a last row that would not be full are left out.
        """
        some = self.examples.first(N_FILM_ROWS * N_FILM_COLUMNS)
        n_columns = min(N_FILM_COLUMNS, len(some.images))
        n_rows = len(some.images) // n_columns
        first, last = self.steps[[0, -1]]
        frames = []
        for step in first + eased() * (last - first):
            moved = self.at(step, some)[: n_rows * n_columns]
            grid = moved.reshape(n_rows, n_columns, *moved.shape[1:])
            said = f"{self.concept}: step {step:+.2f}"
            frames.append(frame(grid, [""] * n_rows, self.subject.name, said))
        return frames


def by_class(subject: Subject) -> Exhibit[ClassDirection]:
    """Shows what the difference of the means of two classes does to held-out pictures.

    They are those in which the judge reads the source as they come back, before any step: a "four"
    that is read as a nine at once would be turned by nothing.

    Raises:
        Missing: there are no two classes, no held-out pictures of the source, or no latents of
            both.
    """
    source, target = subject.classes
    first, second = subject.train.classes[source], subject.train.classes[target]
    tried, known = subject.of_source, subject.known
    if not {source, target} <= {*known.labels}:
        raise Missing("needs pictures of both classes, and the judge reads one in no sample")
    examples = _read_as(subject, tried, source)
    way = Way(
        subject,
        examples,
        concept=f"{first} towards {second}",
        direction=geometry.difference_of_means(
            known.latents, known.labels, source=source, target=target
        ),
        steps=np.linspace(0, CLASS_REACH, subject.n_stops),
        across=f"step, where 1 is from the mean of {first} to the mean of {second}",
    )
    shares = _shares(way, source=source, target=target)
    beside = way.beside_random(lambda way: _shares(way, source=source, target=target).target)
    chart = pictures.over_way(
        {
            f"read as {second}": shares.target,
            f"read as {first}": shares.source,
            "read as another class": shares.other,
            "the judge sees nothing": shares.nothing,
            f"read as {second}, random ways": beside.mean,
        },
        list(way.steps),
        band=(beside.low, beside.high),
        title=way.title,
        across=way.across,
        upwards="share of pictures",
    )
    numbers = ClassDirection(
        source=first,
        target=second,
        n_tried=len(tried.images),
        n=len(examples.images),
        steps=tuple(way.steps.tolist()),
        shares=shares,
        random=beside,
    )
    figures = {"concept-class": way.strip(), "concept-class-read": chart}
    return Exhibit(numbers, figures, way.film())


def by_ink(subject: Subject) -> Exhibit[InkDirection]:
    """Shows what the latents' regression on the mean of the picture does: thicker, brighter."""
    known = subject.known
    ink = to_float(known.images).mean(axis=(1, 2, 3))
    within = ", within a class" if subject.judge else ""
    way = Way(
        subject,
        subject.shown,
        concept="more ink",
        direction=geometry.slope(known.latents, ink, labels=known.labels),
        steps=np.linspace(*INK_STEPS, subject.n_stops),
        across=f"step, in deviations of the ink, the mean of the picture{within}",
    )
    lines = _ink(way)
    beside = way.beside_random(_means)
    chart = pictures.over_way(
        {**lines, "mean of the picture, random ways": beside.mean},
        list(way.steps),
        band=(beside.low, beside.high),
        title=way.title,
        across=way.across,
        upwards="mean, or share of pictures",
    )
    numbers = InkDirection(
        n=len(way.examples.images), steps=tuple(way.steps.tolist()), lines=lines, random=beside
    )
    figures = {"concept-ink": way.strip(), "concept-ink-read": chart}
    return Exhibit(numbers, figures, way.film())


def _read_as(subject: Subject, examples: Examples, label: int) -> Examples:
    """Returns those of the pictures that the judge reads as a class as they come back.

    Raises:
        Missing: there are none.
    """
    read, _ = subject.read(subject.decode(examples.latents))
    if not (read == label).any():
        name = subject.train.classes[label]
        raise Missing(f"needs held-out pictures that come back as the class {name!r}: none does")
    return examples.take(read == label)


def _reach(lines: np.ndarray) -> np.ndarray:
    """Returns how far lines, float [..., n_stops], get from where they start."""
    return abs(lines - lines[..., :1]).max(axis=-1)


def _shares(way: Way, *, source: int, target: int) -> Shares:
    """Returns of how many pictures the judge reads what at each step."""
    readings = [way.subject.read(way.at(step)) for step in way.steps]
    return Shares(
        target=tuple(float((read == target).mean()) for read, _ in readings),
        source=tuple(float((read == source).mean()) for read, _ in readings),
        other=tuple(float(((read != source) & (read != target)).mean()) for read, _ in readings),
        nothing=tuple(float(nothing.mean()) for _, nothing in readings),
    )


def _means(way: Way) -> list[float]:
    """Returns the mean of the pictures at each step, of values in [0, 1]."""
    return [_mean(way.at(step)) for step in way.steps]


def _mean(images: np.ndarray) -> float:
    return float(to_float(images).mean())


def _ink(way: Way) -> dict[str, tuple[float, ...]]:
    """Returns the ink of the pictures at each step and, with a judge, what it reads in them."""
    moved = [way.at(step) for step in way.steps]
    lines = {"mean of the picture": tuple(map(_mean, moved))}
    if way.subject.judge:
        readings = [way.subject.read(images) for images in moved]
        labels = way.examples.labels
        lines["read as its class"] = tuple(float((read == labels).mean()) for read, _ in readings)
        lines["the judge sees nothing"] = tuple(float(nothing.mean()) for _, nothing in readings)
    return lines
