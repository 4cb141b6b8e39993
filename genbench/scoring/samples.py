"""Whose samples a verdict is about, and whether other samples of the same models would turn it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from genbench.metrics.decision import NOBODY, listing
from genbench.scoring import verdicts
from genbench.scoring.records import MetricsRecord
from genbench.scoring.verdicts import Records

DECIDING = "frechet_distance"


def told_of(records: Mapping[str, MetricsRecord]) -> str:
    """Returns in a sentence what the samples are that a verdict is about."""
    return f"Of samples: {'; '.join(f'{run}, {usual(record)}' for run, record in records.items())}."


def usual(record: MetricsRecord) -> str:
    """Returns what the samples of a record's own sampler are."""
    return record.protocol.samplers[record.protocol.sampler].about


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
        words = name if len(runs) == len(records) else f"{name} ({listing(runs)})"
        found = _overall(with_sampler(name))
        if found == own:
            kept.append(words)
        elif found:
            turned.append(f"with {words} {_as_clause(found)}")
    if turned:
        return f"Other samples would turn the overall verdict: {'; '.join(turned)}."
    return f"Other samples would not turn the overall verdict: {listing(kept)}." if kept else ""


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


def _as_clause(said: str) -> str:
    """Returns words of a table as they go on in a sentence."""
    is_clause = said in (NOBODY, verdicts.DISAGREE)
    return said if is_clause else f"it is {said}"
