"""explore.json as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from genbench.stages.exploration.records import (
    Beside,
    ClassDirection,
    Codes,
    ExploreRecord,
    InkDirection,
    RoundTrip,
    Traversals,
)

Rows = Sequence[Sequence[str]]
ROUND_TRIP = {"encoder": "Encoded and decoded", "inversion": "Inverted and drawn again"}


def tables(record: ExploreRecord) -> dict[str, Rows]:
    """Returns the tables of an explore.json by their headings."""
    found = record.found
    made: list[tuple[str, Rows]] = []
    if "round-trip" in found:
        made.append(_round_trip(found["round-trip"]))
    if "codes" in found:
        made.append(_codes(found["codes"]))
    if "traversals" in found:
        made.append(_traversals(found["traversals"]))
    if "concept-class" in found:
        made.append(_by_class(found["concept-class"]))
    if "concept-ink" in found:
        made.append(_by_ink(found["concept-ink"]))
    return dict(made)


def _round_trip(found: RoundTrip) -> tuple[str, Rows]:
    return f"{ROUND_TRIP[found.by]}, {found.n} held-out pictures:", [
        ("squared error per pixel", f"{found.squared_error:.4f}"),
        ("of the mean picture", f"{found.squared_error_of_mean_picture:.4f}"),
    ]


def _codes(found: Codes) -> tuple[str, Rows]:
    said = [(f"component {i}", f"{share:.1%}") for i, share in enumerate(found.explained, start=1)]
    return f"The plane of {found.n} codes, by {found.by}:", said or [("both latents",)]


def _traversals(found: Traversals) -> tuple[str, Rows]:
    rows = [("latent", "from", "to", "squared change per pixel")]
    columns = (found.latents, found.low, found.high, found.change)
    for latent, low, high, change in zip(*columns, strict=True):
        rows.append((str(latent + 1), f"{low:.2f}", f"{high:.2f}", f"{change:.4f}"))
    return "The most used latents:", rows


def _by_class(found: ClassDirection) -> tuple[str, Rows]:
    source, target, shares = found.source, found.target, found.shares
    heading = (
        f"{source} towards {target}, {found.n} of {found.n_tried} held-out pictures of {source}, "
        f"which come back as {source}; {_as_far(found.random)}:"
    )
    columns = {
        f"read as {target}": shares.target,
        "random ways": found.random.mean,
        f"read as {source}": shares.source,
        "another class": shares.other,
        "nothing": shares.nothing,
    }
    return heading, _by_step(found.steps, columns)


def _by_ink(found: InkDirection) -> tuple[str, Rows]:
    heading = f"Towards more ink, {found.n} held-out pictures; {_as_far(found.random)}:"
    (first, ink), *others = found.lines.items()
    columns = {first: ink, "random ways": found.random.mean, **dict(others)}
    return heading, _by_step(found.steps, columns)


def _as_far(beside: Beside) -> str:
    n = round(beside.as_far * beside.n_directions)
    return f"{n} of {beside.n_directions} random ways as long go as far"


def _by_step(steps: Sequence[float], columns: Mapping[str, Sequence[float]]) -> Rows:
    rows = [("step", *columns)]
    for step, *values in zip(steps, *columns.values(), strict=True):
        rows.append((f"{round(step, 3):g}", *(f"{value:.3f}" for value in values)))
    return rows
