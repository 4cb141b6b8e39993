"""Whose samples a verdict is about, and whether other samples of the same models would turn it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from genbench.metrics.decision import NOBODY
from genbench.scoring import verdicts
from genbench.scoring.from_files import told
from genbench.scoring.records import MetricsRecord
from genbench.scoring.verdicts import Records
from genbench.system.sentences import Sentence, beside, clauses, listing

DECIDING = "frechet_distance"


def told_of(records: Mapping[str, MetricsRecord]) -> str:
    """Returns in a sentence what the samples are that a verdict is about."""
    each = [
        Sentence("{name}, {what}", name=run, what=usual(record)) for run, record in records.items()
    ]
    return Sentence("Of samples: {each}.", each=clauses(each))


def usual(record: MetricsRecord) -> str:
    """Returns what the samples of a record's own sampler are."""
    return told(record.protocol.samplers[record.protocol.sampler].about)


def turns(
    records: Mapping[str, MetricsRecord], with_sampler: Callable[[str], Records] | None = None
) -> str:
    """Returns in a sentence which other samples would turn the overall verdict; "" without any.

    A sampler's name stands for itself in each run that has it, and for the usual one in the others:
    the earlier step that draws best, a VAE's draws from p(x|z), a GAN's last weights.

    Args:
        records: by run.
        with_sampler: returns the records with a sampler, where they have it, in the place of the
            usual one. None: each record's own `with_sampler`.
    """
    own = _overall(records)
    if not own:
        return ""
    with_sampler = with_sampler or (
        lambda name: {run: record.with_sampler(name) for run, record in records.items()}
    )
    kept, turned = [], []
    for name, runs in _others(records).items():
        words = name if len(runs) == len(records) else beside(name, listing(runs))
        found = _overall(with_sampler(name))
        if found == own:
            kept.append(words)
        elif found:
            turned.append(_with(words, found))
    if turned:
        return Sentence("Other samples would turn the overall verdict: {how}.", how=clauses(turned))
    if kept:
        return Sentence(
            "Other samples would not turn the overall verdict: {which}.", which=listing(kept)
        )
    return ""


def _others(records: Mapping[str, MetricsRecord]) -> Mapping[str, Sequence[str]]:
    """Returns the runs that have each sampler beside their usual one."""
    found: dict[str, list[str]] = {}
    for run, record in records.items():
        for name in record.others:
            found.setdefault(name, []).append(run)
    return found


def _overall(records: Records) -> str:
    """Returns the overall verdict in the words of every table; "" where there is none."""
    decisions = {
        name.partition("/")[2]: decision
        for name, decision in verdicts.decisions(records).items()
        if name.startswith(f"{DECIDING}/")
    }
    return verdicts.agreed(decisions).said if len(decisions) > 1 else ""


def _with(samples: str, said: str) -> Sentence:
    """Returns what is said with other samples, as it goes on in a sentence."""
    if said in (NOBODY, verdicts.DISAGREE):
        return Sentence("with {samples} {said}", samples=samples, said=said)
    return Sentence("with {samples} it is {said}", samples=samples, said=said)
