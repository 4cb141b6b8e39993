"""How a training is spelled: as the name of its run, and as the command that goes on with it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from genbench import runs
from genbench.models.config import Config
from genbench.models.recipes.chosen import table_of
from genbench.models.recipes.table import RECIPES
from genbench.runs import Run, RunRecord
from genbench.runs.formats import plain
from genbench.system import own_code

# The data set has its own place in a name. Longer is no other training: it goes on in the run.
NOT_IN_NAME = ("dataset", "steps", "epochs")


def default_name(recipe: str, config: Config, *, usual: Config) -> str:
    """Returns the name of a run of a recipe, such as vae-mnist5k-latent-size-10.

    Args:
        recipe: the recipe's name.
        config: the run's.
        usual: the recipe's own.
    """
    changed = _changed(plain(config), plain(usual))
    told = {name: value for name, value in changed.items() if name not in NOT_IN_NAME}
    return runs.default_name(recipe, config.dataset, told)


def copy_name(name: str, step: int, before: Config, after: Config) -> str:
    """Returns the name of a run's copy, as in vae-mnist5k-from-300-learning-rate-0.0001.

    Args:
        name: of the run.
        step: that the copy goes on from.
        before: the run's configuration.
        after: the copy's.
    """
    changed = _changed(plain(after), plain(before))
    told = {field: value for field, value in changed.items() if field not in NOT_IN_NAME}
    return runs.copy_name(name, step, told)


def command(run: Run) -> str:
    """Returns the command that trains such a run again, or goes on with it, as a person types it.

    It is given in the folder in which `runs` is.
    """
    record = run.read_config_as(dict)
    words = ["genbench", *_began(record)]
    for name, value in _changed(record.config, _usual(record)).items():
        words += _flag(name, value)
    return shlex.join([*words, "--run-name", runs.handle(run)])


def call(run: Run, *, restart: bool = False) -> str:
    """Returns the line of Python that goes on with a run, in whichever folder it is."""
    record = run.read_config_as(dict)
    changed = _changed(record.config, _usual(record))
    arguments = {"root": str(run.path.parent), "run_name": run.path.name, **changed}
    if restart:
        arguments["restart"] = True
    function, what = _began(record)
    if record.origin:
        what, arguments = record.origin.run, {"step": record.origin.step, **arguments}
    words = [repr(what), *(f"{name}={value!r}" for name, value in arguments.items())]
    return f"genbench.{function}({', '.join(words)})"


def _began(record: RunRecord[Any]) -> tuple[str, str]:
    """Returns the command that a run was begun with, and its first word."""
    if record.origin:
        return "fork", f"{record.origin.run}@{record.origin.step}"
    return "train", record.spelled


def going_on(run: Run, *, restart: bool = False) -> str:
    """Returns what goes on with this very run: a command where one reaches it, else Python.

    Args:
        run: a run.
        restart: begin it anew, and put what is there aside.
    """
    above = [folder for folder in run.path.absolute().parents if folder.name == runs.ROOT.name]
    if not above:
        return call(run, restart=restart)
    told = command(run) + " --restart" * restart
    where = above[0].parent
    if where.samefile(Path.cwd()):
        return told
    return f"cd {shlex.quote(str(where))} && {told}"


def _usual(record: RunRecord[Any]) -> dict[str, object]:
    """Returns the plain configuration of a run's recipe; {} where that is not known."""
    known = RECIPES
    if record.code:
        # Only of code that was run already: to spell a command is no reason to run any.
        module = own_code.loaded(record.code.sha256)
        known = table_of(module, record.code.place) if module else {}
    # A recipe of another version may be gone.
    return plain(known[record.recipe].config) if record.recipe in known else {}


def _changed(config: Mapping[str, object], usual: Mapping[str, object]) -> dict[str, object]:
    """Returns the fields of a plain configuration that are not the recipe's own."""
    changed = {name: value for name, value in config.items() if value != usual.get(name)}
    # One of the two lengths counts, and the other must not be given beside it.
    if config.get("epochs") is not None:
        changed.pop("steps", None)
    elif usual.get("epochs") is not None:
        del changed["epochs"]
        changed["steps"] = config["steps"]
    return changed


def _flag(name: str, value: object) -> list[str]:
    flag = "--" + name.replace("_", "-")
    if isinstance(value, bool):
        return [flag if value else flag.replace("--", "--no-", 1)]
    if isinstance(value, list):
        return [flag, *map(str, value)]
    return [flag, str(value)]
