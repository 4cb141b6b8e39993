"""Who is compared: runs, grouped by their configuration without the seed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from genbench.runs import Run, distinct
from genbench.scoring import likelihoods, records
from genbench.scoring.entries import over_seeds as over
from genbench.scoring.records import MetricsRecord
from genbench.system.errors import BrokenRun, InvalidInput, unknown


@dataclass(frozen=True)
class Contender:
    """A model in a comparison: a run, or the runs of one configuration with several seeds."""

    name: str
    runs: tuple[Run, ...]
    records: tuple[MetricsRecord, ...]
    budget: Mapping[str, str]
    """Images, updates and seconds of its training, its parameters, and what is compared."""
    first: str
    """The name of the first run, where that alone is meant."""

    def record(self, *, over_seeds: bool, sampler: str | None = None) -> MetricsRecord:
        """Returns what the first training was measured as; or that over the training seeds.

        Over seeds, an entry's draws are the values of the seeds; what one of them lacks is left
        out.

        Args:
            over_seeds: which of the two.
            sampler: of whose samples, where all have it; by default of the usual one's.
        """
        first, *others = self.records
        if sampler is not None and all(sampler in record.by_sampler for record in self.records):
            first, *others = (record.with_sampler(sampler) for record in self.records)
        if not over_seeds:
            return first
        shared = {
            name: over(name, [entry, *(record.measured[name] for record in others)])
            for name, entry in first.measured.items()
            if all(name in record.measured for record in others)
        }
        return replace(first, metrics=shared)


def contenders(runs: Sequence[Run], sampler: str | None) -> tuple[Contender, ...]:
    """Returns the runs grouped by their configuration without the seed.

    Raises:
        ValueError: there are fewer than two groups, a training is there twice, or none has the
            sampler.
        BrokenRun: two runs were not measured with the same ruler.
    """
    groups: dict[str, dict[int, tuple[Run, MetricsRecord]]] = {}
    for run in runs:
        config = run.read_config_as(dict)
        seed = config.config["seed"]
        # Copies of several seeds are one model, if they are from one step.
        copied = config.origin and config.origin.step
        told = {"seed": None, "recipe": config.recipe, "copied": copied}
        alike = json.dumps({**config.config, **told})
        group = groups.setdefault(alike, {})
        if seed in group:
            raise InvalidInput(
                f"{group[seed][0].path} and {run.path} are one training, with the seed {seed}, "
                "and not two. Leave one of them out."
            )
        record = records.read(run).with_sampler(sampler)
        group[seed] = run, likelihoods.joined(run, record)
    measured = [pair for group in groups.values() for pair in group.values()]
    if len(groups) < 2:
        raise InvalidInput(
            "A comparison needs two or more measured runs of different configurations. "
            f"Received: {', '.join(str(run.path) for run in runs) or 'none'}."
        )
    if sampler and not any(record.protocol.sampler == sampler for _, record in measured):
        known = sorted({name for _, record in measured for name in record.by_sampler})
        raise InvalidInput(
            f"{unknown('sampler', sampler, known)} Samplers of these runs: {', '.join(known)}."
        )
    _check_rulers(measured)
    apart = [tuple(zip(*group.values(), strict=True)) for group in groups.values()]
    firsts = distinct([runs[0] for runs, _ in apart])
    names = _names([runs for runs, _ in apart], [list(group) for group in groups.values()], firsts)
    return tuple(
        Contender(name, runs, records, _budget(runs[0], records[0]), first)
        for name, first, (runs, records) in zip(names, firsts, apart, strict=True)
    )


def _check_rulers(measured: Sequence[tuple[Run, MetricsRecord]]) -> None:
    """Checks that all runs were measured alike.

    Raises:
        BrokenRun: two were not.
    """
    (first, record), *others = measured
    for run, other in others:
        for name in record.protocol.differing(other.protocol):
            raise BrokenRun(
                f"{first.path} and {run.path} were measured differently: {name} is "
                f"{getattr(record.protocol, name)} and {getattr(other.protocol, name)}. "
                "Sample and evaluate both again in the same way."
            )


def _names(
    groups: Sequence[Sequence[Run]], seeds: Sequence[Sequence[int]], firsts: Sequence[str]
) -> list[str]:
    """Returns what each group of runs is called: by its recipe, unless two would be the same.

    Where one group has a single seed, only the first of the others is compared.
    """
    over_seeds = all(len(own) > 1 for own in seeds)
    recipes = [group[0].read_config().recipe for group in groups]
    names = list(firsts)
    for heads in (recipes, firsts):
        names = [
            first
            if len(own) == 1
            else f"{head}, {len(own)} seeds"
            if over_seeds
            else f"{head}, only seed {own[0]}"
            for head, first, own in zip(heads, firsts, seeds, strict=True)
        ]
        if len(set(names)) == len(names):
            break
    return names


def _budget(run: Run, record: MetricsRecord) -> dict[str, str]:
    log = run.read_log()
    last = log[-1] if log else {"images": 0, "step": 0, "seconds": 0.0}
    protocol = record.protocol
    return {
        "images": f"{last['images']:,}",
        "updates": f"{last['step']:,}",
        "seconds": f"{last['seconds']:.0f}",
        "parameters": f"{sum(protocol.parameters.values()):,}",
        "samples": protocol.samplers[protocol.sampler].about,
    }
