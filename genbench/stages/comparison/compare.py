"""The comparison of measured runs: which is better in what, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from genbench.metrics import Decision
from genbench.notebook.card import card
from genbench.runs import Run, find
from genbench.scoring import samples, verdicts
from genbench.scoring.entries import Entry, Rows
from genbench.scoring.glossary import space_label
from genbench.scoring.records import MetricsRecord
from genbench.scoring.table import deciding, look_up, rank
from genbench.scoring.tables import best, told
from genbench.stages.comparison.contenders import Contender, contenders
from genbench.system.numbers import short
from genbench.system.sentences import Sentence, listing

DECIDING = "frechet_distance"
# What the table of samplers shows of each.
OF_SAMPLERS = ("frechet_distance", "precision", "recall")


@dataclass(frozen=True)
class Verdict:
    """What was found about one metric.

    Attributes:
        metric: its name in metrics.json.
        better: "higher", "lower", or the number that is best.
        entries: what came of it, by the contender's name.
        decision: who is better.
    """

    metric: str
    better: str | float
    entries: Mapping[str, Entry]
    decision: Decision


@dataclass(frozen=True)
class Comparison:
    """Measured runs side by side.

    Attributes:
        contenders: what is compared.
        records: what each was measured as, by name: over its training seeds, where all have two.
        verdicts: for each metric that every contender has.
        over: what the tests are over.
        is_over_seeds: whether that is training seeds.
        overall: one sentence; names who leads, and in how many feature spaces.
        calibration: the rows of metrics.json.
        samples: what the samples are that all this is about, in a sentence.
        turns: which other samples would turn the overall verdict, in a sentence; "" where there are
            none.
        sampler: whose samples were asked for; None for the usual one's.
    """

    contenders: tuple[Contender, ...]
    records: Mapping[str, MetricsRecord]
    verdicts: tuple[Verdict, ...]
    over: str
    overall: str
    calibration: Rows
    is_over_seeds: bool
    samples: str = ""
    turns: str = ""
    sampler: str | None = None

    def _repr_html_(self) -> str:
        """Returns what a notebook shows: who is better in what decides, and overall."""
        return card(self.overall, {}, self.table(only_deciding=True))

    def table(self, *, only_deciding: bool = False) -> list[Sequence[str]]:
        """Returns the rows of a table: each metric's interval for each contender, and verdict.

        Args:
            only_deciding: of each quality only the metric that decides it, in all its spaces.
        """
        names = [contender.name for contender in self.contenders]
        rows: list[Sequence[str]] = [("quality", "metric", *names, "better", "verdict")]
        known = {verdict.metric: verdict for verdict in self.verdicts}
        for name in deciding(known) if only_deciding else sorted(known, key=rank):
            verdict = known[name]
            values = map(told, verdict.entries.values())
            quality = look_up(name).quality
            rows.append((quality, name, *values, best(verdict.better), str(verdict.decision)))
        return rows

    def power(self) -> list[Sequence[str]]:
        """Returns the rows of a table: what the deciding metrics could have told apart.

        Each line is about two contenders: the difference of their means, the smallest that would
        have been told, and how many values of each would tell this one. Of two that are as good as
        real images there is none to be told.
        """
        what = "seeds" if self.is_over_seeds else "draws"
        rows: list[Sequence[str]] = [
            ("metric", "better", "than", "by", "told apart from", f"{what} to tell it")
        ]
        known = {verdict.metric: verdict.decision for verdict in self.verdicts}
        for name in deciding(known):
            for pair in known[name].pairs:
                smallest = short(pair.smallest) if math.isfinite(pair.smallest) else "unknown"
                by, needed = short(pair.difference.value), verdicts.needed(pair)
                if known[name].are_as_real(pair):
                    by, needed = "both as good as real", "none to tell"
                rows.append((name, pair.ahead, pair.behind, by, smallest, needed))
        return rows

    @property
    def could_tell(self) -> str:
        """What the first metric that decides could have told of the two best, in a sentence.

        "" where nothing can be told. How many training seeds a difference takes is known from
        several alone.
        """
        known = {verdict.metric: verdict.decision for verdict in self.verdicts}
        first = [name for name in deciding(known) if rank(name) == min(map(rank, known))]
        decisions = {name.partition("/")[2]: known[name] for name in first}
        told_from, takes = verdicts.told_from(decisions), verdicts.takes(decisions)
        parts = []
        if told_from:
            parts.append(Sentence("a difference of {by} to tell the two best apart", by=told_from))
        if self.is_over_seeds and takes:
            parts.append(Sentence("{n} seeds of each to tell theirs", n=takes))
        if not parts:
            return ""
        label = Sentence(look_up(first[0]).label)
        return Sentence("By {metric} it takes {what}.", metric=label, what=listing(parts))

    def samplers(self) -> list[Sequence[str]]:
        """Returns the rows of a table: a few metrics of every sampler of each first run."""
        shared = self.contenders[0].records[0].metrics
        shown = [name for name in shared if name.partition("/")[0] in OF_SAMPLERS]
        rows: list[Sequence[str]] = [("model", "samples", "step", *shown)]
        for contender in self.contenders:
            record = contender.records[0]
            for name, entries in record.by_sampler.items():
                told = record.protocol.samplers[name]
                found = (entries.get(key) for key in shown)
                values = (short(entry.value if entry else None) for entry in found)
                rows.append((contender.first, told.about, f"{told.step:,}", *values))
        return rows


def compare(*runs: Run | Path | str, sampler: str | None = None) -> Comparison:
    """Compares measured runs metric by metric; runs that differ in the seed alone count as one.

    Where every contender has two or more training seeds, the tests are over seeds; otherwise
    over fresh draws of each contender's first run, which do not know what another seed would give.

    Args:
        *runs: two or more runs, their folders or names.
        sampler: whose samples are compared, such as "draws" or "best", of each run that has it;
            of the others, and by default of all, it is the usual one's.

    Raises:
        ValueError: fewer than two contenders, a training is there twice, or none has that sampler.
        FileNotFoundError: a run is not there, or has no metrics.json.
        BrokenRun: a metrics.json is damaged, or was measured with another ruler.
    """
    compared = contenders([find(run) for run in runs], sampler)
    over_seeds = all(len(contender.runs) > 1 for contender in compared)
    records = {contender.name: contender.record(over_seeds=over_seeds) for contender in compared}
    shared = records[compared[0].name]
    decisions, found = verdicts.decisions(records), []
    for name, entries in verdicts.contenders(records).items():
        better = shared.measured[name].better if name in shared.measured else None
        if name in decisions and better is not None and len(entries) == len(records):
            found.append(Verdict(name, better, entries, decisions[name]))
    return Comparison(
        contenders=compared,
        records=records,
        verdicts=tuple(found),
        over="training seeds" if over_seeds else "fresh draws of one training of each",
        overall=_overall(found),
        calibration=shared.calibration,
        is_over_seeds=over_seeds,
        samples=samples.told_of(records),
        turns=samples.turns(
            records,
            lambda name: {c.name: c.record(sampler=name, over_seeds=over_seeds) for c in compared},
        ),
        sampler=sampler,
    )


def _overall(found: Sequence[Verdict]) -> str:
    """Returns the overall verdict in a sentence."""
    decisions = {
        verdict.metric.partition("/")[2]: verdict.decision
        for verdict in found
        if verdict.metric.startswith(f"{DECIDING}/")
    }
    if len(decisions) < 2:
        return Sentence(
            "No overall verdict: {metric} was not measured in two feature spaces.", metric=DECIDING
        )
    agreement = verdicts.agreed(decisions)
    if agreement.said == verdicts.DISAGREE:
        return Sentence(
            "No overall verdict: by {metric} {votes}.",
            metric=DECIDING,
            votes=verdicts.votes(decisions),
        )
    return Sentence(
        "Overall: {said}, by {metric} in {share} feature spaces: {spaces}.",
        said=agreement.said,
        metric=DECIDING,
        share=verdicts.share(agreement),
        spaces=listing([space_label(space) for space in agreement.spaces]),
    )
