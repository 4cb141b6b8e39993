"""What the commands print: the answer first, in tables for the terminal, and where to go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from genbench.system.errors import InvalidInput
from genbench.system.numbers import UNKNOWN

if TYPE_CHECKING:
    from rich.console import Console

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


def print_contenders(comparison: Comparison) -> None:
    """Prints a line for each contender: what it has seen, its size, and what its samples are."""
    print_table(
        [
            (
                contender.name,
                f"{contender.budget['images']} images",
                f"{contender.budget['updates']} updates",
                f"{contender.budget['seconds']} s",
                f"{contender.budget['parameters']} weights",
                contender.budget["samples"],
            )
            for contender in comparison.contenders
        ]
    )


def print_answer(comparison: Comparison) -> None:
    """Prints for each quality what decides it and who is better, and then the verdict."""
    from genbench.stages.report.answer import answers, headline

    found = [answer for answer in answers(comparison.records) if answer.is_compared]
    names = list(comparison.records)
    rows: list[Sequence[str]] = [("", "measured by", *names, "real", "verdict")]
    for answer in found:
        texts = {dot.run: dot.text for dot in answer.dots}
        values = (texts.get(run, UNKNOWN) for run in (*range(len(names)), None))
        rows.append((answer.quality.name, answer.metric, *values, answer.answer))
    print_table(rows, has_header=True)
    print()
    print_bold(f"{headline(found, names)}.")
    print_certainty(comparison)


def print_certainty(comparison: Comparison) -> None:
    """Prints what verdicts are about, what would turn them, and how sure they are."""
    from genbench.scoring.verdicts import TEST

    print(comparison.samples)
    if comparison.turns:
        print(comparison.turns)
    again = "" if comparison.is_over_seeds else " Another seed may turn it: `duel --n-seeds 3`."
    print(f"How sure: {TEST}, over {comparison.over}.{again}")
    if comparison.could_tell:
        print(comparison.could_tell)


def print_places(places: Mapping[str, Path | str]) -> None:
    """Prints under their names where things are, or the commands that lead there."""
    width = max(map(len, places))
    for name, place in places.items():
        print_place(place, f"{name.ljust(width)}  ")


def print_place(place: Path | str, before: str = "") -> None:
    """Prints where something is: a file as a link, where the terminal knows links."""
    from rich.style import Style
    from rich.text import Text

    link = place.resolve().as_uri() if isinstance(place, Path) else None
    _console().print(Text.assemble(before, (str(place), Style(link=link))), soft_wrap=True)


def print_table(rows: Sequence[Sequence[str]], *, has_header: bool = False) -> None:
    """Prints rows of cells, in columns as wide as their widest cell."""
    from rich.cells import cell_len, set_cell_size

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for i, row in enumerate(rows):
        cells = (set_cell_size(cell, width) for cell, width in zip(row, widths, strict=True))
        line = "  ".join(cells).rstrip()
        if has_header and i == 0:
            print_bold(line)
        else:
            print(line)


def print_bold(line: str) -> None:
    """Prints a line that stands out on a terminal, and is plain elsewhere."""
    from rich.text import Text

    _console().print(Text(line, style="bold"), soft_wrap=True)


def open_page(page: Path) -> None:
    """Opens a page in the browser.

    Raises:
        InvalidInput: there is no browser.
    """
    open_link(page.resolve().as_uri())


def open_link(link: str) -> None:
    """Opens a link in the browser.

    Raises:
        InvalidInput: there is no browser.
    """
    import webbrowser

    if not webbrowser.open(link):
        raise InvalidInput(f"No browser was found to open {link} with. Open it by hand.")


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)
