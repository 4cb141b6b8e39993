"""explore.json as tables.

{"format": 1, "step": 9380, "seed": 0,
 "found":   {"round-trip": {...}, "concept-class": {...}, ...},   what each part measured
 "missing": {"codes": "needs an encoder, and this model has none"},
 "files":   ["figures/traversals.png", ...]}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Tables = dict[str, Sequence[Sequence[str]]]
ROUND_TRIP = {"encoder": "Encoded and decoded", "inversion": "Inverted and drawn again"}


def tables(record: Mapping[str, Any]) -> Tables:
    """Returns the tables of an explore.json by their headings."""
    found = record["found"]
    made = (FORMS[part](found[part]) for part in FORMS if part in found)
    return dict(made)


def _round_trip(numbers: Mapping[str, Any]) -> tuple[str, Sequence[Sequence[str]]]:
    return f"{ROUND_TRIP[numbers['by']]}, {numbers['n']} held-out pictures:", [
        ("squared error per pixel", f"{numbers['squared_error']:.4f}"),
        ("of the mean picture", f"{numbers['squared_error_of_mean_picture']:.4f}"),
    ]


def _codes(numbers: Mapping[str, Any]) -> tuple[str, Sequence[Sequence[str]]]:
    shares = numbers.get("explained", [])
    said = [(f"component {i}", f"{share:.1%}") for i, share in enumerate(shares, start=1)]
    return f"The plane of {numbers['n']} codes, by {numbers['by']}:", said or [("both latents",)]


def _traversals(numbers: Mapping[str, Any]) -> tuple[str, Sequence[Sequence[str]]]:
    rows = [("latent", "from", "to", "squared change per pixel")]
    columns = (numbers[name] for name in ("latents", "low", "high", "change"))
    for latent, low, high, change in zip(*columns, strict=True):
        rows.append((str(latent + 1), f"{low:.2f}", f"{high:.2f}", f"{change:.4f}"))
    return "The most used latents:", rows


def _by_class(numbers: Mapping[str, Any]) -> tuple[str, Sequence[Sequence[str]]]:
    source, target = numbers["source"], numbers["target"]
    names = (f"read as {target}", f"read as {source}", "another class", "nothing")
    heading = f"{source} towards {target}, {numbers['n']} held-out pictures of {source}:"
    return heading, _by_step(
        numbers["steps"], dict(zip(names, numbers["shares"].values(), strict=True))
    )


def _by_ink(numbers: Mapping[str, Any]) -> tuple[str, Sequence[Sequence[str]]]:
    heading = f"Towards more ink, {numbers['n']} held-out pictures:"
    return heading, _by_step(numbers["steps"], numbers["lines"])


def _by_step(
    steps: Sequence[float], columns: Mapping[str, Sequence[float]]
) -> Sequence[Sequence[str]]:
    rows = [("step", *columns)]
    for step, *values in zip(steps, *columns.values(), strict=True):
        rows.append((f"{round(step, 3):g}", *(f"{value:.3f}" for value in values)))
    return rows


FORMS = {
    "round-trip": _round_trip,
    "codes": _codes,
    "traversals": _traversals,
    "concept-class": _by_class,
    "concept-ink": _by_ink,
}
