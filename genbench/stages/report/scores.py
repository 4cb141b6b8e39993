"""What metrics.json says, read with care: it may lack a metric, or hold one that failed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from genbench.scoring.glossary import HIGHER, LOWER, Metric, look_up
from genbench.scoring.records import RULER


@dataclass(frozen=True)
class Score:
    """A metric of one run, with its interval where it has one."""

    value: float
    low: float
    high: float
    n: int | None
    better: str | float
    has_interval: bool = True
    draws: tuple[float, ...] = ()
    """The values that the interval is over, where it is over draws."""

    @property
    def interval(self) -> str:
        """The interval in words; nothing where there is none."""
        if not self.has_interval:
            return ""
        if self.low == self.high:
            return "in every draw"
        return f"{short(self.low)} to {short(self.high)}"

    def loss(self) -> tuple[float, float]:
        """Returns the interval on a scale where less is better."""
        if self.better == LOWER:
            return self.low, self.high
        if self.better == HIGHER:
            return -self.high, -self.low
        target = float(self.better)
        ends = abs(self.low - target), abs(self.high - target)
        return (0.0 if self.low <= target <= self.high else min(ends)), max(ends)


@dataclass(frozen=True)
class Scores:
    """The contents of a metrics.json."""

    metrics: dict[str, Score]
    failed: dict[str, str]
    """Why a metric could not be measured, by its name."""
    spaces: dict[str, str]
    calibration: dict[str, dict[str, float]]
    """For each row, such as "blurred real", the values by metric."""
    protocol: list[tuple[str, str]]
    interval: str = ""
    """What the intervals are over, in a sentence."""
    about: dict[str, str] = field(default_factory=dict)
    """What each feature space is."""
    ruler: dict[str, Any] = field(default_factory=dict)
    """What must be the same for two runs to be comparable."""
    others: dict[str, dict[str, Score]] = field(default_factory=dict)
    """The metrics of the model's other samplers, by the sampler's name."""
    samplers: dict[str, str] = field(default_factory=dict)
    """What a sample of each of these is."""


def read_scores(record: Mapping[str, Any]) -> Scores:
    """Returns the scores of a parsed metrics.json."""
    metrics, failed, spaces = _read_metrics(record.get("metrics", {}))
    others = {
        sampler: _read_metrics(entries)[0]
        for sampler, entries in record.get("others", {}).items()
        if isinstance(entries, Mapping)
    }
    calibration = {}
    for row, entries in record.get("calibration", {}).items():
        if isinstance(entries, Mapping):
            values = {name: number(entry) for name, entry in entries.items()}
            calibration[row] = {name: v for name, v in values.items() if v is not None}
    protocol = record.get("protocol", {})
    about = {
        space: str(told["description"])
        for space, told in protocol.get("spaces", {}).items()
        if "description" in told
    }
    interval = str(protocol.get("interval", ""))
    ruler = {name: protocol.get(name) for name in RULER}
    samplers = {
        name: str(told["about"])
        for name, told in protocol.get("samplers", {}).items()
        if name in others and "about" in told
    }
    return Scores(
        metrics,
        failed,
        spaces,
        calibration,
        flat(protocol),
        interval,
        about,
        ruler,
        others,
        samplers,
    )


def _read_metrics(
    entries: Mapping[str, Any],
) -> tuple[dict[str, Score], dict[str, str], dict[str, str]]:
    """Returns the scores, why others have failed, and the space of each."""
    metrics, failed, spaces = {}, {}, {}
    for name, entry in entries.items():
        fields = entry if isinstance(entry, Mapping) else {"value": entry}
        spaces[name] = str(fields.get("space") or "")
        value = number(fields.get("value"))
        if value is None:
            why = fields.get("error") or fields.get("reason") or "no value was written"
            failed[name] = str(why)
            continue
        low, high = number(fields.get("low")), number(fields.get("high"))
        metrics[name] = Score(
            value,
            value if low is None else low,
            value if high is None else high,
            fields.get("n"),
            _better(fields.get("better"), look_up(name, spaces[name])),
            has_interval=low is not None and high is not None,
            draws=tuple(fields.get("draws", ())),
        )
    return metrics, failed, spaces


def number(entry: Any) -> float | None:
    """Returns a finite number, also from an object with a value; otherwise None."""
    if isinstance(entry, Mapping):
        entry = entry.get("value")
    is_number = isinstance(entry, int | float) and not isinstance(entry, bool)
    return float(entry) if is_number and math.isfinite(entry) else None


def flat(record: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Returns the leaves of nested objects as names and texts."""
    rows = []
    for name, value in record.items():
        if isinstance(value, Mapping):
            rows += flat(value, f"{prefix}{name}, ")
        else:
            rows.append((f"{prefix}{name}".replace("_", " "), text(value)))
    return rows


def text(value: Any) -> str:
    """Returns a value of a configuration or protocol as a reader would write it."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(text, value)) or "none"
    if isinstance(value, float):
        return f"{value:.6g}"
    return f"{value:,}" if isinstance(value, int) and abs(value) >= 10_000 else str(value)


def short(value: float) -> str:
    """Returns a measured number with three or four digits, its minus sign a real one."""
    size = abs(value)
    if size >= 1000:
        digits = f"{value:,.0f}"
    elif size >= 10:
        digits = f"{value:.1f}"
    elif size >= 1 or size == 0:
        digits = f"{value:.2f}"
    else:
        digits = f"{value:.3f}" if size >= 0.01 else f"{value:.2g}"
    return digits.replace("-", "−") if value else "0.00"


def _better(said: Any, metric: Metric) -> str | float:
    if isinstance(said, int | float) and not isinstance(said, bool):
        return float(said)
    if said in (HIGHER, LOWER):
        return said
    if isinstance(said, str):
        words = said.lower()
        for word, meaning in (("high", HIGHER), ("low", LOWER)):
            if word in words:
                return meaning
        try:
            return float(words.split()[-1])
        except ValueError:
            pass
    return metric.better
