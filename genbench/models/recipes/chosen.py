"""A recipe by what a person calls it: one of the package, of a file, or of another package."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType

from genbench.models.recipes.recipe import Recipe
from genbench.models.recipes.table import RECIPES
from genbench.runs import Run
from genbench.runs.record import CodeRecord
from genbench.runs.trusting import copy_of
from genbench.system import own_code
from genbench.system.errors import BrokenRun, InvalidInput, unknown
from genbench.system.own_code import Source

GROUP = "genbench.recipes"
# What a file of recipes calls its table.
TABLE = "RECIPES"


@dataclass(frozen=True)
class Chosen:
    """A recipe, what it is called in the name of a run, and the code that it brings.

    Attributes:
        name: without the file that it is of.
        recipe: the recipe.
        source: the code; None of a recipe of the package.
    """

    name: str
    recipe: Recipe
    source: Source | None = None

    @property
    def code(self) -> CodeRecord | None:
        """What config.json says of the code."""
        if self.source is None:
            return None
        return CodeRecord(self.source.kind, self.source.place, self.source.sha256)


def choose(spelled: str) -> Chosen:
    """Returns the recipe that is spelled so: vae, mine.py:flow, mine.py, package.module:flow.

    To spell code is the consent to run it.

    Raises:
        InvalidInput: there is none, the nearest name is suggested; or the code fails.
    """
    if spelled in RECIPES:
        return Chosen(spelled, RECIPES[spelled])
    if spelled in (installed := announced()):
        return _of_package(installed[spelled])
    place, name = own_code.split(spelled)
    if own_code.is_code(spelled):
        module = own_code.name(place)
        table = table_of(module, place)
        name = name or _only(table, place)
        if name not in table:
            raise InvalidInput(f"{unknown(f'recipe in {place}:', name, table)}")
        return Chosen(name, table[name], own_code.source_of(module))
    known = [*RECIPES, *installed]
    raise InvalidInput(
        f"{unknown('recipe', spelled, known)} Recipes: {', '.join(known)}; your own is named by "
        "its file, as in mine.py:flow."
    )


def listed(place: str) -> Mapping[str, Recipe]:
    """Returns the recipes of a file or module that the user has named, by name; see `choose`."""
    return table_of(own_code.name(place), place)


def get(spelled: str) -> Recipe:
    """Returns the recipe that is spelled so; see `choose`."""
    return choose(spelled).recipe


@functools.cache
def announced() -> Mapping[str, EntryPoint]:
    """Returns what installed packages announce as recipes, by name, none of it loaded yet."""
    return {entry.name: entry for entry in entry_points(group=GROUP)}


def of_run(run: Run, code: CodeRecord | None, *, name: str, kind: str) -> Recipe:
    """Returns the recipe that a run was trained by, or one of its kind, with a config of its own.

    Args:
        run: the run.
        code: what its config.json says of code that it brings.
        name: of the recipe.
        kind: of the model.

    Raises:
        BrokenRun: there is no such recipe.
        InvalidInput: it is of code that the user has not consented to.
    """
    if code is None:
        if name in RECIPES and RECIPES[name].kind == kind:
            return RECIPES[name]
        kinds = {recipe.kind: recipe for recipe in RECIPES.values()}
        if kind not in kinds:
            raise BrokenRun(f"{run.config_file}: {unknown('kind of model', kind, kinds)}")
        return kinds[kind]
    if code.kind == "installed" and name in announced():
        # Who installs such a package has consented to it; what it is now must be what it was.
        _of_package(announced()[name])
    module = own_code.consented(code.sha256, copy_of(run, code), owner=run.word)
    table = {name: _loaded(announced()[name])} if code.kind == "installed" else {}
    table = table or table_of(module, code.place)
    if name not in table or table[name].kind != kind:
        raise BrokenRun(f"{run.config_file}: {code.place} holds no {name!r} that is a {kind!r}.")
    return table[name]


def table_of(module: ModuleType, place: str) -> Mapping[str, Recipe]:
    """Returns the recipes of a module, by name.

    Raises:
        InvalidInput: it has no table of recipes.
    """
    table = getattr(module, TABLE, None)
    if not isinstance(table, Mapping) or not table:
        raise InvalidInput(
            f'{place} must hold a table of recipes, as in RECIPES = {{"flow": gb.Recipe(...)}}. '
            f"Found: {'none' if table is None else repr(table)}."
        )
    for name, recipe in table.items():
        if not isinstance(name, str) or not isinstance(recipe, Recipe):
            raise InvalidInput(
                f"{place}: RECIPES[{name!r}] must be a gb.Recipe. "
                f"Received: {type(recipe).__name__}."
            )
    return table


def _only(table: Mapping[str, Recipe], place: str) -> str:
    if len(table) > 1:
        raise InvalidInput(
            f"{place} holds {len(table)} recipes: {', '.join(table)}. Say which, as in "
            f"{place}:{next(iter(table))}."
        )
    return next(iter(table))


def _of_package(entry: EntryPoint) -> Chosen:
    module = own_code.name(entry.module, "installed")
    return Chosen(entry.name, _loaded(entry), own_code.source_of(module))


def _loaded(entry: EntryPoint) -> Recipe:
    found = own_code.attempt(f"{entry.value} cannot be loaded", entry.load)
    if isinstance(found, ModuleType):
        found = table_of(found, entry.module).get(entry.name)
    if not isinstance(found, Recipe):
        raise InvalidInput(
            f"The entry point {entry.name} = {entry.value} must lead to a gb.Recipe. "
            f"Received: {type(found).__name__}."
        )
    return found
