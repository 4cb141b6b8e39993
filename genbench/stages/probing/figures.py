"""The figures of a probe: what readers find in the codes, and how classifiers learn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from genbench import pictures
from genbench.runs import Run
from genbench.stages.probing import pretraining, records
from genbench.stages.probing.readers import READERS

PANELS = {"nearest": "nearest neighbour", "linear": "logistic regression"}
ARMS = {pretraining.PRETRAINED: "pre-trained", pretraining.RANDOM: "started at random"}


def draw_figures(run: Run, record: dict[str, Any]) -> None:
    title = f"{run.name}, step {record['protocol']['step']:,}"
    panels = {
        f"{PANELS[reader]} (%)": {
            f"{name}, {found['size']}": records.hundredfold(found[reader])
            for name, found in record["features"].items()
        }
        for reader in READERS
    }
    figures = {"probe": pictures.intervals(panels, title=f"{title}: classes of held-out images")}
    if record["pretraining"]:
        figures["learning_curves"] = pictures.bands(
            {
                f"{found['labels']:,} labels": {
                    name: (found["steps"], *_band(found[arm]["curves"]))
                    for arm, name in ARMS.items()
                }
                for found in record["pretraining"]
            },
            x="step",
            y="held-out accuracy (%)",
            title=f"{title}: classifiers, mean and range of {record['protocol']['seeds']} seeds",
        )
    for name, figure in figures.items():
        pictures.save(figure, run.figures / f"{name}.png")


def _band(curves: Sequence[Sequence[float]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns mean, least and largest of the seeds' curves, in per cent."""
    values = 100 * np.array(curves)
    return values.mean(axis=0), values.min(axis=0), values.max(axis=0)
