"""What a recipe is."""

from __future__ import annotations

from dataclasses import dataclass

from genbench.models.config import Config


@dataclass(frozen=True)
class Recipe:
    """A configuration, and what to know before choosing it."""

    config: Config
    summary: str
    """One line."""
    explanation: str
    """What it is, and its losses as formulas."""
    source: str
    cost: str
    """Steps and seconds on two cores."""
    reaches: str
    """Figures to expect, and on which data."""
