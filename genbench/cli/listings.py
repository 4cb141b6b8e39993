"""The commands that list: recipes, datasets, runs, doctor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tyro.conf import Positional

if TYPE_CHECKING:
    pass
from genbench.cli.printing import print_table


def recipes(name: Positional[str | None] = None) -> None:
    """List the recipes, or explain one.

    Args:
        name: A recipe to explain.
    """
    from genbench.models.recipes import RECIPES, get

    if name is None:
        print_table([(key, recipe.summary) for key, recipe in RECIPES.items()])
        return
    recipe = get(name)
    rows = [("Source", recipe.source), ("Cost", recipe.cost), ("Reaches", recipe.reaches)]
    print(f"{recipe.summary}\n\n{recipe.explanation}\n")
    print_table(rows)
    print(f"Its fields: genbench train {name} --help")


def datasets() -> None:
    """List the data sets, and say which are here."""
    from genbench.data import status

    print_table(
        [(s.name, "here" if s.available else "not here", s.summary, s.cure) for s in status()]
    )


def runs() -> None:
    """List the runs below runs/."""
    from genbench.runs import ROOT, found

    rows = [("run", "recipe", "data", "step", "seconds", "Fréchet distance", "state")]
    for run in found(ROOT):
        rows.append((str(run.path.relative_to(ROOT)), *run.summary()))
    if len(rows) == 1:
        print("There are no runs yet. Make one with `genbench train vae`.")
    else:
        print_table(rows)


def doctor() -> None:
    """Say what genbench runs on, and how to cure what is wrong."""
    from genbench.cli.doctor import examine

    for line in examine():
        print(line)
