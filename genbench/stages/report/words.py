"""Values of a configuration or protocol in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from genbench.system.numbers import typeset
from genbench.system.sentences import Sentence


def words(name: str) -> Sentence:
    """Returns a name of the code, such as that of a network, as words of a page."""
    return Sentence(name.replace("_", " "))


def flat(record: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    """Returns the leaves of nested objects as names and texts."""
    rows = []
    for name, value in record.items():
        if isinstance(value, Mapping):
            rows += flat(value, f"{prefix}{name}, ")
        else:
            rows.append((f"{prefix}{name}".replace("_", " "), text(value)))
    return rows


def text(value: object) -> str:
    """Returns a value of a configuration or protocol as a reader would write it."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(text, value)) or "none"
    if isinstance(value, float):
        return f"{value:.6g}"
    return f"{value:,}" if isinstance(value, int) and abs(value) >= 10_000 else str(value)


def odds(logit: float, is_odds: bool) -> str:
    """Returns the probability that a logit stands for, or the logit where it stands for none."""
    return f"{100 / (1 + math.exp(-logit)):.0f} %" if is_odds else typeset(logit)
