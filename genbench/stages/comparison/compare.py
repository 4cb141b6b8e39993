"""The comparison of measured runs: which is better in what, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from genbench.metrics import Interval
from genbench.runs import Run, find
from genbench.scoring import verdicts
from genbench.scoring.entries import Rows
from genbench.scoring.records import MetricsRecord
from genbench.scoring.table import deciding, look_up, rank
from genbench.scoring.tables import best
from genbench.scoring.verdicts import Reason
from genbench.stages.comparison.contenders import Contender, contenders
from genbench.system.numbers import short

DECIDING = "frechet_distance"
# What the table of samplers shows of each.
OF_SAMPLERS = ("frechet_distance", "precision", "recall")
UNDECIDED = "no significant difference"


@dataclass(frozen=True)
class Verdict:
    """What was found about one metric.

    Attributes:
        metric: its name in metrics.json.
        better: "higher", "lower", or the number that is best.
        intervals: of each contender, by name.
        winner: who beats every other; None without a significant difference.
    """

    metric: str
    better: str | float
    intervals: Mapping[str, Interval]
    winner: str | None


@dataclass(frozen=True)
class Comparison:
    """Measured runs side by side.

    Attributes:
        contenders: what is compared.
        records: what each was measured as, by name: over its training seeds, where all have two.
        verdicts: for each metric that every contender has.
        over: what the intervals and tests are over.
        is_over_seeds: whether that is training seeds.
        overall: one sentence; names a winner only where both feature spaces do.
        calibration: the rows of metrics.json.
        sampler: whose samples were asked for; None for the usual one's.
    """

    contenders: tuple[Contender, ...]
    records: Mapping[str, MetricsRecord]
    verdicts: tuple[Verdict, ...]
    over: str
    overall: str
    calibration: Rows
    is_over_seeds: bool
    sampler: str | None = None

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
            intervals = [
                f"{short(i.value)} ({short(i.low)} to {short(i.high)})"
                for i in verdict.intervals.values()
            ]
            found = verdict.winner or UNDECIDED
            quality = look_up(name).quality
            rows.append((quality, name, *intervals, best(verdict.better), found))
        return rows

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
    found = []
    for name, entry in shared.measured.items():
        entries = {who: own.measured[name] for who, own in records.items() if name in own.measured}
        has_draws = all(len(own.draws) > 1 for own in entries.values())
        if entry.better is not None and len(entries) == len(records) and has_draws:
            draws = {who: own.draws for who, own in entries.items()}
            intervals = {who: own.span for who, own in entries.items()}
            winner = verdicts.winner(draws, entry.better)
            found.append(Verdict(name, entry.better, intervals, winner))
    return Comparison(
        contenders=compared,
        records=records,
        verdicts=tuple(found),
        over="training seeds" if over_seeds else "fresh draws of one training of each",
        overall=_overall(found),
        calibration=shared.calibration,
        is_over_seeds=over_seeds,
        sampler=sampler,
    )


def _overall(found: Sequence[Verdict]) -> str:
    """Returns the overall verdict in a sentence."""
    ahead = {
        verdict.metric.partition("/")[2]: verdict.winner
        for verdict in found
        if verdict.metric.startswith(f"{DECIDING}/")
    }
    if len(ahead) < 2:
        return f"No overall verdict: {DECIDING} was not measured in two feature spaces."
    decision, spaces = verdicts.agreed(ahead), " and ".join(ahead)
    if decision.reason is Reason.SPACES_DISAGREE:
        return f"No overall verdict: {DECIDING} differs between the feature spaces {spaces}."
    if decision.winner is None:
        return f"Overall: {UNDECIDED} in {DECIDING}, in the feature spaces {spaces}."
    return f"Overall: {decision.winner}, by {DECIDING} in the feature spaces {spaces}."
