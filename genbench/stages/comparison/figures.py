"""The figures of a comparison: scores side by side, and distances over the training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from genbench import pictures
from genbench.scoring import likelihoods
from genbench.scoring.calibration_rows import REAL
from genbench.scoring.entries import Rows
from genbench.scoring.figures import Intervals, over_training, panels
from genbench.scoring.glossary import row_label
from genbench.scoring.likelihoods import LikelihoodRecord
from genbench.scoring.records import Point
from genbench.stages.comparison.compare import Comparison


def draw_comparison(comparison: Comparison, folder: Path | str | None = None) -> list[Path]:
    """Writes the figures of a comparison: scores.png and, where known, frechet and likelihood.

    Args:
        comparison: what `compare` returned.
        folder: where they go; by default as in compare-vae-vs-gan beside the first run.

    Returns:
        The files written.
    """
    firsts = [contender.runs[0] for contender in comparison.contenders]
    asked = comparison.sampler
    if folder is None:
        shown = [run.name for run in firsts[:3]]
        shown += [f"{len(firsts) - 3}-more"] if len(firsts) > 3 else []
        name = f"compare-{'-vs-'.join(shown)}" + f"-{asked}" * bool(asked)
        folder = firsts[0].path.parent / name
    written = draw_compared(
        Path(folder),
        {
            verdict.metric: {name: entry.span for name, entry in verdict.entries.items()}
            for verdict in comparison.verdicts
        },
        comparison.calibration,
        comparison.over + f"; of {asked}, where a model has them" * bool(asked),
        {c.first: c.records[0].over_training for c in comparison.contenders},
    )
    known = {
        contender.first: likelihoods.read(contender.runs[0])
        for contender in comparison.contenders
        if contender.runs[0].has_record("likelihood")
    }
    if len(known) > 1:
        written.append(Path(folder) / "likelihood.png")
        pictures.save(likelihood(known), written[-1])
    return written


def likelihood(records: Mapping[str, LikelihoodRecord]) -> pictures.Figure:
    """Returns the figure of several models' log-likelihoods, beside their Parzen windows.

    Args:
        records: by model; of one data set.
    """
    known = list(records.values())
    windows = {name: own.estimates["parzen"] for name, own in records.items()}
    windows |= {name: found for own in known for name, found in own.parzen_of.items()}
    return pictures.scores(
        {
            "log p(x), more is better": {name: own.span for name, own in records.items()},
            "Parzen window, for history alone": {
                name: (found.value, found.low, found.high) for name, found in windows.items()
            },
        },
        n_models=len(records),
        title="Nats per held-out image: 95 % intervals, and what the brackets leave open",
    )


def draw_compared(
    folder: Path,
    found: Intervals,
    calibration: Rows,
    over: str,
    evolutions: Mapping[str, Sequence[Point]],
) -> list[Path]:
    """Writes the figures of several models side by side, and returns their files.

    Args:
        folder: where they go.
        found: the interval of each model, by metric and model.
        calibration: the rows of metrics.json.
        over: what the intervals are over.
        evolutions: what `follow` returned of each model.
    """
    title = " vs ".join(evolutions) if len(evolutions) < 4 else f"{len(evolutions)} models"
    figures = {}
    if shown := panels(found, calibration):
        figures["scores"] = pictures.scores(
            shown,
            n_models=len(evolutions),
            band=row_label(REAL),
            title=f"{title}: means and 95 % intervals over {over}",
        )
    if known := {name: points for name, points in evolutions.items() if points}:
        figures["frechet"] = over_training(known, title=title)
    written = []
    for name, figure in figures.items():
        written.append(folder / f"{name}.png")
        pictures.save(figure, written[-1])
    return written
