"""What selection.json holds: which step draws best, and how that was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Selection:
    """What the best step was chosen by.

    Attributes:
        best: the step with the least distance; the last where that is as good.
        last: the step of the last checkpoint.
        distances: by step, as text, since JSON knows no other keys.
        by: what was measured, or why nothing was, in words.
        weights: the seal of the last checkpoint.
    """

    best: int
    last: int
    distances: Mapping[str, float]
    by: str
    weights: str

    def __post_init__(self) -> None:
        if self.distances and not {str(self.best), str(self.last)} <= self.distances.keys():
            raise ValueError(f"no distance of step {self.best} or {self.last}")
