"""What shows the runs of a duel side by side: GIFs, samples, figures and the page."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from genbench import pictures
from genbench.data import Split
from genbench.pictures import grids
from genbench.runs import Run
from genbench.runs.made import digest_of, once
from genbench.stages.animation import gif
from genbench.stages.comparison.compare import Comparison, compare
from genbench.stages.comparison.figures import draw_comparison
from genbench.stages.report.report import report
from genbench.stages.sampling.sample import N_SHOWN
from genbench.system.randomness import rng_for
from genbench.system.sentences import paragraph


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


def side_by_side(
    trained: Sequence[Run], firsts: Sequence[Run], held_out: Split, folder: Path, stem: Path
) -> Duel:
    """Writes what shows the recipes side by side: GIFs, samples, figures and the report."""
    of = {run.name: _shown_of(run) for run in trained}
    # The first rows of a split can be easier than the rest.
    real = held_out.images[rng_for(0, "shown").permutation(len(held_out))[:N_SHOWN]]
    comparison = compare(*trained)
    over_seeds = "" if len(trained) == len(firsts) else comparison.overall
    sure = paragraph(comparison.samples, comparison.turns, comparison.could_tell)
    certainty = sure if over_seeds else ""
    with ThreadPoolExecutor() as pool:
        evolutions = pool.submit(once, folder, "gifs", of, lambda: _evolutions(firsts, real, stem))
        page = pool.submit(
            once,
            folder,
            "report",
            {**of, "over seeds": str(over_seeds), "certainty": str(certainty)},
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
