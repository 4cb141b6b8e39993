"""likelihood.json as lines and a table of text."""

from __future__ import annotations

from collections.abc import Sequence

from genbench.scoring.from_files import told
from genbench.scoring.likelihoods import LABELS, Estimate, LikelihoodRecord
from genbench.system.numbers import short
from genbench.system.sentences import Sentence, chain


def described(record: LikelihoodRecord) -> str:
    """Returns in one line what was measured."""
    about = record.protocol
    of = Sentence("log p(x|y), y the image's class") if about.given_class else "log p(x)"
    return Sentence(
        "step {step:,}: {of} of held-out images, pixels Gaussian around {what} with variance "
        "{variance}, chosen on {n:,} validation images",
        step=about.step,
        of=of,
        what=told(about.about),
        variance=short(about.variance),
        n=about.n_validation,
    )


def table(record: LikelihoodRecord) -> list[Sequence[str]]:
    """Returns the rows of a table of all estimates."""
    rows: list[Sequence[str]] = [
        (
            Sentence("estimate"),
            Sentence("nats per image"),
            Sentence("95 % interval"),
            Sentence("bits per dimension"),
            Sentence("images"),
            Sentence("pixels"),
        )
    ]
    rows += [_row(Sentence(LABELS[name]), found) for name, found in record.estimates.items()]
    rows += [
        _row(Sentence("Parzen window around {what}", what=told(name)), found)
        for name, found in record.parzen_of.items()
    ]
    return rows


def lines(record: LikelihoodRecord) -> list[str]:
    """Returns what stands below the table: the bracket, the bound's parts, and notes."""
    gap, about = record.bracket, record.protocol
    found = [
        Sentence(
            "Bracket, on {n:,} images that the model made: {low} to {high}, so that annealing is "
            "{gap} nats off at most, on average ({chains} chains, {temperatures:,} temperatures, "
            "{share:.0%} of the moves accepted).",
            n=gap.n,
            low=short(gap.lower),
            high=short(gap.upper),
            gap=short(gap.gap),
            chains=about.chains,
            temperatures=about.temperatures,
            share=about.acceptance,
        )
    ]
    if bound := record.bound:
        found.append(
            Sentence(
                "Its evidence lower bound: nll {nll} and KL {kl}.",
                nll=short(bound.nll),
                kl=short(bound.kl),
            )
        )
        codes = [
            Sentence("{nats} from {n:,}", nats=short(nats), n=int(k))
            for k, nats in bound.by_k.items()
        ]
        found.append(
            Sentence(
                "Its importance-weighted bound, by codes for each image: {codes}.",
                codes=chain("{first}, {last}", codes),
            )
        )
    return [*found, *(told(note) for note in record.notes)]


def _row(label: str, found: Estimate) -> Sequence[str]:
    interval = Sentence("{low} to {high}", low=short(found.low), high=short(found.high))
    bits, pixels = f"{found.bits:.3f}", told(found.pixels)
    return (label, short(found.value), interval, bits, f"{found.n:,}", pixels)
