"""The commands: each is a function whose arguments become flags, and its docstring the help."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from tyro.conf import Positional, arg

if TYPE_CHECKING:
    from genbench.compare import Comparison
    from genbench.runs import Run


def duel(
    recipes: Positional[tuple[str, ...]] = ("vae", "gan"),
    *,
    dataset: str = "mnist5k",
    n_images: int = 1_920_000,
    batch_size: int | None = None,
    seed: int = 0,
    seeds: int = 1,
    n_samples: int = 10_000,
    run_name: str | None = None,
) -> None:
    """Train recipes on one budget, measure them, and say who is better in what: the main job.

    Args:
        recipes: Two or more recipes; see `genbench recipes`.
        dataset: Name of a data set, or the path of your own pictures.
        n_images: The budget: training images that each recipe sees.
        batch_size: Images per update. None: each recipe's own, or all where there are fewer.
        seed: Fixes weights, order of the images, noise and samples.
        seeds: Trainings of each recipe, with the seeds that follow: from 2 on, verdicts are over
            training seeds.
        n_samples: Images that each model draws to be measured by.
        run_name: Folder of the duel below runs/. None: as in vae-vs-gan-mnist5k.
    """
    from genbench.duel import duel

    result = duel(
        recipes,
        dataset=dataset,
        n_images=n_images,
        batch_size=batch_size,
        seed=seed,
        n_seeds=seeds,
        n_samples=n_samples,
        run_name=run_name,
    )
    for run in result.runs:
        last = run.read_log()[-1]
        scalars = [name for name in last if name.startswith(("loss", "held_out_loss"))]
        losses = ", ".join(f"{name} {last[name]:.4g}" for name in scalars)
        print(
            f"{run.name}: {last['step']:,} steps, {last['images']:,} images, "
            f"{last['seconds']:.0f} s; {losses}"
        )
    _print_comparison(result.comparison)
    print(f"Report:               {result.page}")
    print(f"Samples side by side: {result.picture}")
    for path in result.figures:
        print(f"Figure, side by side: {path}")
    print(f"Evolution, in step:   {result.gifs[-1]}")
    for gif in result.gifs[:-1]:
        print(f"Evolution:            {gif}")
    print(f"Everything else:      {result.picture.parent}")


def train(recipe: Annotated[str, Positional, arg(metavar="RECIPE")]) -> None:
    """Train one recipe, or go on where its training was interrupted.

    Args:
        recipe: A recipe; `genbench train RECIPE --help` lists its fields.
    """


def sample(
    run: Annotated[str, Positional, arg(metavar="RUN")],
    *,
    n: int = 10_000,
    seed: int = 0,
    prior: Literal["model", "gmm"] = "model",
    label: str | None = None,
) -> None:
    """Draw images from a trained run, and the figures that show what it has learned.

    Args:
        run: A run's folder, or its name below runs/.
        n: Number of images.
        seed: Fixes the latents; image i is the same for every n.
        prior: Where latents come from: the model, or a Gaussian mixture fitted to its codes.
        label: Draw this class alone, by its name or number, from a model that is told the class.
    """
    if label is not None:
        _sample_class(run, label, n=n, seed=seed, prior=prior)
        return
    from genbench.figures import draw_figures
    from genbench.sample import sample

    for path in (*sample(run, n=n, seed=seed, prior=prior).values(), *draw_figures(run, seed=seed)):
        print(path)


def _sample_class(run: str, label: str, *, n: int, seed: int, prior: str) -> None:
    from genbench.condition import draw_class

    if prior != "model":
        raise ValueError(f"--label draws from the model's own prior. Received: --prior {prior}.")
    drawn = draw_class(run, label, n=n, seed=seed)
    print(drawn.path)
    print(drawn.path.with_suffix(".png"))
    if drawn.fidelity is not None:
        print(f"The judge reads {drawn.fidelity:.1%} of them as {drawn.name}.")


def evaluate(runs: Positional[tuple[str, ...]]) -> None:
    """Measure the samples of runs against held-out images.

    Args:
        runs: Folders of runs, or their names below runs/.
    """
    from genbench.evaluate import evaluate
    from genbench.scoring import records

    for run in _found(runs):
        path = evaluate(run)
        record = run.read_record("metrics")
        print(f"{run.path}, {records.described(record)}:")
        _print_table(records.table(record))
        if others := records.samplers(record):
            print("Its samplers side by side:")
            _print_table(others)
        print(f"Best step: {record['protocol']['best_step']}")
        for metric, reason in records.failures(record).items():
            print(f"{metric} was not measured: {reason}")
        print(f"Everything: {path}, {run.metrics_csv}; figures: {run.figures}")


def compare(runs: Positional[tuple[str, ...]], *, sampler: str | None = None) -> None:
    """Say which of several measured runs is better in what, and how sure that is.

    Args:
        runs: Two or more runs; those that differ in the seed alone count as one model.
        sampler: Whose samples to compare where a run has it, such as draws or best. None: the
            usual one's.
    """
    from genbench.compare import compare, draw_figures

    comparison = compare(*runs, sampler=sampler)
    _print_comparison(comparison)
    for path in draw_figures(comparison):
        print(path)


def calibrate(dataset: Positional[str] = "mnist5k", *, n_samples: int = 10_000) -> None:
    """Say which faults each metric sees on a data set, and to which it is blind.

    Args:
        dataset: Name of a data set, or the path of your own pictures.
        n_samples: How many samples a model is measured by.
    """
    from genbench.calibrate import calibrate
    from genbench.scoring.faults import FAULTS

    result = calibrate(dataset, n_samples=n_samples)
    for space, description in result.spaces.items():
        print(f"{space}: {description}")
    print(f"Means over draws of {result.n}:")
    _print_table(result.table())
    print("What each metric puts below fresh real images:")
    _print_table(
        [
            ("metric", *FAULTS),
            *(
                (metric, *("sees" if fault in seen else "blind" for fault in FAULTS))
                for metric, seen in result.seen().items()
            ),
        ]
    )


def explore(
    runs: Positional[tuple[str, ...]],
    *,
    source: str | None = None,
    target: str | None = None,
    pictures: tuple[Path, Path] | None = None,
    n_latents: int | None = None,
    n_stops: int = 9,
    seed: int = 0,
) -> None:
    """Show what the latents of runs hold: interpolations, concepts, traversals, codes.

    Args:
        runs: Folders of runs, or their names below runs/.
        source: Class that the class direction leads away from. None: of the two most alike.
        target: Class that it leads to. None: the one most like the source.
        pictures: Two files to interpolate between. None: held-out pictures.
        n_latents: Latents to traverse, the most used first. None: 10, or all if there are fewer.
        n_stops: Pictures in each strip.
        seed: Chooses the pictures and latents that are shown.
    """
    from genbench.explore import explore
    from genbench.explore.tables import tables

    for run in _found(runs):
        path = explore(
            run,
            source=source,
            target=target,
            pictures=pictures,
            n_latents=n_latents,
            n_stops=n_stops,
            seed=seed,
        )
        record = run.read_record("explore")
        print(f"{run.path}, step {record['step']:,}:")
        for heading, rows in tables(record).items():
            print(heading)
            _print_table(rows)
        for part, reason in record["missing"].items():
            print(f"Left out: {part}. It {reason}.")
        print(f"Everything: {path}; figures and films: {run.figures}")


def probe(
    runs: Positional[tuple[str, ...]],
    *,
    labels: tuple[str, ...] | None = None,
    seeds: int = 5,
    steps: int = 1000,
) -> None:
    """Say what can be read from a model's codes, and what starting from its encoder is worth.

    Args:
        runs: Folders of runs, or their names below runs/.
        labels: Labelled images that classifiers learn from, numbers or "all". None: 100, 1000, all.
        seeds: Trainings of each classifier: label draws, batches and random weights.
        steps: Updates of each classifier.
    """
    from genbench.probe import probe, records

    counts = labels and [int(word) if word.isdecimal() else word for word in labels]
    for run in _found(runs):
        path = probe(run, labels=counts, n_seeds=seeds, steps=steps)
        record = run.read_record("probe")
        print(f"{run.path}, {records.described(record)}:")
        _print_table(records.feature_table(record))
        if record["pretraining"]:
            print(f"Classifiers after {record['protocol']['classifier_steps']:,} steps, held out:")
            _print_table(records.pretraining_table(record))
        else:
            print("No classifier was trained: the encoder has no hidden layers to start from.")
        print(f"Everything: {path}; figures: {run.figures}")


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
        run_name: Folder of the runs below runs/. None: as in ae-bottleneck-mnist5k.
    """
    from genbench.bottleneck import bottleneck

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
    _print_table(result.table())
    print(f"Curve: {result.picture}; everything: {result.curve.parent}")


def gif(
    runs: Positional[tuple[str, ...]],
    *,
    fps: float = 8.0,
    scale: int | None = None,
    out: Path | None = None,
) -> None:
    """Stitch a run's snapshots into a GIF, or those of several runs side by side.

    Args:
        runs: Folders of runs, or their names below runs/.
        fps: Frames per second.
        scale: Pixels of the GIF for each pixel of a snapshot. None: 2, or 1 for a wide GIF.
        out: The file to write. None: gifs/<run>.gif.
    """
    from genbench.animate import animate

    print(animate(*runs, fps=fps, scale=scale, out=out))


def report(runs: Positional[tuple[str, ...]], *, out: Path | None = None) -> None:
    """Write a page about a run, or several side by side: one HTML file, no network needed.

    Args:
        runs: Folders of runs, or their names below runs/.
        out: The file to write. None: report.html in the run, or report-a-vs-b.html beside it.
    """
    from genbench.report import report

    print(report(runs, out=out))


def recipes(name: Positional[str | None] = None) -> None:
    """List the recipes, or explain one.

    Args:
        name: A recipe to explain.
    """
    from genbench.models.recipes import RECIPES, get

    if name is None:
        _print_table([(key, recipe.summary) for key, recipe in RECIPES.items()])
        return
    recipe = get(name)
    rows = [("Source", recipe.source), ("Cost", recipe.cost), ("Reaches", recipe.reaches)]
    print(f"{recipe.summary}\n\n{recipe.explanation}\n")
    _print_table(rows)
    print(f"Its fields: genbench train {name} --help")


def datasets() -> None:
    """List the data sets, and say which are here."""
    from genbench.data import status

    _print_table(
        [(s.name, "here" if s.available else "not here", s.summary, s.cure) for s in status()]
    )


def runs() -> None:
    """List the runs below runs/."""
    from genbench.runs import ROOT, found

    rows = [("run", "recipe", "data", "step", "seconds", "Fréchet distance", "state")]
    for run in found(ROOT):
        rows.append((str(run.path.relative_to(ROOT)), *run.summary()))
    if len(rows) == 1:
        print("There are no runs yet. Make one with `genbench train vae`.")
    else:
        _print_table(rows)


def doctor() -> None:
    """Say what genbench runs on, and how to cure what is wrong."""
    from genbench.doctor import examine

    for line in examine():
        print(line)


COMMANDS = {
    command.__name__: command
    for command in (
        duel,
        train,
        sample,
        evaluate,
        compare,
        calibrate,
        explore,
        probe,
        bottleneck,
        gif,
        report,
        recipes,
        datasets,
        runs,
        doctor,
    )
}


def _found(names: Sequence[str]) -> list[Run]:
    from genbench.runs import find

    if not names:
        raise ValueError("Name at least one run. See `genbench runs`.")
    return [find(name) for name in names]


def _print_comparison(comparison: Comparison) -> None:
    """Prints budgets, a verdict for each metric, and the overall one."""
    names = [contender.name for contender in comparison.contenders]
    budgets = [contender.budget for contender in comparison.contenders]
    _print_table(
        [("", *names), *((what, *(budget[what] for budget in budgets)) for what in budgets[0])]
    )
    print(f"Means and 95 % intervals over {comparison.over}:")
    _print_table(comparison.table())
    print("Every way to sample them:")
    _print_table(comparison.samplers())
    print("Of twenty metrics that do not differ, one seems to on average.")
    print(comparison.overall)


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
