"""Concepts as directions: from one class to another, and towards more ink.

A direction is found on training pictures, or on samples, and is then added to the latents of
held-out pictures. The judge reads what comes of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from genbench import pictures
from genbench.data import images
from genbench.pictures import grids
from genbench.stages.exploration import geometry
from genbench.stages.exploration.exhibit import Exhibit, eased, frame
from genbench.stages.exploration.scene import Missing, Pictures, Scene

# How often the distance of the means of the classes is gone. A class is a bent region of a GAN's
# prior, and its mean lies near the origin.
CLASS_REACH, CLASS_REACH_OF_PRIOR = 2.0, 3.0
# Deviations of the ink.
INK_STEPS = (-2.0, 2.0)
N_ROWS, N_FILM_ROWS, N_FILM_COLUMNS = 8, 3, 8


def by_class(scene: Scene) -> Exhibit:
    """Shows what the difference of the means of two classes does to held-out pictures."""
    source, target = scene.classes
    edited, known = scene.edited, scene.known
    if not {source, target} <= {*known.labels}:
        raise Missing("needs pictures of both classes, and the judge reads one in no sample")
    direction = geometry.difference_of_means(
        known.latents, known.labels, source=source, target=target
    )
    first, second = scene.train.classes[source], scene.train.classes[target]
    is_bent = not (scene.has_encoder or scene.n_conditions)
    steps = np.linspace(0, CLASS_REACH_OF_PRIOR if is_bent else CLASS_REACH, scene.n_stops)
    readings = [scene.read(_moved(scene, edited, direction, step)) for step in steps]
    shares = {
        "target": [float((read == target).mean()) for read, _ in readings],
        "source": [float((read == source).mean()) for read, _ in readings],
        "other": [float(((read != source) & (read != target)).mean()) for read, _ in readings],
        "nothing": [float(nothing.mean()) for _, nothing in readings],
    }
    numbers = {
        "source": first,
        "target": second,
        "n": len(edited.images),
        "steps": [float(step) for step in steps],
        "shares": shares,
    }
    lines = {
        f"read as {second}": shares["target"],
        f"read as {first}": shares["source"],
        "read as another class": shares["other"],
        "the judge sees nothing": shares["nothing"],
    }
    return _exhibit(
        scene, "class", f"{first} towards {second}", direction, edited, steps, lines, numbers,
        across=f"step, where 1 is from the mean of {first} to the mean of {second}",
        upwards="share of pictures",
    )  # fmt: skip


def by_ink(scene: Scene) -> Exhibit:
    """Shows what the latents' regression on the mean of the picture does: thicker, brighter."""
    known = scene.known
    ink = images.to_float(known.images).mean(axis=(1, 2, 3))
    within = ", within a class" if scene.judge else ""
    direction = geometry.slope(known.latents, ink, known.labels)
    steps = np.linspace(*INK_STEPS, scene.n_stops)
    lines: dict[str, list[float]] = {"mean of the picture": []}
    for step in steps:
        moved = _moved(scene, scene.shown, direction, step)
        lines["mean of the picture"].append(float(images.to_float(moved).mean()))
        if scene.judge:
            read, nothing = scene.read(moved)
            kept = float((read == scene.shown.labels).mean())
            lines.setdefault("read as its class", []).append(kept)
            lines.setdefault("the judge sees nothing", []).append(float(nothing.mean()))
    numbers = {
        "n": len(scene.shown.images),
        "steps": [float(step) for step in steps],
        "lines": lines,
    }
    return _exhibit(
        scene, "ink", "more ink", direction, scene.shown, steps, lines, numbers,
        across=f"step, in deviations of the ink, the mean of the picture{within}",
        upwards="mean, or share of pictures",
    )  # fmt: skip


def _moved(scene: Scene, pictures: Pictures, direction: np.ndarray, step: float) -> np.ndarray:
    return scene.decode(pictures.latents + step * direction)


def _exhibit(
    scene: Scene,
    name: str,
    concept: str,
    direction: np.ndarray,
    edited: Pictures,
    steps: np.ndarray,
    lines: Mapping[str, Sequence[float]],
    numbers: dict,
    *,
    across: str,
    upwards: str,
) -> Exhibit:
    few = Pictures(edited.images[:N_ROWS], edited.labels[:N_ROWS], edited.latents[:N_ROWS])
    cells = np.stack([few.images, *(_moved(scene, few, direction, step) for step in steps)], axis=1)
    title = f"{scene.name}: {concept}"
    origin = "training pictures" if scene.has_encoder else "samples and their latents"
    strip = pictures.strips(
        grids.grid(cells.reshape(-1, *cells.shape[2:]), n_columns=len(steps) + 1),
        [""] * len(few.images),
        ["original", *(f"{round(step, 3):g}" for step in steps)],
        title=title,
        caption=f"Held-out pictures, and what comes of them as their latents move along one "
        f"direction, {concept}. It was found on {origin}.",
        across=across,
    )
    chart = pictures.over_way(lines, list(steps), title=title, across=across, upwards=upwards)
    n = N_FILM_ROWS * N_FILM_COLUMNS
    some = Pictures(edited.images[:n], edited.labels[:n], edited.latents[:n])
    n_columns = min(N_FILM_COLUMNS, len(some.images))
    n_rows = len(some.images) // n_columns
    film = []
    for step in steps[0] + eased() * (steps[-1] - steps[0]):
        moved = _moved(scene, some, direction, step)[: n_rows * n_columns]
        grid = moved.reshape(n_rows, n_columns, *moved.shape[1:])
        film.append(frame(grid, [""] * n_rows, scene.name, f"{concept}: step {step:+.2f}"))
    figures = {f"concept-{name}": strip, f"concept-{name}-read": chart}
    return Exhibit(numbers, figures, film)
