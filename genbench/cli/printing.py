"""What the commands print: tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from genbench.system.errors import InvalidInput

if TYPE_CHECKING:
    from genbench.runs import Run
    from genbench.stages.comparison.compare import Comparison


def found_runs(names: Sequence[str]) -> list[Run]:
    """Returns the runs of these names, or in these folders.

    Raises:
        InvalidInput: none is named, or one does not exist.
    """
    from genbench.runs import find

    if not names:
        raise InvalidInput("Name at least one run. See `genbench runs`.")
    return [find(name) for name in names]


def print_comparison(comparison: Comparison) -> None:
    """Prints budgets, a verdict for each metric, and the overall one."""
    names = [contender.name for contender in comparison.contenders]
    budgets = [contender.budget for contender in comparison.contenders]
    print_table(
        [("", *names), *((what, *(budget[what] for budget in budgets)) for what in budgets[0])]
    )
    print(f"Means and 95 % intervals over {comparison.over}:")
    print_table(comparison.table())
    print("Every way to sample them:")
    print_table(comparison.samplers())
    print("Of twenty metrics that do not differ, one seems to on average.")
    print(comparison.overall)


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Prints rows of cells, in columns as wide as their widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
