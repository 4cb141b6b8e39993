"""The comparison of measured runs: which is better in what, and how sure that is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from genbench import metrics
from genbench.metrics import Interval
from genbench.runs import Run, distinct, find
from genbench.scoring import verdicts
from genbench.scoring.figures import draw_compared
from genbench.scoring.numbers import short
from genbench.scoring.records import RULER
from genbench.system.errors import BrokenRun, unknown

DECIDING = "frechet_distance"
# What the table of samplers shows of each.
OF_SAMPLERS = ("frechet_distance", "precision", "recall")
UNDECIDED = "no significant difference"


@dataclass(frozen=True)
class Contender:
    """A model in a comparison: a run, or the runs of one configuration with several seeds."""

    name: str
    runs: tuple[Run, ...]
    records: tuple[Mapping[str, Any], ...]
    budget: Mapping[str, str]
    """What its training took, and what is compared: images, seconds, parameters, samples."""
    first: str
    """The name of the first run, where that alone is meant."""

    def values(self, metric: str, *, over_seeds: bool) -> list[float]:
        """Returns the metric's value of each seed, or of each draw of the first training.

        [] where one is missing.
        """
        entries = [record["metrics"].get(metric, {"value": None}) for record in self.records]
        if any(entry["value"] is None for entry in entries):
            return []
        if over_seeds:
            return [entry["value"] for entry in entries]
        return entries[0].get("draws", [])


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
        verdicts: for each metric that every contender has.
        over: what the intervals and tests are over.
        overall: one sentence; names a winner only where both feature spaces do.
        calibration: the rows of metrics.json.
        sampler: whose samples were asked for; None for the usual one's.
    """

    contenders: tuple[Contender, ...]
    verdicts: tuple[Verdict, ...]
    over: str
    overall: str
    calibration: Mapping[str, Any]
    sampler: str | None = None

    def table(self) -> list[Sequence[str]]:
        """Returns the rows of a table: each metric's interval for each contender, and verdict."""
        names = [contender.name for contender in self.contenders]
        rows: list[Sequence[str]] = [("metric", *names, "better", "verdict")]
        for verdict in self.verdicts:
            intervals = [
                f"{short(i.value)} ({short(i.low)} to {short(i.high)})"
                for i in verdict.intervals.values()
            ]
            found = verdict.winner or UNDECIDED
            rows.append((verdict.metric, *intervals, short(verdict.better), found))
        return rows

    def samplers(self) -> list[Sequence[str]]:
        """Returns the rows of a table: a few metrics of every sampler of each first run."""
        shared = self.contenders[0].records[0]["metrics"]
        shown = [name for name in shared if name.partition("/")[0] in OF_SAMPLERS]
        rows: list[Sequence[str]] = [("model", "samples", "step", *shown)]
        for contender in self.contenders:
            record = contender.records[0]
            for name, entries in _by_sampler(record).items():
                told = record["protocol"].get("samplers", {}).get(name, {})
                values = [short(entries.get(key, {}).get("value")) for key in shown]
                step = told.get("step", record["protocol"].get("step"))
                rows.append((contender.first, told.get("about") or name, f"{step:,}", *values))
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
    contenders = _contenders([find(run) for run in runs], sampler)
    over_seeds = all(len(contender.runs) > 1 for contender in contenders)
    shared = contenders[0].records[0]
    found = []
    for name, entry in shared["metrics"].items():
        values = {c.name: c.values(name, over_seeds=over_seeds) for c in contenders}
        if all(len(v) > 1 for v in values.values()):
            intervals = {who: metrics.t_interval(v) for who, v in values.items()}
            winner = verdicts.winner(values, entry["better"])
            found.append(Verdict(name, entry["better"], intervals, winner))
    return Comparison(
        contenders=contenders,
        verdicts=tuple(found),
        over="training seeds" if over_seeds else "fresh draws of one training of each",
        overall=_overall(found),
        calibration=shared["calibration"],
        sampler=sampler,
    )


def draw_figures(comparison: Comparison, folder: Path | str | None = None) -> list[Path]:
    """Writes the figures of a comparison: scores.png and, where it is known, frechet.png.

    Args:
        comparison: what `compare` returned.
        folder: where they go; by default as in compare-vae-vs-gan beside the first run.

    Returns:
        The files written.
    """
    firsts = [contender.runs[0] for contender in comparison.contenders]
    asked = comparison.sampler
    if folder is None:
        shown = [run.name for run in firsts[:3]]
        shown += [f"{len(firsts) - 3}-more"] if len(firsts) > 3 else []
        name = f"compare-{'-vs-'.join(shown)}" + f"-{asked}" * bool(asked)
        folder = firsts[0].path.parent / name
    return draw_compared(
        Path(folder),
        {verdict.metric: verdict.intervals for verdict in comparison.verdicts},
        comparison.calibration,
        comparison.over + f"; of {asked}, where a model has them" * bool(asked),
        {c.first: c.records[0].get("over_training", []) for c in comparison.contenders},
    )


def _with_sampler(record: Mapping[str, Any], sampler: str | None) -> Mapping[str, Any]:
    """Returns a metrics.json in which a sampler, if it is there, has the usual one's place."""
    by_sampler = _by_sampler(record)
    if sampler not in by_sampler:
        return record
    chosen = by_sampler.pop(sampler)
    protocol = {**record["protocol"], "sampler": sampler}
    return {**record, "metrics": chosen, "others": by_sampler, "protocol": protocol}


def _by_sampler(record: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Returns the entries of each sampler of a metrics.json, the usual one first."""
    usual = record["protocol"].get("sampler", "usual")
    return {usual: record["metrics"], **record["others"]}


def _contenders(runs: Sequence[Run], sampler: str | None) -> tuple[Contender, ...]:
    """Returns the runs grouped by their configuration without the seed.

    Raises:
        ValueError: there are fewer than two groups, a training is there twice, or none has the
            sampler.
        BrokenRun: two runs were not measured with the same ruler.
    """
    groups: dict[str, dict[int, tuple[Run, Mapping[str, Any]]]] = {}
    for run in runs:
        config = run.read_config()
        seed = config["config"]["seed"]
        alike = {**config["config"], "seed": None, "recipe": config["recipe"]}
        group = groups.setdefault(json.dumps(alike), {})
        if seed in group:
            raise ValueError(
                f"{group[seed][0].path} and {run.path} are one training, with the seed {seed}, "
                "and not two. Leave one of them out."
            )
        group[seed] = run, _with_sampler(run.read_record("metrics"), sampler)
    measured = [pair for group in groups.values() for pair in group.values()]
    if len(groups) < 2:
        raise ValueError(
            "A comparison needs two or more measured runs of different configurations. "
            f"Received: {', '.join(str(run.path) for run in runs) or 'none'}."
        )
    if sampler and not any(r["protocol"].get("sampler") == sampler for _, r in measured):
        known = sorted({name for _, r in measured for name in _by_sampler(r)})
        raise ValueError(
            f"{unknown('sampler', sampler, known)} Samplers of these runs: {', '.join(known)}."
        )
    (first, record), *others = measured
    for run, other in others:
        for name in RULER:
            if other["protocol"][name] != record["protocol"][name]:
                raise BrokenRun(
                    f"{first.path} and {run.path} were measured differently: {name} is "
                    f"{record['protocol'][name]} and {other['protocol'][name]}. "
                    "Sample and evaluate both again in the same way."
                )
    apart = [tuple(zip(*group.values(), strict=True)) for group in groups.values()]
    firsts = distinct([runs[0] for runs, _ in apart])
    names = _names([runs for runs, _ in apart], firsts)
    return tuple(
        Contender(name, runs, records, _budget(runs[0], records[0]), first)
        for name, first, (runs, records) in zip(names, firsts, apart, strict=True)
    )


def _names(groups: Sequence[Sequence[Run]], firsts: Sequence[str]) -> list[str]:
    """Returns what each group of runs is called: by its recipe, unless two would be the same."""
    recipes = [group[0].read_config()["recipe"] for group in groups]
    for heads in (recipes, firsts):
        names = [
            f"{head}, {len(group)} seeds" if len(group) > 1 else first
            for head, first, group in zip(heads, firsts, groups, strict=True)
        ]
        if len(set(names)) == len(names):
            break
    return names


def _budget(run: Run, record: Mapping[str, Any]) -> dict[str, str]:
    log = run.read_log()
    last = log[-1] if log else {"images": 0, "seconds": 0.0}
    parameters = record["protocol"].get("parameters", {})
    return {
        "images": f"{last['images']:,}",
        "seconds": f"{last['seconds']:.0f}",
        "parameters": f"{sum(parameters.values()):,}" if parameters else "-",
        "samples": _about(record),
    }


def _about(record: Mapping[str, Any]) -> str:
    """Returns what the usual samples of a metrics.json are."""
    protocol = record["protocol"]
    usual = protocol.get("sampler", "")
    return protocol.get("samplers", {}).get(usual, {}).get("about") or usual


def _overall(found: Sequence[Verdict]) -> str:
    deciding = {v.metric: v.winner for v in found if v.metric.startswith(f"{DECIDING}/")}
    spaces = " and ".join(name.partition("/")[2] for name in deciding)
    if len(deciding) < 2:
        return f"No overall verdict: {DECIDING} was not measured in two feature spaces."
    winners = set(deciding.values())
    if len(winners) > 1:
        return f"No overall verdict: {DECIDING} differs between the feature spaces {spaces}."
    (winner,) = winners
    if winner is None:
        return f"Overall: {UNDECIDED} in {DECIDING}, in the feature spaces {spaces}."
    return f"Overall: {winner}, by {DECIDING} in the feature spaces {spaces}."
