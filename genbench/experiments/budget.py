"""The budget of a duel: as many images, updates or seconds for each model."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from genbench.data import Split
from genbench.experiments import stopwatch
from genbench.models.config import MOST_STEPS, Config, change
from genbench.models.recipes import Recipe
from genbench.runs.formats import read_json, write_json
from genbench.system import live
from genbench.system.errors import BrokenRun, InvalidInput
from genbench.system.numbers import rounded
from genbench.system.threads import one_core

Unit = Literal["images", "updates", "seconds"]
# How long the compiled call is watched, and then a training; both take a little more.
WATCHED_SECONDS = 1.5


@dataclass(frozen=True)
class Budget:
    """What each model may take: training images seen, updates, or seconds of training."""

    unit: Unit
    amount: float

    def __str__(self) -> str:
        return (
            f"{self.unit}={self.amount:g}" if self.amount % 1 else f"{self.unit}={self.amount:.0f}"
        )

    def steps(self, config: Config, n_images: int, *, batch_size: int) -> int:
        """Returns the steps of a training with this budget.

        A recipe whose own length is in epochs, as that of pca is, learns nothing from more of them.
        How many steps a budget of seconds is, only a calibration tells: here it is the recipe's
        own number.

        Args:
            config: of the recipe.
            n_images: training images.
            batch_size: of the training.
        """
        size = max(1, batch_size)
        most = MOST_STEPS
        if config.epochs is not None:
            most = math.ceil(config.epochs * n_images / size)
        asked = {
            "images": self.amount // size,
            "updates": self.amount,
            "seconds": config.steps,
        }[self.unit]
        return int(min(max(1, asked), most))


@dataclass(frozen=True)
class Speed:
    """How fast a training is here.

    Attributes:
        first_seconds: until the first step, compilation included.
        steps_per_second: from then on, pictures and logs included.
    """

    first_seconds: float
    steps_per_second: float


@dataclass(frozen=True)
class BudgetRecord:
    """The contents of budget.json: what a budget of seconds was found to be, by recipe.

    It is looked at once, so that a duel that goes on has the same steps, whatever else its machine
    is at by then.
    """

    budget: str
    steps: Mapping[str, int]
    speeds: Mapping[str, Speed]


def settled(
    budget: Budget,
    recipes: Mapping[str, Recipe],
    split: Split,
    file: Path,
    *,
    bounded: Collection[str] = (),
    progress: bool | None = None,
) -> dict[str, Recipe]:
    """Returns the recipes with the steps that a budget of seconds allows each of them.

    What was found once stands in a file; otherwise each is timed, and the file is written.

    Args:
        budget: any; one of another unit changes nothing.
        recipes: with their configurations, by the name that each was asked for by.
        split: images to train on.
        file: budget.json.
        bounded: the recipes that have no use for more steps than their configurations'.
        progress: show that it is at work; by default on a terminal.

    Raises:
        InvalidInput: the seconds are over before the first step of one.
        BrokenRun: the file is damaged, or about another budget or other recipes.
    """
    if budget.unit != "seconds":
        return dict(recipes)
    if file.is_file():
        record = read_json(file, BudgetRecord, cure=" Choose another run_name.")
        if record.budget != str(budget) or record.steps.keys() != recipes.keys():
            raise BrokenRun(
                f"{file} is about {record.budget} for {', '.join(record.steps)}, and {budget} for "
                f"{', '.join(recipes)} is asked for. Choose another run_name.",
                "run_name",
            )
    else:
        speeds = {}
        for name, recipe in recipes.items():
            with live.line(f"timing {name}", progress=progress):
                speeds[name] = timed(name, recipe, split, budget.amount)
        steps = {name: _within(budget.amount, speed) for name, speed in speeds.items()}
        steps |= {name: min(steps[name], recipes[name].config.steps) for name in bounded}
        record = BudgetRecord(str(budget), steps, speeds)
        write_json(file, record)
    return {name: recipe.changed(steps=record.steps[name]) for name, recipe in recipes.items()}


def timed(name: str, recipe: Recipe, split: Split, seconds: float) -> Speed:
    """Returns how fast a training of about so many seconds is, from a short one that is left.

    Args:
        name: what the recipe was asked for by.
        recipe: with its configuration.
        split: images to train on.
        seconds: that the training is to take: pictures are due at so many places of it.
    """
    with one_core():
        call = stopwatch.Call(recipe, split, recipe.config.schedule(len(split)))
        call.run(WATCHED_SECONDS)
    speed = call.steps_per_second
    config = recipe.config
    schedule = change(config, steps=max(1, int(seconds * speed))).schedule(len(split))
    with tempfile.TemporaryDirectory() as folder:
        log = stopwatch.trained(
            name, config, schedule, Path(folder), speed=speed, seconds=WATCHED_SECONDS
        )
    rate = float(np.median(stopwatch.rates(log)))
    first = max(0.0, log[0]["seconds"] - log[0]["step"] / rate)
    return Speed(rounded(first), rounded(rate))


def _within(seconds: float, speed: Speed) -> int:
    """Returns the steps that so many seconds allow.

    Raises:
        InvalidInput: they allow none.
    """
    n_steps = int((seconds - speed.first_seconds) * speed.steps_per_second)
    if n_steps < 1:
        raise InvalidInput(
            f"A training takes {speed.first_seconds:.3g} s here before its first step. "
            f"Received: budget=seconds={seconds:g}. Allow more.",
            "budget",
        )
    return n_steps


def parse(text: str) -> Budget:
    """Returns a budget, such as images=1920000, updates=15000 or seconds=30.

    Raises:
        InvalidInput: it is spelled otherwise, or nothing is allowed.
    """
    unit, _, number = text.partition("=")
    try:
        amount = float(number.replace("_", ""))
    except ValueError:
        amount = math.nan
    is_whole = unit == "seconds" or amount % 1 == 0
    for known in get_args(Unit):
        if unit == known and 0 < amount < math.inf and is_whole:
            return Budget(known, amount)
    raise InvalidInput(
        "budget must be images=N, updates=N or seconds=T, with a positive number. "
        f"Received: budget={text!r}.",
        "budget",
    )
