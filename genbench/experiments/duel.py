"""The main job: several recipes on one budget, watched side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from genbench import data, runs
from genbench.experiments.budget import Budget, parse, settled
from genbench.experiments.side_by_side import Duel, side_by_side
from genbench.models import building
from genbench.models.config import Config, change
from genbench.models.recipes import Chosen, Recipe, choose
from genbench.models.running.inference import check_memory
from genbench.runs import Run
from genbench.scoring.measuring import N_DRAWS, draw_size
from genbench.stages.animation import FOLDER
from genbench.stages.evaluation.evaluate import evaluate
from genbench.stages.sampling.figures import draw_figures
from genbench.stages.sampling.sample import sample
from genbench.stages.training.train import train
from genbench.system import live, processes
from genbench.system.errors import InvalidInput
from genbench.system.files import locked

N_IMAGES = 512_000
# What a budget of seconds was found to be.
FILE = "budget.json"
# What a model is measured by at the most, if no more is asked for.
MOST_SAMPLES = 10_000


def duel(
    recipes: Sequence[str] = ("vae-16", "gan-16"),
    *,
    dataset: data.Given = "mnist5k",
    n_images: int = N_IMAGES,
    budget: str | None = None,
    batch_size: int | None = None,
    seed: int = 0,
    n_seeds: int = 1,
    run_name: str | None = None,
    root: Path | str = runs.ROOT,
    gifs: Path | str = FOLDER,
    n_samples: int | None = None,
    metrics: Path | str | None = None,
    watch: bool = False,
    progress: bool | None = None,
) -> Duel:
    """Trains recipes on the same images, samples and measures each, and says who is better.

    An interrupted duel goes on where it stopped when it is called again, and does nothing twice.

    Args:
        recipes: the names of two or more.
        dataset: name of a data set, or your own pictures, as `train` takes them.
        n_images: the budget, in training images seen by each recipe; pca sees each image once.
        budget: the budget as "images=1920000", which is the same, "updates=15000" for each recipe,
            or "seconds=30" of training: then each is timed before, and how many steps that was
            found to be stands in budget.json, so that a duel that goes on is the same.
        batch_size: images per update; by default each recipe's own, or all where there are fewer.
        seed: seed of every recipe's first run.
        n_seeds: how often each recipe is trained, with the seeds that follow. With two or more,
            the verdicts are about the recipes, and it takes three to tell anything; with one,
            they are about these trainings alone.
        run_name: the folder of the duel below `root`; by default as in vae-vs-gan-mnist5k, and what
            is not by default, as in vae-vs-gan-mnist5k-640000-images.
        root: the folder of the run directories.
        gifs: the folder of the GIFs.
        n_samples: images to draw from each model; by default as many as are measured, half of the
            held-out images for each draw, but no more than 10,000.
        metrics: your own beside ours; see `evaluate`.
        watch: show the trainings meanwhile in a live page, from a process of its own that ends
            with this one's work; its link is printed.
        progress: show progress bars; by default on a terminal.

    Raises:
        ValueError: an argument is not allowed.
        FileNotFoundError: the data set is not there.
        BrokenRun: the folder belongs to another duel, or a training went wrong.
        BlockingIOError: another process holds a duel there.
    """
    _check(recipes, n_images=n_images, n_samples=n_samples, n_seeds=n_seeds)
    allowed = _budget(n_images, budget)
    dataset = data.settled(dataset)
    chosen = {name: choose(name) for name in recipes}
    names = [one.name for one in chosen.values()]
    _check_names(names)
    if run_name is None:
        given = {"batch_size": batch_size, "seed": seed, "n_seeds": n_seeds, "n_samples": n_samples}
        changed = _named(allowed) | runs.unusual(duel, **given)
        run_name = runs.default_name("-vs-".join(names), dataset, changed)
    seeds = range(seed, seed + n_seeds)
    plan = _Plan(dataset, allowed, batch_size, n_samples, seeds, metrics)
    fitted = plan.fitted(chosen)
    run = runs.in_root(run_name, root)
    page = processes.beside(["watch", str(run.path)]) if watch else nullcontext()
    with locked(run.path / ".lock", "genbench duel"), page:
        trained = plan.trained(fitted, run_name, root, progress)
        with live.line("drawing the models side by side", progress=progress):
            firsts, held_out = trained[: len(fitted)], data.load(dataset, "held_out")
            return side_by_side(trained, firsts, held_out, run.path, Path(gifs) / run_name)


def _check(names: Sequence[str], **counts: int | None) -> None:
    if len(names) < 2 or len(set(names)) < len(names):
        raise InvalidInput(
            "A duel needs two or more different recipes. "
            f"Received: {', '.join(names) or 'none'}. See `genbench recipes`."
        )
    for name, value in counts.items():
        if value is not None and value < 1:
            raise InvalidInput(
                f"{name} must be a positive integer. Received: {name}={value}.", name
            )


def _check_names(names: Sequence[str]) -> None:
    """Checks that the runs will have folders of their own."""
    if len(set(names)) < len(names):
        raise InvalidInput(
            f"Recipes of a duel must have different names. Received: {', '.join(names)}. Rename "
            "yours in its file."
        )


def _measured(
    name: str,
    config: Config,
    *,
    run_name: str,
    root: Path | str,
    n_samples: int,
    metrics: Path | str | None,
    progress: bool | None,
) -> Run:
    """Returns a run of a recipe, trained, sampled, drawn and measured."""
    run = train(name, config=config, run_name=run_name, root=root, progress=progress)
    sample(run, n=n_samples, seed=config.seed, progress=progress)
    draw_figures(run, seed=config.seed, progress=progress)
    evaluate(run, metrics=metrics, progress=progress)
    return run


def _budget(n_images: int, budget: str | None) -> Budget:
    """Returns the budget that is asked for in one of two ways."""
    if budget is None:
        return Budget("images", n_images)
    if n_images != N_IMAGES:
        raise InvalidInput(
            f"Give n_images or budget, not both. Received: n_images={n_images}, budget={budget!r}.",
            "n_images",
            "budget",
        )
    return parse(budget)


def _named(budget: Budget) -> dict[str, object]:
    """Returns what a run's name says of a budget: 640000-images, or nothing of the usual one."""
    if budget == Budget("images", N_IMAGES):
        return {}
    return {f"n_{budget.unit}": str(budget).partition("=")[2]}


@dataclass(frozen=True)
class _Plan:
    """How every recipe of a duel is trained and measured; see `duel`."""

    dataset: str
    budget: Budget
    batch_size: int | None
    asked_samples: int | None
    seeds: range
    metrics: Path | str | None

    @cached_property
    def n_samples(self) -> int:
        """How many images each model draws.

        Raises:
            ValueError: they are too few, or the data are, to measure anything.
        """
        n_held_out, n = len(data.load(self.dataset, "held_out")), self.asked_samples
        if n is None:
            n = min(MOST_SAMPLES, N_DRAWS * (n_held_out // 2))
        draw_size(n, n_held_out)
        return n

    def fitted(self, chosen: Mapping[str, Chosen]) -> dict[str, Chosen]:
        """Returns the recipes with configurations for the data and the budget, nothing yet trained.

        Raises:
            ValueError: one does not fit the data.
        """
        # Before the training, which may take long: are there images enough to measure it?
        _ = self.n_samples
        return {
            key: replace(one, recipe=self._fitted(one.name, one.recipe))
            for key, one in chosen.items()
        }

    def _fitted(self, name: str, recipe: Recipe) -> Recipe:
        split, config = data.load(self.dataset, "train"), recipe.config
        size = min(config.batch_size, len(split)) if self.batch_size is None else self.batch_size
        steps = self.budget.steps(config, len(split), batch_size=size)
        changes = {"dataset": self.dataset, "batch_size": size, "steps": steps}
        try:
            fitted = recipe.changed(seed=self.seeds.start, **changes)
            model = building.check_fit(fitted, split)
            for sampler in model.samplers.values():
                check_memory(sampler, split.image_shape, n=self.n_samples)
        except InvalidInput as error:
            told = f"{name} does not fit {self.dataset}: {error}"
            raise InvalidInput(told, *error.arguments) from error
        return fitted

    def trained(
        self, fitted: Mapping[str, Chosen], name: str, root: Path | str, progress: bool | None
    ) -> list[Run]:
        """Returns the runs, of each recipe one for each seed, the first seed's first.

        Args:
            fitted: the recipes, by what they were asked for by.
            name: of the duel's folder.
            root: the folder that it is in.
            progress: show progress bars.
        """
        split, file = data.load(self.dataset, "train"), runs.in_root(name, root).path / FILE
        bounded = [asked for asked in fitted if choose(asked).recipe.config.epochs is not None]
        recipes = {asked: one.recipe for asked, one in fitted.items()}
        recipes = settled(self.budget, recipes, split, file, bounded=bounded, progress=progress)
        return [
            _measured(
                asked,
                change(recipe.config, seed=seed),
                run_name=f"{name}/{fitted[asked].name}" + f"-seed{seed}" * (len(self.seeds) > 1),
                root=root,
                n_samples=self.n_samples,
                metrics=self.metrics,
                progress=progress,
            )
            for seed in self.seeds
            for asked, recipe in recipes.items()
        ]
