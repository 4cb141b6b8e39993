"""How numbers are rounded for files, and written for people."""

from __future__ import annotations


def rounded(value: float) -> float:
    """Returns the value to six digits: beyond them, the order of a sum shows."""
    return float(f"{value:.6g}")


def short(value: float | str | None) -> str:
    """Returns a number as a table shows it, and a word as it is."""
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
