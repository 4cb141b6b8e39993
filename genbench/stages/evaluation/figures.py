"""The figures of one measured run."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from genbench import metrics, pictures
from genbench.pictures import grids
from genbench.runs import Run
from genbench.scoring.calibration_rows import REAL
from genbench.scoring.figures import over_training, panels
from genbench.scoring.glossary import SPACES, row_label
from genbench.scoring.records import MetricsRecord
from genbench.scoring.reference import Reference, View

N_SHOWN = 10


def draw_measured(run: Run, record: MetricsRecord, reference: Reference, fakes: View) -> list[Path]:
    """Writes the figures of one run: scores, nearest, labels and, where there is one, frechet.

    Args:
        run: the run.
        record: its metrics.json.
        reference: the data set.
        fakes: its usual samples.

    Returns:
        The files written.
    """
    title = f"{run.name}, step {record.protocol.step:,}"
    found = {name: {run.name: entry.span} for name, entry in record.measured.items()}
    figures = {
        "scores": pictures.scores(
            panels(found, record.calibration), band=row_label(REAL), title=title
        ),
        "nearest": pictures.rows(_nearest(reference, fakes), title=f"{title}: samples beside data"),
    }
    if fakes.logits is not None:
        known = reference.label_counts
        guesses = fakes.logits[:, :-1].argmax(axis=1)
        counts = np.bincount(guesses, minlength=len(known))
        figures["labels"] = pictures.label_shares(
            {"training": known / known.sum(), "samples": counts / counts.sum()},
            reference.train_split.classes,
            title=f"{title}: classes as the judge sees them",
        )
    if points := record.over_training:
        figures["frechet"] = over_training({run.name: points}, title=title)
    written = []
    for name, figure in figures.items():
        written.append(run.figures / f"{name}.png")
        pictures.save(figure, written[-1])
    return written


def _nearest(reference: Reference, fakes: View) -> dict[str, np.ndarray]:
    """Returns the first samples above the training images nearest to them."""
    shown = fakes.take(slice(N_SHOWN))
    strips = {"samples": grids.grid(shown.images, n_columns=N_SHOWN)}
    for space in reference.spaces:
        found = metrics.nearest_training(reference.train.features[space], shown.features[space])
        nearest = reference.train_split.images[found.indices[:, 0]]
        strips[f"nearest ({SPACES.get(space, space)})"] = grids.grid(nearest, n_columns=N_SHOWN)
    return strips
