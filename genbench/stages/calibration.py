"""The calibration of the metrics on a data set: which fault does each see, and which not?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from genbench import data, metrics
from genbench.metrics import Question
from genbench.scoring import calibration_rows, entries
from genbench.scoring.calibration_rows import REAL
from genbench.scoring.faults import FAULTS
from genbench.scoring.measuring import Score, draw_size
from genbench.scoring.reference import Reference
from genbench.scoring.table import LIKE_REAL
from genbench.scoring.tables import told


@dataclass(frozen=True)
class Calibration:
    """The scores of samples with known faults.

    Attributes:
        spaces: what the features of each space are.
        n: images in a draw.
        scores: by row and metric.
    """

    spaces: Mapping[str, str]
    n: int
    scores: Mapping[str, Mapping[str, Score]]

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
        found = metrics.decide_together(questions)
        return [fault for fault, decision in found.items() if decision.leaders == (REAL,)]


def calibrate(
    dataset: data.Given = "mnist5k", *, n_samples: int = 10_000, progress: bool | None = None
) -> Calibration:
    """Measures samples with known faults as if a model had drawn them.

    Args:
        dataset: name of a data set, or your own pictures, as `train` takes them.
        n_samples: how many samples a model is measured by.
        progress: show a progress bar; by default on a terminal.

    Raises:
        ValueError: there is no such data set, or there are too few samples.
        FileNotFoundError: the data set is not there.
    """
    dataset = data.settled(dataset)
    train, _, held_out = data.splits(dataset)
    reference = Reference(dataset, train, held_out)
    n = draw_size(n_samples, len(reference.held_out_split))
    scores = calibration_rows.measured(reference, calibration_rows.IN_FULL, n=n, progress=progress)
    return Calibration(
        {name: space.description for name, space in reference.spaces.items()},
        n,
        {row: {score.name: score for score in parts} for row, parts in scores.items()},
    )
