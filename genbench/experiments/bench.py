"""How fast recipes train on this machine, and what holds them back."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from genbench import data, pictures, runs
from genbench.experiments import stopwatch
from genbench.experiments.speed import BenchRecord, Speed, draw
from genbench.models import recipes as all_recipes
from genbench.models.config import change
from genbench.runs import Run
from genbench.runs.formats import write_json
from genbench.runs.record import Machine
from genbench.system import live
from genbench.system.errors import InvalidInput
from genbench.system.processes import apart

if TYPE_CHECKING:
    from tqdm import tqdm

# The main job's pair, the VAE whose codes are a plane, and one with convolutions: a minute.
RECIPES = ("vae-16", "gan-16", "vae", "dcgan")
SECONDS = 1.5


@dataclass(frozen=True)
class Bench:
    """What a measurement of recipes leaves."""

    record: BenchRecord
    """What bench.json holds."""
    file: Path
    """bench.json."""
    picture: Path
    """The same as a figure."""


def bench(
    recipes: Sequence[str] = RECIPES,
    *,
    dataset: data.Given = "mnist5k",
    seconds: float = SECONDS,
    run_name: str = "bench",
    root: Path | str = runs.ROOT,
    progress: bool | None = None,
) -> Bench:
    """Measures how fast recipes train on this machine, each in a process of its own.

    Each is compiled, its compiled call repeated and timed, and a short training of it timed with
    its pictures, log and event files. In the folder are then bench.json, a `BenchRecord`, and
    bench.png; what an earlier measurement left there is replaced.

    Args:
        recipes: names of recipes.
        dataset: name of a data set, or the path of your own pictures; how fast a recipe is depends
            on the size of the pictures alone.
        seconds: how long to watch each recipe's compiled call, and a training of it.
        run_name: the folder below `root`.
        root: the folder of the run directories.
        progress: show a progress bar; by default on a terminal.

    Raises:
        ValueError: an argument is not allowed.
        FileNotFoundError: the data set is not there.
    """
    recipes = tuple(dict.fromkeys(recipes))
    folder = _folder(run_name, root)
    dataset = data.settled(dataset)
    _check(recipes, dataset, seconds)
    with live.line("measuring", len(recipes), unit="recipe", progress=progress) as bar:
        found = [_measured(recipe, dataset, seconds, bar) for recipe in recipes]
    record = BenchRecord(found[0][0], dataset, seconds, tuple(speed for _, speed in found))
    file, picture = folder / "bench.json", folder / "bench.png"
    write_json(file, record)
    pictures.save(draw(record), picture)
    return Bench(record, file, picture)


def _folder(run_name: str, root: Path | str) -> Path:
    run: Run = runs.in_root(run_name, root)
    if run.config_file.is_file():
        raise InvalidInput(
            f"{run.path} is a training: choose another run_name, for a folder of its own.",
            "run_name",
        )
    return run.path


def _check(recipes: Sequence[str], dataset: str, seconds: float) -> None:
    """Raises ValueError where there is nothing to measure, before a process is begun."""
    if not recipes:
        raise InvalidInput("Name at least one recipe. See `genbench recipes`.")
    if not 0 < seconds < math.inf:
        raise InvalidInput(
            f"seconds must be a positive number. Received: seconds={seconds:g}.", "seconds"
        )
    configs = [change(all_recipes.get(recipe).config, dataset=dataset) for recipe in recipes]
    n_images = len(data.load(dataset, "train"))
    for config in configs:
        config.schedule(n_images)


def _measured(recipe: str, dataset: str, seconds: float, bar: tqdm) -> tuple[Machine, Speed]:
    """Returns the machine and how fast a recipe is, while the bar says what its process is at."""
    found: list[Any] = []
    with tempfile.TemporaryDirectory() as folder:
        for item in apart(
            stopwatch.measure, recipe, dataset=dataset, seconds=seconds, folder=Path(folder)
        ):
            if isinstance(item, Machine | Speed):
                found.append(item)
            elif item:
                bar.set_description(f"{recipe} {item}", refresh=False)
            bar.refresh()
    bar.update()
    there, speed = found
    return there, speed
