"""The calibration of the metrics on a data set: which fault does each see, and which not?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from genbench import data, pictures
from genbench.metrics import Question, decide_together
from genbench.runs import ROOT, fitting
from genbench.scoring import calibration_rows, entries, own_metrics
from genbench.scoring.calibration_rows import REAL
from genbench.scoring.faults import FAULTS
from genbench.scoring.figures import dose_response
from genbench.scoring.measuring import Score, draw_size
from genbench.scoring.reference import Reference
from genbench.scoring.responses import Responses, respond
from genbench.scoring.table import LIKE_REAL, METRICS
from genbench.scoring.tables import told
from genbench.system.numbers import UNKNOWN


@dataclass(frozen=True)
class Calibration:
    """The scores of samples with known faults.

    Attributes:
        spaces: what the features of each space are.
        n: images in a draw.
        scores: by row and metric.
        responses: what the metrics make of faults in doses.
        figures: where these are drawn, a picture for each fault.
    """

    spaces: Mapping[str, str]
    n: int
    scores: Mapping[str, Mapping[str, Score]]
    responses: Responses
    figures: Path

    def table(self) -> list[Sequence[str]]:
        """Returns the rows of a table: each metric's mean and interval in each calibration row."""
        rows: list[Sequence[str]] = [("metric", *self.scores)]
        found = {row: entries.row(scores.values()) for row, scores in self.scores.items()}
        for metric in self.scores[REAL]:
            rows.append((metric, *(told(own.get(metric)) for own in found.values())))
        return rows

    def seen(self) -> dict[str, list[str]]:
        """Returns the faults that each metric sees: the rows it puts below fresh real images.

        `metrics.decide` says so over the draws, for all faults of a metric together. Metrics that
        failed are left out.
        """
        return {
            name: self._seen(score) for name, score in self.scores[REAL].items() if score.values
        }

    @property
    def units(self) -> str:
        """What the doses are, in words, as in "blur in pixels of deviation"."""
        faults = self.responses.faults.items()
        return ", ".join(f"{fault} in {response.unit}" for fault, response in faults)

    def first_seen(self, metrics: Sequence[str]) -> list[Sequence[str]]:
        """Returns the rows of a table: the least dose of each fault that each metric sees."""
        faults = self.responses.faults
        rows: list[Sequence[str]] = [("metric", *faults)]
        for metric in metrics:
            found = (response.first.get(metric, math.nan) for response in faults.values())
            rows.append((metric, *map(_dose, found)))
        return rows

    def _seen(self, real: Score) -> list[str]:
        better = real.mean if real.metric.better == LIKE_REAL else real.metric.better
        if better is None:
            return []
        questions = {
            fault: Question(
                {REAL: real.values, fault: values}, better, real.values, real.resolution
            )
            for fault in FAULTS
            if (values := self.scores[fault][real.name].values)
        }
        found = decide_together(questions)
        return [fault for fault, decision in found.items() if decision.leaders == (REAL,)]


def calibrate(
    dataset: data.Given = "mnist5k",
    *,
    n_samples: int = 10_000,
    metrics: Path | str | None = None,
    root: Path | str = ROOT,
    progress: bool | None = None,
) -> Calibration:
    """Measures samples with known faults as if a model had drawn them, and draws the responses.

    Args:
        dataset: name of a data set, or your own pictures, as `train` takes them.
        n_samples: how many samples a model is measured by.
        metrics: your own beside ours: a file, as in "mine.py", or an installed package's name.
        root: the folder of the run directories, below which calibration/ takes the figures.
        progress: show a progress bar; by default on a terminal.

    Raises:
        ValueError: there is no such data set, there are too few samples, or such metrics are
            no rows of the table.
        FileNotFoundError: the data set is not there.
    """
    own = own_metrics.load(None if metrics is None else str(metrics))
    dataset = data.settled(dataset)
    train, _, held_out = data.splits(dataset)
    reference = Reference(dataset, train, held_out)
    n = draw_size(n_samples, len(reference.held_out_split))
    table = (*METRICS, *(one.metric for one in own))
    scores = calibration_rows.measured(
        reference, calibration_rows.IN_FULL, n=n, metrics=table, progress=progress
    )
    responses = respond(reference, n, own=own, progress=progress)
    folder = Path(root) / "calibration" / fitting(dataset)
    for fault, response in responses.faults.items():
        figure = dose_response(fault, response, responses.real)
        pictures.save(figure, folder / f"{fault.replace(' ', '-')}.png")
    return Calibration(
        {name: space.description for name, space in reference.spaces.items()},
        n,
        {row: {score.name: score for score in parts} for row, parts in scores.items()},
        responses,
        folder,
    )


def _dose(first: float | None) -> str:
    """Returns the least dose that is seen, in words; `UNKNOWN` where it was not measured."""
    if first is None:
        return "blind"
    return UNKNOWN if math.isnan(first) else f"{first:g}"
