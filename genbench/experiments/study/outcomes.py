"""How the jobs of a study have ended: one JSON object a line, added as each does."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from genbench.system.errors import BrokenRun

FILE = "outcomes.jsonl"
# In hand: another process is at it, which says nothing of the job.
State = Literal["done", "failed", "in hand"]


@dataclass(frozen=True)
class Outcome:
    """How a job has ended.

    Attributes:
        job: its name.
        state: how.
        said: the last line of its error.
        seconds: that it took.
        worker: where.
    """

    job: str
    state: State
    said: str
    seconds: float
    worker: str


def append(folder: Path, outcome: Outcome) -> None:
    """Adds a line to the outcomes of the study in a folder."""
    line = json.dumps(dataclasses.asdict(outcome)) + "\n"
    with (folder / FILE).open("ab") as file:
        # In one piece, as another study may add to it too.
        file.write(line.encode())


def read(folder: Path) -> dict[str, Outcome]:
    """Returns the last outcome of each job, by its name.

    Raises:
        BrokenRun: a line is damaged.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    *lines, _unfinished = path.read_bytes().split(b"\n")
    found = {}
    for number, line in enumerate(lines, 1):
        try:
            outcome = msgspec.json.decode(line, type=Outcome)
        except (ValueError, RecursionError) as error:
            raise BrokenRun(
                f"{path} is damaged in line {number}: {error}. Remove that line."
            ) from error
        found[outcome.job] = outcome
    return found
