"""likelihood.json as lines and a table of text."""

from __future__ import annotations

from collections.abc import Sequence

from genbench.scoring.likelihoods import LABELS, Estimate, LikelihoodRecord
from genbench.system.numbers import short


def described(record: LikelihoodRecord) -> str:
    """Returns in one line what was measured."""
    about = record.protocol
    of = "log p(x|y), y the image's class" if about.given_class else "log p(x)"
    return (
        f"step {about.step:,}: {of} of held-out images, pixels Gaussian around {about.about} with "
        f"variance {short(about.variance)}, chosen on {about.n_validation:,} validation images"
    )


def table(record: LikelihoodRecord) -> list[Sequence[str]]:
    """Returns the rows of a table of all estimates."""
    rows: list[Sequence[str]] = [
        ("estimate", "nats per image", "95 % interval", "bits per dimension", "images", "pixels")
    ]
    rows += [_row(LABELS[name], found) for name, found in record.estimates.items()]
    rows += [
        _row(f"Parzen window around {name}", found) for name, found in record.parzen_of.items()
    ]
    return rows


def lines(record: LikelihoodRecord) -> list[str]:
    """Returns what stands below the table: the bracket, the bound's parts, and notes."""
    gap, about = record.bracket, record.protocol
    found = [
        f"Bracket, on {gap.n:,} images that the model made: {short(gap.lower)} to "
        f"{short(gap.upper)}, so that annealing is {short(gap.gap)} nats off at most, on average "
        f"({about.chains} chains, {about.temperatures:,} temperatures, {about.acceptance:.0%} of "
        "the moves accepted)."
    ]
    if bound := record.bound:
        found.append(f"Its evidence lower bound: nll {short(bound.nll)} and KL {short(bound.kl)}.")
        codes = ", ".join(f"{short(nats)} from {int(k):,}" for k, nats in bound.by_k.items())
        found.append(f"Its importance-weighted bound, by codes for each image: {codes}.")
    return [*found, *record.notes]


def _row(label: str, found: Estimate) -> Sequence[str]:
    interval = f"{short(found.low)} to {short(found.high)}"
    bits = f"{found.bits:.3f}"
    return (label, short(found.value), interval, bits, f"{found.n:,}", found.pixels)
