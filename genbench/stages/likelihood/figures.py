"""The figure of likelihood.json: every estimate, and the bracket around the annealed one."""

from __future__ import annotations

from pathlib import Path

from genbench import pictures
from genbench.runs import Run
from genbench.scoring.likelihoods import LABELS, LikelihoodRecord
from genbench.system.numbers import short


def draw_estimates(run: Run, record: LikelihoodRecord) -> list[Path]:
    """Writes figures/likelihood.png, and returns it."""
    spans = {
        LABELS[name]: (found.value, found.low, found.high)
        for name, found in record.estimates.items()
    }
    spans |= {
        f"Parzen window around {name}": (found.value, found.low, found.high)
        for name, found in record.parzen_of.items()
    }
    title = (
        f"{run.name}: log p(x) in nats per image, Gaussian pixels of deviation "
        f"{short(record.protocol.variance**0.5)}"
    )
    path = run.figures / "likelihood.png"
    pictures.save(pictures.scores({"log p(x), more is better": spans}, title=title), path)
    return [path]
