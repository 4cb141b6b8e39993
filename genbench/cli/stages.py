"""The commands of the stages: each is a function whose arguments become flags."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from tyro.conf import FlagCreatePairsOff, Positional, arg

from genbench.cli.printing import (
    found_runs,
    open_link,
    open_page,
    print_bold,
    print_certainty,
    print_contenders,
    print_place,
    print_table,
)
from genbench.system.errors import InvalidInput

# Of a run whose samples are few, many metrics fail for one reason.
MOST_FAILURES = 3


def train(recipe: Annotated[str, Positional, arg(metavar="RECIPE")]) -> None:
    """Train one recipe, or go on where its training was interrupted.

    Args:
        recipe: A recipe; `genbench train RECIPE --help` lists its fields.
    """


def fork(run: Annotated[str, Positional, arg(metavar="RUN@STEP")]) -> None:
    """Train a copy of a run from a checkpoint on, with other settings: what would happen if.

    Args:
        run: A run and the step of one of its checkpoints, of which the last two are kept; without
            a step, the last. `genbench fork RUN --help` lists the fields.
    """


def sample(
    run: Annotated[str, Positional, arg(metavar="RUN")],
    *,
    n: int = 10_000,
    seed: int = 0,
    prior: Literal["model", "gmm"] = "model",
    label: str | None = None,
    data: Path | None = None,
) -> None:
    """Draw images from a trained run, and the figures that show what it has learned.

    Args:
        run: A run's folder, or its name below runs/.
        n: Number of images.
        seed: Fixes the latents; image i is the same for every n.
        prior: Where latents come from: the model, or a Gaussian mixture fitted to its codes.
        label: Draw this class alone, by its name or number, from a model that is told the class.
        data: Where your own pictures are now, if they were moved; the run remembers it.
    """
    if label is not None:
        _sample_class(run, label, n=n, seed=seed, prior=prior)
        return
    from genbench.stages.sampling.figures import draw_figures
    from genbench.stages.sampling.sample import sample

    for path in (
        *sample(run, n=n, seed=seed, prior=prior, data=data).values(),
        *draw_figures(run, seed=seed),
    ):
        print(path)


def _sample_class(run: str, label: str, *, n: int, seed: int, prior: str) -> None:
    from genbench.stages.sampling.one_class import draw_class

    if prior != "model":
        raise InvalidInput(f"--label draws from the model's own prior. Received: --prior {prior}.")
    drawn = draw_class(run, label, n=n, seed=seed)
    print(drawn.path)
    print(drawn.path.with_suffix(".png"))
    if drawn.fidelity is not None:
        print(f"The judge reads {drawn.fidelity:.1%} of them as {drawn.name}.")


def evaluate(
    runs: Positional[tuple[str, ...]],
    *,
    split: Literal["held_out", "validation"] = "held_out",
    data: Path | None = None,
    metrics: str | None = None,
    all: FlagCreatePairsOff[bool] = False,
) -> None:
    """Measure the samples of runs against held-out images.

    Args:
        runs: Folders of runs, or their names below runs/.
        split: What samples stand beside; validation to choose settings by, held out at the end.
        data: Where your own pictures are now, if they were moved; the run remembers it.
        metrics: Your own metrics beside ours: a file, as in mine.py, which is run, or what an
            installed package announces.
        all: Show every metric, sampler and calibration row, not just what decides.
    """
    from genbench.scoring import records, tables
    from genbench.stages.evaluation.evaluate import evaluate

    for run in found_runs(runs):
        path = evaluate(run, split=split, data=data, metrics=metrics)
        record = records.read(run, path.stem)
        print(f"{run.path}, {tables.described(record)}:")
        print_table(
            tables.scores(record) if all else tables.deciding_scores(record), has_header=True
        )
        if all and (others := tables.samplers(record)):
            print("Its samplers side by side:")
            print_table(others, has_header=True)
        if left := tables.slack(record):
            print(left)
        print(f"Best step: {record.protocol.best_step}")
        failures = record.failures.items() if all else [*record.failures.items()][:MOST_FAILURES]
        for metric, reason in failures:
            print(f"{metric} was not measured: {reason}")
        if len(failures) < len(record.failures):
            print(f"Nor were {len(record.failures) - len(failures)} others: --all says why.")
        print(f"Everything: {path}, {path.with_suffix('.csv')}, or --all; figures: {run.figures}")


def likelihood(
    runs: Positional[tuple[str, ...]],
    *,
    k: int = 5000,
    chains: int = 4,
    temperatures: int = 1000,
    leapfrog: int = 5,
    n_images: int = 200,
    n_bounded: int = 1000,
    seed: int = 0,
    data: Path | None = None,
) -> None:
    """Estimate the log-likelihood of held-out images, of a GAN as of a VAE, on one scale.

    Args:
        runs: Folders of runs, or their names below runs/.
        k: Codes for each image, of a VAE's importance-weighted bound.
        chains: Chains for each image, of annealed importance sampling.
        temperatures: On the way from the prior to the posterior: more bring it nearer the truth.
        leapfrog: Steps of each Hamiltonian move.
        n_images: Held-out images that are annealed.
        n_bounded: Held-out images that the bounds and the Parzen window are of.
        seed: Fixes all randomness.
        data: Where your own pictures are now, if they were moved; the run remembers it.
    """
    from genbench.scoring import likelihood_tables as tables
    from genbench.scoring import likelihoods
    from genbench.stages.likelihood.likelihood import likelihood

    for run in found_runs(runs):
        path = likelihood(
            run, k=k, chains=chains, temperatures=temperatures, leapfrog=leapfrog,
            n_images=n_images, n_bounded=n_bounded, seed=seed, data=data,
        )  # fmt: skip
        record = likelihoods.read(run)
        print(f"{run.path}, {tables.described(record)}:")
        print_table(tables.table(record), has_header=True)
        for line in tables.lines(record):
            print(line)
        print(f"Everything: {path}; figure: {run.figures / 'likelihood.png'}")


def compare(
    runs: Positional[tuple[str, ...]],
    *,
    sampler: str | None = None,
    all: FlagCreatePairsOff[bool] = False,
) -> None:
    """Say which of several measured runs is better in what, and how sure that is.

    Args:
        runs: Two or more runs; those that differ in the seed alone count as one model.
        sampler: Whose samples to compare where a run has it, such as draws or best. None: the
            usual one's.
        all: Show every metric and sampler, not just what decides.
    """
    from genbench.stages.comparison.compare import compare
    from genbench.stages.comparison.figures import draw_comparison

    comparison = compare(*runs, sampler=sampler)
    print_contenders(comparison)
    print()
    print(f"Means and 95 % intervals over {comparison.over}, cut to what a metric can be:")
    print_table(comparison.table(only_deciding=not all), has_header=True)
    if all:
        print("Every way to sample them:")
        print_table(comparison.samplers(), has_header=True)
        print("What the metrics that decide could have told apart:")
        print_table(comparison.power(), has_header=True)
        print("Of twenty other metrics that do not differ, one seems to on average.")
    print()
    print_bold(comparison.overall)
    print_certainty(comparison)
    for path in draw_comparison(comparison):
        print_place(path)
    if not all:
        print("Every metric and sampler: --all")


def explore(
    runs: Positional[tuple[str, ...]],
    *,
    source: str | None = None,
    target: str | None = None,
    pictures: tuple[Path, Path] | None = None,
    n_latents: int | None = None,
    n_stops: int = 9,
    seed: int = 0,
    data: Path | None = None,
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
        data: Where your own pictures are now, if they were moved; the run remembers it.
    """
    from genbench.stages.exploration.explore import explore
    from genbench.stages.exploration.records import ExploreRecord
    from genbench.stages.exploration.tables import tables

    for run in found_runs(runs):
        path = explore(
            run,
            source=source,
            target=target,
            pictures=pictures,
            n_latents=n_latents,
            n_stops=n_stops,
            seed=seed,
            data=data,
        )
        record = run.read_record("explore", ExploreRecord)
        print(f"{run.path}, step {record.step:,}:")
        for heading, rows in tables(record).items():
            print(heading)
            print_table(rows)
        for part, reason in record.missing.items():
            print(f"Left out: {part}. It {reason}.")
        print(f"Everything: {path}; figures and films: {run.figures}")


def probe(
    runs: Positional[tuple[str, ...]],
    *,
    labels: tuple[str, ...] | None = None,
    n_seeds: int = 5,
    steps: int = 1000,
    data: Path | None = None,
) -> None:
    """Say what can be read from a model's codes, and what starting from its encoder is worth.

    Args:
        runs: Folders of runs, or their names below runs/.
        labels: Labelled images that classifiers learn from, numbers or "all". None: 100, 1000, all.
        n_seeds: Trainings of each classifier: label draws, batches and random weights.
        steps: Updates of each classifier.
        data: Where your own pictures are now, if they were moved; the run remembers it.
    """
    from genbench.stages.probing import tables
    from genbench.stages.probing.probe import probe
    from genbench.stages.probing.records import ProbeRecord

    counts = labels and [int(word) if word.isdecimal() else word for word in labels]
    for run in found_runs(runs):
        path = probe(run, labels=counts, n_seeds=n_seeds, steps=steps, data=data)
        record = run.read_record("probe", ProbeRecord)
        print(f"{run.path}, {tables.described(record)}:")
        print_table(tables.feature_table(record))
        if record.pretraining:
            print(f"Classifiers after {record.protocol.classifier_steps:,} steps, held out:")
            print_table(tables.pretraining_table(record))
        else:
            print("No classifier was trained: the encoder has no hidden layers to start from.")
        print(f"Everything: {path}; figures: {run.figures}")


def gif(
    runs: Positional[tuple[str, ...]],
    *,
    fps: float = 8.0,
    scale: int | None = None,
    format: Literal["gif", "webp", "mp4"] | None = None,
    out: Path | None = None,
) -> None:
    """Stitch a run's snapshots into a GIF, or those of several runs side by side.

    Args:
        runs: Folders of runs, or their names below runs/.
        fps: Frames per second.
        scale: Pixels of the GIF for each pixel of a snapshot. None: 2, or 1 for a wide GIF.
        format: A GIF in 16 greys; WebP, smaller and without loss; or MP4, which needs
            `pip install 'genbench[video]'`. None: what out ends in, or gif.
        out: The file to write. None: gifs/<run>.gif, as in gifs/duel/vae.gif for runs/duel/vae.
    """
    from genbench.stages.animation import gif

    print(gif(*runs, fps=fps, scale=scale, format=format, out=out))


def report(
    runs: Positional[tuple[str, ...]],
    *,
    out: Path | None = None,
    data: Path | None = None,
    language: Literal["en", "zh-CN"] | None = None,
    brief: FlagCreatePairsOff[bool] = False,
    open: FlagCreatePairsOff[bool] = False,
) -> None:
    """Write a page about a run, or several side by side: one HTML file, no network needed.

    Args:
        runs: Folders of runs, or their names below runs/.
        out: The file to write. None: report.html in the run, or report-a-vs-b.html beside it.
        data: Where your own pictures are now, if they were moved; the run remembers it.
        language: In which the page opens. None: its reader's, by the browser.
        brief: For a mail: the answer, a few samples and the provenance alone, under 500 KiB.
        open: Open the page in the browser.
    """
    from genbench.stages.report.report import report

    page = report(runs, out=out, data=data, language=language, brief=brief)
    print_place(page)
    if open:
        open_page(page)


def watch(
    runs: Positional[tuple[str, ...]] = (),
    *,
    port: int = 0,
    teach: FlagCreatePairsOff[bool] = False,
    language: Literal["en", "zh-CN"] | None = None,
    open: FlagCreatePairsOff[bool] = False,
) -> None:
    """Show runs in a page of the browser while they train, until Ctrl-C.

    Args:
        runs: Folders of runs, their names below runs/, or folders that runs are below, also later.
            None: all below runs/, of many the thirty that were written last.
        port: Of 127.0.0.1, which no other machine can reach. 0: one that is free.
        teach: Let the page pause trainings, take one chunk, and train copies from a checkpoint on
            with another learning rate, beta or penalty.
        language: In which the page opens. None: its reader's, by the browser.
        open: Open the page in the browser.
    """
    from genbench.stages.watching.watch import watch

    def told(link: str) -> None:
        print(f"Live: {link} (Ctrl-C ends it)", flush=True)
        if open:
            open_link(link)

    watch(runs, port=port, teach=teach, language=language, told=told)


def export(runs: Positional[tuple[str, ...]], *, to: Path | None = None) -> None:
    """Write the trained networks anew as files of Keras, or a run as a folder to be published.

    Args:
        runs: Folders of runs, or their names below runs/.
        to: A folder for a model card, the networks in several formats, samples and GIF; each of
            several runs has a folder of its name in it. None: only the run's own networks.
    """
    from genbench.stages.export import export

    found = found_runs(runs)
    for run in found:
        place = to / run.name if to and len(found) > 1 else to
        for path in export(run, to=place):
            print(path)
