"""The planning of a study: every job is checked against its data before the first starts."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
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
        n_samples = _n_samples(study, splits)
        fitted = {
            spelled: [
                (setting, _fitted(one, setting, study, dataset, splits, n_samples))
                for setting in settings
            ]
            for spelled, one in chosen.items()
        }
        steps = _timed(study, chosen, fitted, splits, folder, dataset, progress)
        for spelled, of_recipe in fitted.items():
            for setting, recipe in of_recipe:
                found += _of_seeds(study, chosen[spelled], setting, recipe, spelled=spelled,
                                   dataset=dataset, n_samples=n_samples, steps=steps)  # fmt: skip
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


def _fitted(
    one: Chosen,
    setting: Mapping[str, Any],
    study: Study,
    dataset: str,
    splits: Splits,
    n_samples: int,
) -> Recipe:
    """Returns a recipe with all that the study says of it but the seed, once it fits the data."""
    budget, split = budgets.parse(study.budget), splits.train
    recipe = one.recipe.changed(**_fixed(study), **setting)
    size = study.batch_size or min(recipe.config.batch_size, len(split))
    size = {**_fixed(study), **setting}.get("batch_size", size)
    steps = budget.steps(recipe.config, len(split), batch_size=size)
    try:
        recipe = recipe.changed(dataset=dataset, batch_size=size, steps=steps)
        for sampler in building.check_fit(recipe, split).samplers.values():
            check_memory(sampler, split.image_shape, n=n_samples)
    except InvalidInput as error:
        told = f"{one.name} does not fit {dataset}: {error}"
        raise InvalidInput(told, *error.arguments) from error
    return recipe


def _timed(
    study: Study,
    chosen: Mapping[str, Chosen],
    fitted: Mapping[str, Sequence[tuple[Mapping[str, Any], Recipe]]],
    splits: Splits,
    folder: Path,
    dataset: str,
    progress: bool | None,
) -> dict[str, int]:
    """Returns the steps that a budget of seconds allows each recipe; {} for another budget."""
    budget = budgets.parse(study.budget)
    if budget.unit != "seconds":
        return {}
    bounded = [name for name, one in chosen.items() if one.recipe.config.epochs is not None]
    recipes = {name: of_recipe[0][1] for name, of_recipe in fitted.items()}
    file = folder / f"{runs.default_name(BUDGET, dataset)}.json"
    timed = budgets.settled(budget, recipes, splits.train, file, bounded=bounded, progress=progress)
    return {name: recipe.config.steps for name, recipe in timed.items()}


def _of_seeds(
    study: Study,
    one: Chosen,
    setting: Mapping[str, Any],
    recipe: Recipe,
    *,
    spelled: str,
    dataset: str,
    n_samples: int,
    steps: Mapping[str, int],
) -> list[Job]:
    changes = {
        **_fixed(study),
        **setting,
        "dataset": dataset,
        "batch_size": recipe.config.batch_size,
        "steps": steps.get(spelled, recipe.config.steps),
    }
    return [
        Job(
            runs.default_name(one.name, dataset, {**setting, "seed": seed}),
            spelled,
            dataset,
            setting,
            changes | {"seed": seed},
            seed,
            changes["steps"],
            n_samples,
        )
        for seed in range(study.seeds)
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
