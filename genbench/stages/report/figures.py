"""The pictures that other stages have drawn, and how the page calls them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

from genbench.runs import Run
from genbench.runs.made import doubt
from genbench.stages.report.sheets import Picture, embedded
from genbench.system.sentences import Sentence
from genbench.system.threads import in_threads

FIGURES = {
    "frechet": (
        Sentence("Fréchet distance of the snapshots over the training."),
        Sentence(
            "line chart of the Fréchet distance of its snapshots over the training images seen"
        ),
    ),
    "labels": (
        Sentence("Classes as the judge sees them, beside the training labels."),
        Sentence(
            "bar chart of the share of each class among the training images and among its samples"
        ),
    ),
    "nearest": (
        Sentence("Samples above the training images nearest to them in each feature space."),
        Sentence(
            "a row of its samples, and below it the nearest training images, a row for each "
            "feature space"
        ),
    ),
    "scores": (
        Sentence("The metrics beside the calibration rows."),
        Sentence(
            "bar charts of its main metrics, each above the calibration rows; the tables under "
            "Metrics hold the same figures"
        ),
    ),
}
"""Caption and description of the known figures, in the order of the page."""
# The page draws these itself, from the same numbers.
REDRAWN = {"curves", "latents", "likelihood", "manifold", "interpolation", "reconstructions"}
# Heavy, and said by the tables too: left out where more runs than these are shown.
HEAVY, MOST_WITH_HEAVY = {"scores"}, 4


@dataclass(frozen=True)
class Figure:
    """A picture that another command has drawn."""

    caption: str
    alt: str
    picture: Picture


def figures_of(run: Run, n_runs: int = 1) -> list[Figure]:
    """Returns the figures of one of n runs that the page does not draw itself, the known first.

    Those that no command has drawn from the run's present weights are left out with a warning.
    """
    here = run.last_weights()
    left_out = REDRAWN | HEAVY if n_runs > MOST_WITH_HEAVY else REDRAWN
    drawn: dict[str, Path] = {}
    doubts: dict[str, list[str]] = {}
    for path in sorted(run.figures.glob("*.png")):
        if path.stem in left_out:
            continue
        if why := doubt(run.path, path, here):
            doubts.setdefault(why, []).append(path.name)
        else:
            drawn[path.stem] = path
    for why, names in doubts.items():
        warnings.warn(f"Left out of {run.figures}: {', '.join(names)}, {why}.", stacklevel=2)
    known = [stem for stem in FIGURES if stem in drawn]
    others = [stem for stem in drawn if stem not in FIGURES]
    order = [*known, *others]
    figures = []
    for stem, picture in zip(
        order, in_threads(embedded, [drawn[stem] for stem in order]), strict=True
    ):
        words = stem.replace("_", " ")
        other = (Sentence(words), Sentence("figure: {name}", name=words))
        figures.append(Figure(*FIGURES.get(stem, other), picture))
    return figures
