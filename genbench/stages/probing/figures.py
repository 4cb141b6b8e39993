"""The figures of a probe: what readers find in the codes, and how classifiers learn."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from genbench import pictures
from genbench.runs import Run
from genbench.stages.probing.records import Arm, ProbeRecord


def draw_figures(run: Run, record: ProbeRecord) -> list[Path]:
    """Writes figures/probe.png and, where classifiers were trained, learning_curves.png.

    Returns:
        The files written.
    """
    written = [run.figures / "probe.png"]
    title = f"{run.name}, step {record.protocol.step:,}"
    named = {f"{name}, {found.size}": found for name, found in record.features.items()}
    figure = pictures.intervals(
        {
            "nearest neighbour (%)": {name: f.nearest.percent for name, f in named.items()},
            "logistic regression (%)": {name: f.linear.percent for name, f in named.items()},
        },
        title=f"{title}: classes of held-out images",
    )
    pictures.save(figure, written[-1])
    if not record.pretraining:
        return written
    written.append(run.figures / "learning_curves.png")
    figure = pictures.bands(
        {
            f"{found.labels:,} labels": {
                "pre-trained": (found.steps, *_band(found.pretrained)),
                "started at random": (found.steps, *_band(found.random)),
            }
            for found in record.pretraining
        },
        x="step",
        y="held-out accuracy (%)",
        title=f"{title}: classifiers, mean and range of {record.protocol.seeds} seeds",
    )
    pictures.save(figure, written[-1])
    return written


def _band(arm: Arm) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns mean, least and largest of the seeds' curves, in per cent, each float [n_steps]."""
    values = 100 * np.array(arm.curves)
    return values.mean(axis=0), values.min(axis=0), values.max(axis=0)
