"""How numbers are rounded for files, and written for people; the page's boot.js writes the same."""

from __future__ import annotations

UNKNOWN = "unknown"


def rounded(value: float) -> float:
    """Returns the value to six digits: beyond them, the order of a sum shows."""
    return float(f"{value:.6g}")


def short(value: float | None) -> str:
    """Returns a number with three or four digits, or a word where it is not known."""
    if value is None:
        return UNKNOWN
    size = abs(value)
    if size >= 1000:
        return f"{value:,.0f}"
    if size >= 10:
        return f"{value:.1f}"
    if size >= 1 or size == 0:
        return f"{value or 0.0:.2f}"
    return f"{value:.3f}" if size >= 0.01 else f"{value:.2g}"


def typeset(value: float) -> str:
    """Returns a number as `short` has it, its minus sign a real one, for a page."""
    return short(value).replace("-", "\N{MINUS SIGN}", 1) if value < 0 else short(value)
