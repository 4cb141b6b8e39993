"""What the metrics see of faults in doses, where a calibration has measured it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from genbench import pictures
from genbench.scoring import responses
from genbench.scoring.figures import dose_response
from genbench.scoring.records import Protocol
from genbench.stages.report.figures import Figure
from genbench.stages.report.sheets import embedded
from genbench.system.sentences import Sentence


def figures_of_doses(protocol: Protocol | None) -> list[Figure]:
    """Returns a figure for each fault, measured as the runs were; [] where it was not."""
    found = responses.known(protocol) if protocol else None
    if found is None:
        return []
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for fault, response in found.faults.items():
            path = Path(folder) / "figure.png"
            pictures.save(dose_response(fault, response, found.real), path)
            seen = sum(first is not None for first in response.first.values())
            figures.append(
                Figure(
                    Sentence(
                        "{fault}, in doses: a full marker is told from real images.",
                        fault=Sentence(fault.capitalize()),
                    ),
                    Sentence(
                        "line charts of each metric over doses of {fault}; {n} of {all} see it",
                        fault=Sentence(fault),
                        n=seen,
                        all=len(response.first),
                    ),
                    embedded(path),
                )
            )
    return figures
