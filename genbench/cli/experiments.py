"""The commands that compare, calibrate or measure: duel, calibrate, bottleneck, bench."""

from __future__ import annotations

from typing import Annotated

from tyro.conf import FlagCreatePairsOff, Positional, arg

from genbench.cli.printing import (
    open_page,
    print_answer,
    print_bold,
    print_contenders,
    print_place,
    print_places,
    print_table,
)


def duel(
    recipes: Positional[tuple[str, ...]] = ("vae-16", "gan-16"),
    *,
    dataset: str = "mnist5k",
    n_images: int = 512_000,
    budget: str | None = None,
    batch_size: int | None = None,
    seed: int = 0,
    n_seeds: int = 1,
    n_samples: int | None = None,
    metrics: str | None = None,
    run_name: str | None = None,
    open: FlagCreatePairsOff[bool] = False,
) -> None:
    """Train recipes on one budget, measure them, and say who is better in what: the main job.

    Args:
        recipes: Two or more recipes; see `genbench recipes`.
        dataset: Name of a data set, or the path of your own pictures.
        n_images: The budget: training images that each recipe sees.
        budget: The same as images=N, or updates=N, or seconds=T of training, for which each recipe
            is timed once before.
        batch_size: Images per update. None: each recipe's own, or all where there are fewer.
        seed: Fixes weights, order of the images, noise and samples.
        n_seeds: Trainings of each recipe, with the seeds that follow: from 2 on, verdicts are over
            training seeds, of which it takes 3 to tell anything.
        n_samples: Images that each model draws to be measured by. None: half of the held-out images
            for each of five draws, and no more than 10,000.
        metrics: Your own metrics beside ours: a file, as in mine.py, which is run.
        run_name: Folder of the duel below runs/. None: as in vae-vs-gan-mnist5k, and what is not by
            default, as in vae-vs-gan-mnist5k-640000-images.
        open: Open the page in the browser at the end.
    """
    from genbench.experiments.duel import duel

    result = duel(
        recipes,
        dataset=dataset,
        n_images=n_images,
        budget=budget,
        batch_size=batch_size,
        seed=seed,
        n_seeds=n_seeds,
        n_samples=n_samples,
        metrics=metrics,
        run_name=run_name,
    )
    print_contenders(result.comparison)
    print()
    print_answer(result.comparison)
    print()
    runs = " ".join(run.word for run in result.runs)
    print_places(
        {
            "Page": result.page,
            "Learning": result.gifs[-1],
            "Samples": result.picture,
            "All metrics": f"genbench compare {runs} --all",
        }
    )
    if open:
        open_page(result.page)


def calibrate(
    dataset: Positional[str] = "mnist5k",
    *,
    n_samples: int = 10_000,
    metrics: str | None = None,
    all: FlagCreatePairsOff[bool] = False,
) -> None:
    """Say which faults each metric sees on a data set, and to which it is blind.

    Args:
        dataset: Name of a data set, or the path of your own pictures.
        n_samples: How many samples a model is measured by.
        metrics: Your own metrics beside ours: a file, as in mine.py, which is run, or what an
            installed package announces.
        all: Show every metric and its figures, not just those that decide.
    """
    from genbench.scoring.faults import FAULTS
    from genbench.scoring.table import deciding, of_users
    from genbench.stages.calibration.calibrate import calibrate

    result = calibrate(dataset, n_samples=n_samples, metrics=metrics)
    seen = result.seen()
    shown = list(seen) if all else [*deciding(seen), *of_users(seen)]
    if all:
        for space, description in result.spaces.items():
            print(f"{space}: {description}")
        print(f"Means and 95 % intervals over draws of {result.n}, cut to what a metric can be:")
        print_table(result.table(), has_header=True)
    print("What each metric sees: tells apart from fresh real images, and puts below them.")
    print_table(
        [
            ("metric", *FAULTS),
            *(
                (metric, *("sees" if fault in seen[metric] else "blind" for fault in FAULTS))
                for metric in shown
            ),
        ],
        has_header=True,
    )
    print(f"From which dose on it sees a fault in fresh real images: {result.units}.")
    print_table(result.first_seen(shown), has_header=True)
    print_place(result.figures, "Figures, every metric by --all: " if not all else "Figures: ")


def bottleneck(
    recipe: Positional[str] = "ae",
    *,
    dataset: str = "mnist5k",
    sizes: tuple[int, ...] = (2, 5, 10, 20, 50),
    steps: int = 2000,
    epochs: float | None = None,
    seed: int = 0,
    run_name: str | None = None,
) -> None:
    """Train a recipe with several latent sizes, and set its held-out errors beside PCA's.

    Args:
        recipe: A recipe whose model has an encoder.
        dataset: Name of a data set, or the path of your own pictures.
        sizes: Numbers in a code.
        steps: Updates of each training.
        epochs: Passes over the training images: replaces steps.
        seed: Fixes weights, order of the images and noise.
        run_name: Folder of the runs below runs/. None: as in ae-bottleneck-mnist5k, and what
            is not by default, as in ae-bottleneck-mnist5k-seed-1.
    """
    from genbench.experiments.bottleneck import bottleneck

    result = bottleneck(
        recipe,
        dataset=dataset,
        sizes=sizes,
        steps=steps,
        epochs=epochs,
        seed=seed,
        run_name=run_name,
    )
    print("Squared error per pixel on held-out images, and 95 % intervals over these:")
    print_table(result.record.table())
    print(f"Curve: {result.picture}; everything: {result.curve.parent}")


def replay(run: Annotated[str, Positional, arg(metavar="RUN")]) -> None:
    """Make a run again from its directory, and say whether the bytes are the same.

    Args:
        run: A run's folder, or its name below runs/.
    """
    from genbench.experiments.replay import replay

    print_bold(str(replay(run)))


def bench(
    recipes: Positional[tuple[str, ...]] = ("vae-16", "gan-16", "vae", "dcgan"),
    *,
    dataset: str = "mnist5k",
    seconds: float = 1.5,
    run_name: str = "bench",
) -> None:
    """Say how fast recipes train on this machine, and what holds them back.

    Args:
        recipes: Names of recipes; see `genbench recipes`.
        dataset: Name of a data set, or the path of your own pictures.
        seconds: How long to watch each recipe's compiled call, and a training of it.
        run_name: Folder of the figure and the JSON below runs/; what is there is replaced.
    """
    from genbench.experiments.bench import bench
    from genbench.experiments.speed import LEGEND

    result = bench(recipes, dataset=dataset, seconds=seconds, run_name=run_name)
    print_bold(result.record.answer())
    print()
    print_table(result.record.table(), has_header=True)
    print()
    for line in LEGEND:
        print(line)
    print_places({"Figure": result.picture, "Numbers": result.file})
