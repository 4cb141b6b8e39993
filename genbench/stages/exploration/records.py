"""What an exploration found, as it stands in explore.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from genbench.runs.formats import optional


@dataclass(frozen=True, kw_only=True)
class RoundTrip:
    """How near held-out pictures come back.

    Attributes:
        by: "encoder" or "inversion": what made the latents.
        n: pictures.
        squared_error: per pixel, of images in [0, 1].
        squared_error_of_mean_picture: likewise, of the training pictures' mean in their place.
    """

    by: str
    n: int
    squared_error: float
    squared_error_of_mean_picture: float


@dataclass(frozen=True, kw_only=True)
class Codes:
    """The plane in which the codes of held-out pictures are shown.

    Attributes:
        by: "latents" where there are two, otherwise "PCA".
        n: pictures.
        explained: the share of the variance of each principal component.
    """

    by: str
    n: int
    explained: tuple[float, ...] = optional(())


@dataclass(frozen=True)
class Between:
    """Nothing in numbers: ways from latent to latent are there to be seen."""


@dataclass(frozen=True, kw_only=True)
class Traversals:
    """The latents that change the picture most, the first the most, counted from 0.

    Attributes:
        latents: which.
        change: the squared change per pixel from end to end, of images in [0, 1].
        low, high: the ends of each latent's way.
    """

    latents: tuple[int, ...]
    change: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Shares:
    """At each step, of how many pictures the judge reads what, as a share of 1.

    The target, the source or another class is read in each; in some of them it would rather see
    nothing.
    """

    target: tuple[float, ...]
    source: tuple[float, ...]
    other: tuple[float, ...]
    nothing: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What comes of pictures that move along random directions of the same length as a concept's.

    Attributes:
        n_directions: how many there are.
        n: pictures that were moved.
        mean, low, high: of all directions, at each step, of what the concept is to change.
        as_far: the share of the directions along which that changes as far as along the concept's,
            or further, with the same pictures.
    """

    n_directions: int
    n: int
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    as_far: float


@dataclass(frozen=True, kw_only=True)
class ClassDirection:
    """What the judge reads as pictures of the source move towards the target, both by name.

    Attributes:
        source, target: the classes.
        n_tried: held-out pictures of the source.
        n: those of them that are moved, for the judge reads the source in what comes back.
        steps: at step 1 they have moved by the difference of the classes' mean latents.
        shares: what is read.
        random: of how many the target is read along random directions.
    """

    source: str
    target: str
    n_tried: int
    n: int
    steps: tuple[float, ...]
    shares: Shares
    random: Beside


@dataclass(frozen=True, kw_only=True)
class InkDirection:
    """What comes of n pictures as they move towards more ink, in deviations of it.

    The lines have a value for each step, by the name of what it is; `random` has the mean of the
    picture along random directions.
    """

    n: int
    steps: tuple[float, ...]
    lines: Mapping[str, tuple[float, ...]]
    random: Beside


Numbers = RoundTrip | Codes | Between | Traversals | ClassDirection | InkDirection

# Written as a call because the names of the parts, which the files of their figures bear too,
# are no identifiers.
Found = TypedDict(
    "Found",
    {
        "round-trip": RoundTrip,
        "codes": Codes,
        "between-samples": Between,
        "between-pictures": Between,
        "traversals": Traversals,
        "concept-class": ClassDirection,
        "concept-ink": InkDirection,
    },
    total=False,
)


@dataclass(frozen=True, kw_only=True)
class ExploreRecord:
    """The contents of explore.json.

    Attributes:
        step: of the weights that were explored.
        weights: the seal of their checkpoint.
        seed: of the pictures and latents that are shown.
        found: what each part measured, by its name.
        missing: why the model or the data cannot show a part: "needs an encoder, ...".
        files: figures and films, as paths in the run's folder.
    """

    step: int
    weights: str
    seed: int
    found: Found
    missing: Mapping[str, str]
    files: tuple[str, ...]
