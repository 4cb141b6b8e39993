"""Metrics that the user brings: rows of the table, from a file or an installed package.

What is measured by them says in metrics.json all that tables, page and verdicts want to know of a
metric, so that no later stage needs the code.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from types import ModuleType
from typing import Literal, cast

from genbench.runs.record import CodeRecord
from genbench.scoring import table
from genbench.scoring.glossary import OTHERS, QUALITIES
from genbench.scoring.reference import JUDGE, PCA, PICTURES, RANDOM
from genbench.scoring.table import AN_IMAGE, HIGHER, LIKE_REAL, LOWER, ONE, Metric
from genbench.system import own_code
from genbench.system.errors import InvalidInput

GROUP = "genbench.metrics"
# What a file of metrics calls its table.
TABLE = "METRICS"
SPACES = (JUDGE, PCA, RANDOM, PICTURES)
Unit = Literal["image", "one"]
# What the table knows, for who reads a record: the directions, the spaces and the qualities.
Better = Literal["higher", "lower", "like real"]
SpaceName = Literal["judge", "pca", "random", "pictures"]
QualityName = Literal[
    "likeness", "variety", "sharpness", "copying", "likelihood", "labels", "reconstruction"
]
UNITS: dict[Unit, Callable[[int], float]] = {"image": AN_IMAGE, "one": ONE}


@dataclass(frozen=True)
class OwnRow:
    """A row of the table of metrics as metrics.json holds it; ends that are endless are None."""

    name: str
    spaces: tuple[SpaceName, ...]
    better: Better | float
    quality: QualityName
    label: str
    meaning: str
    limits: tuple[float | None, float | None]
    unit: Unit | None
    code: CodeRecord

    def __post_init__(self) -> None:
        table.know(self.metric)

    @property
    def metric(self) -> Metric:
        """The row, without what measures it."""
        low, high = self.limits
        return _checked(
            Metric(
                self.name,
                self.spaces,
                self.better,
                self.quality,
                self.label,
                self.meaning,
                limits=(-math.inf if low is None else low, math.inf if high is None else high),
                resolution=UNITS[self.unit] if self.unit else None,
            )
        )


@dataclass(frozen=True)
class OwnMetric:
    """A metric of the user's, and the code that it is of."""

    metric: Metric
    code: CodeRecord

    @property
    def row(self) -> OwnRow:
        """What metrics.json says of it."""
        metric = self.metric
        low, high = (end if math.isfinite(end) else None for end in metric.limits)
        units: list[Unit] = [name for name in UNITS if UNITS[name] is metric.resolution]
        return OwnRow(
            name=metric.name,
            spaces=cast(tuple[SpaceName, ...], metric.spaces),
            better=cast(Better | float, metric.better),
            quality=cast(QualityName, metric.quality),
            label=metric.label,
            meaning=metric.meaning,
            limits=(low, high),
            unit=units[0] if units else None,
            code=self.code,
        )


def load(spelled: str | None) -> tuple[OwnMetric, ...]:
    """Returns the metrics that are spelled so: mine.py, mine.py:vendi_score, or a package's name.

    To spell code is the consent to run it. None: no metrics.

    Raises:
        InvalidInput: there are none, or one is no row of the table.
        OwnCodeFailed: the code fails.
    """
    if spelled is None:
        return ()
    installed = {entry.name: entry for entry in entry_points(group=GROUP)}
    if spelled in installed:
        entry = installed[spelled]
        module = own_code.name(entry.module, "installed")
        found = own_code.attempt(f"{entry.value} cannot be loaded", entry.load)
        found = getattr(found, TABLE, None) if isinstance(found, ModuleType) else found
        place, wanted = entry.value, ""
    else:
        place, wanted = own_code.split(spelled)
        if not own_code.is_code(spelled):
            raise InvalidInput(
                f"There are no metrics {spelled!r}. Name a file, as in mine.py, or what an "
                f"installed package announces: {', '.join(installed) or 'none'}."
            )
        module = own_code.name(place)
        found = getattr(module, TABLE, None)
    rows = (found,) if isinstance(found, Metric) else found
    source = own_code.source_of(module)
    code = CodeRecord(source.kind, source.place, source.sha256)
    chosen = [m for m in _rows(rows, place) if wanted in ("", m.name)]
    if not chosen:
        raise InvalidInput(f"{place} holds no metric {wanted!r}.")
    for metric in chosen:
        table.know(_checked(metric))
    return tuple(OwnMetric(metric, code) for metric in chosen)


def _rows(rows: object, place: str) -> Sequence[Metric]:
    found = [*rows] if isinstance(rows, list | tuple) else []
    if not found or not all(isinstance(row, Metric) for row in found):
        raise InvalidInput(
            f"{place} must hold a sequence of metrics, as in METRICS = [gb.Metric(...)]. "
            f"Received: {rows!r}."
        )
    for row in found:
        if not callable(row.of):
            raise InvalidInput(
                f"{place}: the metric {row.name!r} needs `of`, a function of real and fake "
                "features [n, d], or of images in the space 'pictures', that returns a number."
            )
        if row.name in table.BY_NAME:
            raise InvalidInput(f"{place}: there is a metric {row.name!r} already. Rename yours.")
    return found


def _checked(metric: Metric) -> Metric:
    """Returns a row that reads as the others do.

    Raises:
        InvalidInput: it does not.
    """
    qualities = [quality.name for quality in (*QUALITIES, *OTHERS)]
    for field, holds, expected in (
        ("name", str(metric.name).isidentifier(), "letters, digits and _"),
        ("spaces", set(metric.spaces) <= {*SPACES} and metric.spaces, f"of {', '.join(SPACES)}"),
        ("quality", metric.quality in qualities, f"one of {', '.join(qualities)}"),
        (
            "better",
            metric.better in (HIGHER, LOWER, LIKE_REAL) or isinstance(metric.better, int | float),
            f"{HIGHER!r}, {LOWER!r}, {LIKE_REAL!r} or the number that is best",
        ),
        ("label", bool(metric.label), "its name in words"),
        ("meaning", bool(metric.meaning), "a line that says what it measures and what it misses"),
    ):
        if not holds:
            raise InvalidInput(
                f"The metric {metric.name!r}: {field} must be {expected}. "
                f"Received: {getattr(metric, field)!r}."
            )
    return metric
