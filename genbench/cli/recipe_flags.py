"""`genbench train RECIPE`: a recipe's fields as flags."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from tyro.conf import OmitArgPrefixes, arg

from genbench.cli import stages
from genbench.cli.parsing import deferred, parse
from genbench.models.config import Config
from genbench.models.recipes import RECIPES, Chosen, Recipe, announced, choose
from genbench.system.errors import InvalidInput

if TYPE_CHECKING:
    from genbench.runs import Run


@dataclass(frozen=True, kw_only=True)
class Training:
    """What is said after `genbench train RECIPE`."""

    # The flags are the fields of the recipe's own config: tyro goes by the type of the default.
    config: Annotated[OmitArgPrefixes[Config], arg(help="")]
    run_name: str | None = None
    """Folder below runs/. None: recipe, data set, and the fields below that are not the recipe's
    own, as in vae-mnist5k-seed-1; those of the length apart. A copy is beside its run, as in
    vae-mnist5k-from-300-beta-2.0."""
    restart: bool = False
    """Begin anew; a run of that name is kept as NAME.old-1."""


def train_recipe(words: Sequence[str]) -> None:
    """Trains the recipe that the first word names, with the fields that the others set.

    Raises:
        SystemExit: after help was printed.
        InvalidInput: no recipe is named first, or the words after it are not understood.
    """
    if not words or words[0].startswith("-"):
        if {"-h", "--help"} & set(words):
            _print_help()
        raise InvalidInput(
            "Name the recipe first, as in `genbench train vae --epochs 5`. "
            f"Recipes: {', '.join([*RECIPES, *announced()])}; your own is named by its file, as in "
            "mine.py:flow."
        )
    spelled, *fields = words
    chosen = choose(spelled)
    training = parse_training(spelled, fields, chosen)
    from genbench.stages.training.train import train

    run = train(
        spelled, config=training.config, run_name=training.run_name, restart=training.restart
    )
    _print_next(run)


def _print_next(run: Run) -> None:
    code = run.read_config().code
    trust = " --trust" * (code is not None and code.kind != "installed")
    print(
        f"{run.path} is trained. Next: genbench sample {run.word}{trust}, genbench gif {run.word}"
    )


def fork_run(words: Sequence[str]) -> None:
    """Trains a copy of the run that the first word names, with the fields that the others set.

    Raises:
        SystemExit: after help was printed.
        InvalidInput: no run is named first, or the words after it are not understood.
        FileNotFoundError: there is no such run.
    """
    if not words or words[0].startswith("-"):
        if {"-h", "--help"} & {*words}:
            parse(deferred(stages.fork), ["--help"], prog="genbench fork")
        raise InvalidInput(
            "Name the run and the step first, as in `genbench fork vae-mnist5k@300 "
            "--learning-rate 1e-4`. See `genbench runs`."
        )
    spelled, *fields = words
    name, _, step = spelled.rpartition("@")
    if not (name and step.isdecimal()):
        name, step = spelled, ""
    from genbench.models import building
    from genbench.runs import in_root
    from genbench.stages.training.fork import fork, source_of

    run_name = _run_name(fields)
    source = source_of(name, in_root(run_name) if run_name else None)
    training = _parsed(f"genbench fork {spelled}", building.recipe_of(source), fields)
    copy = fork(
        name,
        step=int(step) if step else None,
        config=training.config,
        run_name=training.run_name,
        restart=training.restart,
    )
    _print_next(copy)


def _run_name(words: Sequence[str]) -> str | None:
    """Returns the value of --run-name, by which a copy is known whose source is gone."""
    for word, after in itertools.pairwise([*words, ""]):
        flag, _, value = word.partition("=")
        if flag == "--run-name":
            return value or after
    return None


def parse_training(spelled: str, words: Sequence[str], chosen: Chosen | None = None) -> Training:
    """Returns the recipe's config with the fields that the words set, and the run's name.

    Args:
        spelled: the recipe, as it stands on the command line.
        words: what stands there after it.
        chosen: the recipe, where it was looked up already.

    Raises:
        SystemExit: after help was printed.
        InvalidInput: there is no such recipe, or the words are not understood.
    """
    recipe = (chosen or choose(spelled)).recipe
    return _parsed(f"genbench train {spelled}", recipe, words)


def _parsed(prog: str, recipe: Recipe, words: Sequence[str]) -> Training:
    flags = {word.split("=")[0] for word in words}
    if {"--steps", "--epochs"} <= flags:
        raise InvalidInput(
            "Give steps or epochs, not both: epochs replaces steps.", "steps", "epochs"
        )
    config = replace(recipe.config, epochs=None) if "--steps" in flags else recipe.config
    return parse(
        Training,
        words,
        default=Training(config=config),
        prog=prog,
        description="\n".join([f"{recipe.summary}\n", *_known(recipe)]),
    )


def _known(recipe: Recipe) -> list[str]:
    """Returns a line for each thing that a recipe says of itself; yours may say nothing."""
    told = {"Source": recipe.source, "Cost": recipe.cost}
    return [f"{name}: {text}" for name, text in told.items() if text]


def _print_help() -> None:
    listing = "\n\n".join(
        [f"{name}: {recipe.summary}" for name, recipe in RECIPES.items()]
        + [f"{name}: of an installed package" for name in announced()]
    )
    parse(
        deferred(stages.train),
        ["--help"],
        prog="genbench train",
        description=f"{inspect.getdoc(stages.train)}\n\n{listing}",
    )
