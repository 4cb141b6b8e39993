"""The main job: several recipes on one budget, watched side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from genbench import data, pictures, runs
from genbench.data import Split
from genbench.models import building
from genbench.models.config import Config, change
from genbench.models.recipes import Recipe, choose
from genbench.models.running.inference import check_memory
from genbench.pictures import grids
from genbench.runs import Run
from genbench.runs.made import digest_of, once
from genbench.scoring.measuring import N_DRAWS, draw_size
from genbench.stages.animation import FOLDER, gif
from genbench.stages.comparison.compare import Comparison, compare
from genbench.stages.comparison.figures import draw_comparison
from genbench.stages.evaluation.evaluate import evaluate
from genbench.stages.report.report import report
from genbench.stages.sampling.figures import draw_figures
from genbench.stages.sampling.sample import N_SHOWN, sample
from genbench.stages.training.train import train
from genbench.system import live
from genbench.system.errors import InvalidInput
from genbench.system.files import locked
from genbench.system.randomness import rng_for

# What a model is measured by at the most, if no more is asked for.
MOST_SAMPLES = 10_000


@dataclass(frozen=True)
class Duel:
    """What a duel leaves."""

    runs: tuple[Run, ...]
    """All runs: of each recipe one for each seed."""
    gifs: tuple[Path, ...]
    """The evolution of each recipe's first run, and last that of all these side by side."""
    picture: Path
    """Samples of each recipe's first run side by side."""
    comparison: Comparison
    """Who is better in what."""
    figures: tuple[Path, ...]
    """The scores, and the Fréchet distances over the training, side by side."""
    page: Path
    """The report on each recipe's first run."""


def duel(
    recipes: Sequence[str] = ("vae-16", "gan-16"),
    *,
    dataset: data.Given = "mnist5k",
    n_images: int = 512_000,
    batch_size: int | None = None,
    seed: int = 0,
    n_seeds: int = 1,
    run_name: str | None = None,
    root: Path | str = runs.ROOT,
    gifs: Path | str = FOLDER,
    n_samples: int | None = None,
    metrics: Path | str | None = None,
    progress: bool | None = None,
) -> Duel:
    """Trains recipes on the same images, samples and measures each, and says who is better.

    An interrupted duel goes on where it stopped when it is called again, and does nothing twice.

    Args:
        recipes: the names of two or more.
        dataset: name of a data set, or your own pictures, as `train` takes them.
        n_images: the budget, in training images seen by each recipe; pca sees each image once.
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
        progress: show progress bars; by default on a terminal.

    Raises:
        ValueError: an argument is not allowed.
        FileNotFoundError: the data set is not there.
        BrokenRun: the folder belongs to another duel, or a training went wrong.
        BlockingIOError: another process holds a duel there.
    """
    _check(recipes, n_images=n_images, n_samples=n_samples, n_seeds=n_seeds)
    dataset = data.settled(dataset)
    chosen = {name: choose(name) for name in recipes}
    names = [one.name for one in chosen.values()]
    _check_names(names)
    if run_name is None:
        changed = runs.unusual(
            duel,
            n_images=n_images,
            batch_size=batch_size,
            seed=seed,
            n_seeds=n_seeds,
            n_samples=n_samples,
        )
        run_name = runs.default_name("-vs-".join(names), dataset, changed)
    # Before the training, which may take long: are there images enough to measure it?
    held_out = data.load(dataset, "held_out")
    if n_samples is None:
        n_samples = min(MOST_SAMPLES, N_DRAWS * (len(held_out) // 2))
    draw_size(n_samples, len(held_out))
    fit = partial(
        _fitted,
        dataset=dataset,
        n_images=n_images,
        batch_size=batch_size,
        n_samples=n_samples,
        seed=seed,
    )
    fitted = {name: fit(one.name, one.recipe) for name, one in chosen.items()}
    folder = runs.in_root(run_name, root).path
    with locked(folder / ".lock", "genbench duel"):
        trained = [
            _measured(
                name,
                change(recipe.config, seed=own_seed),
                run_name=f"{run_name}/{chosen[name].name}" + f"-seed{own_seed}" * (n_seeds > 1),
                root=root,
                n_samples=n_samples,
                metrics=metrics,
                progress=progress,
            )
            for own_seed in range(seed, seed + n_seeds)
            for name, recipe in fitted.items()
        ]
        firsts = trained[: len(chosen)]
        with live.line("drawing the models side by side", progress=progress):
            return _summary(trained, firsts, held_out, folder, Path(gifs) / run_name)


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


def _fitted(
    name: str,
    recipe: Recipe,
    *,
    dataset: str,
    n_images: int,
    batch_size: int | None,
    n_samples: int,
    seed: int,
) -> Recipe:
    """Returns a recipe with a configuration for the data and the budget.

    A recipe whose own length is in epochs, as that of pca is, learns nothing from more of them.

    Raises:
        ValueError: the recipe does not fit the data.
    """
    split, config = data.load(dataset, "train"), recipe.config
    size = min(config.batch_size, len(split)) if batch_size is None else batch_size
    steps = max(1, n_images // max(1, size))
    if config.epochs is not None:
        steps = min(steps, math.ceil(config.epochs * len(split) / max(1, size)))
    try:
        fitted = recipe.changed(dataset=dataset, batch_size=size, steps=steps, seed=seed)
        model = building.check_fit(fitted, split)
        for sampler in model.samplers.values():
            check_memory(sampler, split.image_shape, n=n_samples)
    except InvalidInput as error:
        raise InvalidInput(f"{name} does not fit {dataset}: {error}", *error.arguments) from error
    return fitted


def _summary(
    trained: Sequence[Run], firsts: Sequence[Run], held_out: Split, folder: Path, stem: Path
) -> Duel:
    """Writes what shows the recipes side by side: GIFs, samples, figures and the report."""
    of = {run.name: _shown_of(run) for run in trained}
    # The first rows of a split can be easier than the rest.
    real = held_out.images[rng_for(0, "shown").permutation(len(held_out))[:N_SHOWN]]
    comparison = compare(*trained)
    over_seeds = "" if len(trained) == len(firsts) else comparison.overall
    certainty = comparison.could_tell if over_seeds else ""
    with ThreadPoolExecutor() as pool:
        evolutions = pool.submit(once, folder, "gifs", of, lambda: _evolutions(firsts, real, stem))
        page = pool.submit(
            once,
            folder,
            "report",
            {**of, "over seeds": over_seeds, "certainty": certainty},
            lambda: [
                report(
                    firsts,
                    out=folder / "report.html",
                    over_seeds=over_seeds,
                    certainty=certainty,
                    progress=False,
                )
            ],
        )
        # Matplotlib keeps to one thread.
        (picture,) = once(folder, "samples", of, lambda: _side_by_side(firsts, real, folder))
        compared = once(
            folder, "figures", of, lambda: draw_comparison(comparison, folder / "figures")
        )
    return Duel(
        tuple(trained),
        tuple(evolutions.result()),
        picture,
        comparison,
        tuple(compared),
        page.result()[0],
    )


def _shown_of(run: Run) -> str:
    """Returns the digest of all that is shown of a run."""
    folders = (run.snapshots_folder, run.reconstructions, run.figures)
    drawn = [path for folder in folders for path in sorted(folder.glob("*.png"))]
    files = [run.config_file, run.log_file, run.samples_file(), run.record_file("metrics")]
    return f"{digest_of([*files, *drawn])} of {run.last_weights()}"


def _evolutions(firsts: Sequence[Run], real: np.ndarray, stem: Path) -> list[Path]:
    each = [gif(run, out=stem / f"{run.name}.gif", progress=False) for run in firsts]
    return [*each, gif(*firsts, out=stem.with_name(f"{stem.name}.gif"), real=real, progress=False)]


def _side_by_side(trained: Sequence[Run], real: np.ndarray, folder: Path) -> list[Path]:
    dataset = trained[0].read_config().config.dataset
    samples_of = {}
    for run in trained:
        samples = run.read_samples()
        seen = samples.step * run.read_config().config.batch_size
        samples_of[f"{run.name}, {seen:,} images seen"] = grids.grid(samples.images[:N_SHOWN])
    samples_of["real, held out"] = grids.grid(real)
    figure = pictures.side_by_side(samples_of, title=f"Samples after training on {dataset}")
    pictures.save(figure, folder / "samples.png")
    return [folder / "samples.png"]
