"""The planning of a study: every job is checked against its data before the first starts."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from genbench import data, runs
from genbench.data import Splits
from genbench.experiments import budget as budgets
from genbench.experiments.study import asked as studies
from genbench.experiments.study import plan as plans
from genbench.experiments.study.asked import Study
from genbench.experiments.study.plan import Job, Plan
from genbench.experiments.study.points import points
from genbench.models import building
from genbench.models.recipes import Chosen, Recipe, choose
from genbench.models.running.inference import check_memory
from genbench.scoring.measuring import N_DRAWS, draw_size
from genbench.system.errors import BrokenRun, InvalidInput

# What the file begins with that says which steps a budget of seconds was found to be.
BUDGET = "budget"
# What a model is measured by at the most, if no more is asked for.
MOST_SAMPLES = 10_000


def planned(study: Study, folder: Path, *, progress: bool | None = None) -> Plan:
    """Returns the plan of a study: the one in its folder, or where there is none yet, a new one.

    Raises:
        InvalidInput: a job does not fit its data, or a field is unknown or out of its range.
        BrokenRun: the folder holds something else, or another study.
    """
    if (folder / plans.FILE).is_file():
        there = plans.read(folder)
        if changed := studies.differing(there.study, study):
            raise BrokenRun(
                f"{folder} holds another study: {'; '.join(changed)}. Choose another name, or put "
                f"{studies.FILE} back.",
                "name",
            )
        return there
    if [path for path in folder.glob("*") if not path.name.startswith((".", BUDGET, studies.FILE))]:
        raise BrokenRun(f"{folder} holds files but no study. Choose another name.", "name")
    return Plan(study, tuple(_jobs(study, folder, progress)))


def _jobs(study: Study, folder: Path, progress: bool | None) -> list[Job]:
    chosen = {spelled: choose(spelled) for spelled in study.recipes}
    settings = _settings(study, chosen)
    _check_fields(chosen, [_fixed(study) | setting for setting in settings])
    _check_budget(study)
    found = []
    for dataset in study.datasets:
        splits = data.splits(dataset)
        splits.train.check_varied()
        here = _OnData(study, dataset, splits, _n_samples(study, splits))
        fitted = {
            spelled: [(setting, here.fitted(one, setting)) for setting in settings]
            for spelled, one in chosen.items()
        }
        # A budget of seconds is for recipes as they stand, so that each has one setting.
        firsts = {spelled: own[0][1] for spelled, own in fitted.items()}
        steps = here.timed(chosen, firsts, folder, progress)
        for spelled, own in fitted.items():
            for setting, recipe in own:
                changes = here.changes(setting, recipe, steps.get(spelled, recipe.config.steps))
                found += here.of_seeds(spelled, chosen[spelled].name, setting, changes)
    _check_names(found)
    return found


def _check_budget(study: Study) -> None:
    if budgets.parse(study.budget).unit == "seconds" and (study.grid or study.search):
        raise InvalidInput(
            "A budget of seconds is for recipes as they stand: with grid or search give images or "
            f"updates. Received: budget={study.budget!r}.",
            "budget",
            "grid",
            "search",
        )


def _settings(study: Study, chosen: Mapping[str, Chosen]) -> list[dict[str, Any]]:
    """Returns every value of the grid with every other, and those with every point of a search."""
    usual = [vars(one.recipe.config) for one in chosen.values()]
    whole = {name for name in study.search if any(type(own.get(name)) is int for own in usual)}
    tried = points(study.search, trials=study.trials, sampling=study.sampling, whole=whole)
    varied = {name: values for name, values in study.grid.items() if len(values) > 1}
    product = itertools.product(*varied.values())
    return [dict(zip(varied, values, strict=True)) | point for values in product for point in tried]


def _fixed(study: Study) -> dict[str, Any]:
    """Returns the fields that have one value for all jobs."""
    return {name: values[0] for name, values in study.grid.items() if len(values) == 1}


def _check_fields(chosen: Mapping[str, Chosen], settings: Sequence[Mapping[str, Any]]) -> None:
    """Checks the value of each field by itself, before anything is built."""
    for one in chosen.values():
        for setting in settings:
            try:
                one.recipe.changed(**setting)
            except InvalidInput as error:
                raise InvalidInput(f"{one.name}: {error}", *error.arguments) from error


def _n_samples(study: Study, splits: Splits) -> int:
    """Returns how many images each model draws.

    Raises:
        InvalidInput: they are too few, or the data are, to measure anything.
    """
    n = study.n_samples
    if n is None:
        n = min(MOST_SAMPLES, N_DRAWS * (len(splits.held_out) // 2))
    for part in (splits.validation, splits.held_out):
        draw_size(n, len(part))
    return n


@dataclass(frozen=True)
class _OnData:
    """The planning of a study on one of its data sets.

    Attributes:
        study: what is asked.
        dataset: its name or path.
        splits: its pictures.
        n_samples: images that each model draws.
    """

    study: Study
    dataset: str
    splits: Splits
    n_samples: int

    def fitted(self, one: Chosen, setting: Mapping[str, Any]) -> Recipe:
        """Returns a recipe with all that the study says of it but the seed.

        Raises:
            InvalidInput: it does not fit the data.
        """
        fields, split = {**_fixed(self.study), **setting}, self.splits.train
        recipe = one.recipe.changed(**fields)
        size = self.study.batch_size or min(recipe.config.batch_size, len(split))
        size = fields.get("batch_size", size)
        steps = budgets.parse(self.study.budget).steps(recipe.config, len(split), batch_size=size)
        try:
            recipe = recipe.changed(dataset=self.dataset, batch_size=size, steps=steps)
            for sampler in building.check_fit(recipe, split).samplers.values():
                check_memory(sampler, split.image_shape, n=self.n_samples)
        except InvalidInput as error:
            told = f"{one.name} does not fit {self.dataset}: {error}"
            raise InvalidInput(told, *error.arguments) from error
        return recipe

    def timed(
        self,
        chosen: Mapping[str, Chosen],
        fitted: Mapping[str, Recipe],
        folder: Path,
        progress: bool | None,
    ) -> dict[str, int]:
        """Returns the steps that a budget of seconds allows each recipe; {} of another budget."""
        budget = budgets.parse(self.study.budget)
        if budget.unit != "seconds":
            return {}
        bounded = [name for name, one in chosen.items() if one.recipe.config.epochs is not None]
        file = folder / f"{runs.default_name(BUDGET, self.dataset)}.json"
        timed = budgets.settled(
            budget, fitted, self.splits.train, file, bounded=bounded, progress=progress
        )
        return {name: recipe.config.steps for name, recipe in timed.items()}

    def changes(self, setting: Mapping[str, Any], recipe: Recipe, steps: int) -> dict[str, Any]:
        """Returns the fields of a job's configuration that are not its recipe's own."""
        length = {"batch_size": recipe.config.batch_size, "steps": steps}
        return {**_fixed(self.study), **setting, "dataset": self.dataset, **length}

    def of_seeds(
        self, spelled: str, name: str, setting: Mapping[str, Any], changes: Mapping[str, Any]
    ) -> list[Job]:
        """Returns the jobs of a recipe with a setting: one for each seed."""
        return [
            Job(
                name=runs.default_name(name, self.dataset, {**setting, "seed": seed}),
                recipe=spelled,
                dataset=self.dataset,
                setting=setting,
                changes={**changes, "seed": seed},
                seed=seed,
                steps=changes["steps"],
                n_samples=self.n_samples,
            )
            for seed in range(self.study.seeds)
        ]


def _check_names(jobs: Sequence[Job]) -> None:
    seen: dict[str, Job] = {}
    for job in jobs:
        other = seen.setdefault(job.name, job)
        if other is not job:
            raise InvalidInput(
                f"Two jobs would have one folder, {job.name}: {other.contender} on {other.dataset} "
                f"and {job.contender} on {job.dataset}. Rename a data set or a recipe."
            )
