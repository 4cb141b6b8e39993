"""The calibration of the metrics on a data set: which fault does each see, and which not?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from genbench import data
from genbench.scoring import calibration_rows, verdicts
from genbench.scoring.calibration_rows import REAL
from genbench.scoring.faults import FAULTS
from genbench.scoring.measuring import N_DRAWS, Score, draw_size
from genbench.scoring.reference import Reference
from genbench.scoring.table import LIKE_REAL
from genbench.system.numbers import short


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
        """Returns the rows of a table: each metric's mean in each calibration row."""
        rows: list[Sequence[str]] = [("metric", *self.scores)]
        for metric in self.scores[REAL]:
            means = [short(scores[metric].mean) for scores in self.scores.values()]
            rows.append((metric, *means))
        return rows

    def seen(self) -> dict[str, list[str]]:
        """Returns the faults that each metric sees: the rows it puts below fresh real images.

        Welch's test at 95 % over the draws decides. Metrics that failed are left out.
        """
        return {
            name: [fault for fault in FAULTS if self._sees(name, fault)]
            for name, score in self.scores[REAL].items()
            if score.values
        }

    def _sees(self, name: str, fault: str) -> bool:
        real, faulty = self.scores[REAL][name], self.scores[fault][name]
        better = real.mean if real.metric.better == LIKE_REAL else real.metric.better
        if better is None or not faulty.values:
            return False
        return verdicts.beats(real.values, faulty.values, better)


def calibrate(
    dataset: str = "mnist5k", *, n_samples: int = 10_000, progress: bool | None = None
) -> Calibration:
    """Measures samples with known faults as if a model had drawn them.

    Args:
        dataset: name of a data set, or the path of your own pictures.
        n_samples: how many samples a model is measured by.
        progress: show a progress bar; by default on a terminal.

    Raises:
        ValueError: there is no such data set, or there are too few samples.
        FileNotFoundError: the data set is not there.
    """
    reference = Reference(dataset, data.load(dataset, "train"), data.load(dataset, "held_out"))
    n = draw_size(n_samples, len(reference.held_out_split))
    scores = calibration_rows.measured(reference, n=n, n_draws=N_DRAWS, progress=progress)
    return Calibration(
        {name: space.description for name, space in reference.spaces.items()},
        n,
        {row: {score.name: score for score in parts} for row, parts in scores.items()},
    )
