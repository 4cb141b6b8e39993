"""Who is compared: runs, grouped by their configuration without the seed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from genbench.runs import Run, distinct
from genbench.scoring.records import RULER
from genbench.system.errors import BrokenRun, unknown


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


def with_sampler(record: Mapping[str, Any], sampler: str | None) -> Mapping[str, Any]:
    """Returns a metrics.json in which a sampler, if it is there, has the usual one's place."""
    others = by_sampler(record)
    if sampler not in others:
        return record
    chosen = others.pop(sampler)
    protocol = {**record["protocol"], "sampler": sampler}
    return {**record, "metrics": chosen, "others": others, "protocol": protocol}


def by_sampler(record: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Returns the entries of each sampler of a metrics.json, the usual one first."""
    usual = record["protocol"].get("sampler", "usual")
    return {usual: record["metrics"], **record["others"]}


def contenders(runs: Sequence[Run], sampler: str | None) -> tuple[Contender, ...]:
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
        group[seed] = run, with_sampler(run.read_record("metrics"), sampler)
    measured = [pair for group in groups.values() for pair in group.values()]
    if len(groups) < 2:
        raise ValueError(
            "A comparison needs two or more measured runs of different configurations. "
            f"Received: {', '.join(str(run.path) for run in runs) or 'none'}."
        )
    if sampler and not any(r["protocol"].get("sampler") == sampler for _, r in measured):
        known = sorted({name for _, r in measured for name in by_sampler(r)})
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
