"""The commands that list: recipes, datasets, runs, doctor."""

from __future__ import annotations

from tyro.conf import Positional

from genbench.cli.printing import print_table
from genbench.system import own_code


def recipes(name: Positional[str | None] = None) -> None:
    """List the recipes, those of a file, or explain one.

    Args:
        name: A recipe to explain, as in vae or mine.py:flow; or a file of your own, as in mine.py,
            which is run.
    """
    from genbench.models.recipes import RECIPES, announced, choose, get, listed

    if name is None:
        installed = {key: choose(key).recipe for key in announced()}
        print_table([(key, recipe.summary) for key, recipe in (RECIPES | installed).items()])
        return
    if name.endswith(own_code.ENDING):
        found = listed(name)
        print_table([(f"{name}:{key}", recipe.summary) for key, recipe in found.items()])
        return
    recipe = get(name)
    told = {"Source": recipe.source, "Cost": recipe.cost, "Reaches": recipe.reaches}
    print("\n\n".join(filter(None, [recipe.summary, recipe.explanation])), end="\n\n")
    if rows := [(key, text) for key, text in told.items() if text]:
        print_table(rows)
    print(f"Its fields: genbench train {name} --help")


def datasets() -> None:
    """List the data sets, and say which are here."""
    from genbench.data import announced, status

    known = [(s.name, "here" if s.available else "not here", s.summary, s.cure) for s in status()]
    others = [(name, "", f"of an installed package: {at}", "") for name, at in announced().items()]
    print_table(known + others)


def runs() -> None:
    """List the runs below runs/."""
    from genbench.runs import ROOT, found
    from genbench.runs.listing import summary

    rows = [(run.path.relative_to(ROOT).as_posix(), *summary(run)) for run in found(ROOT)]
    if not rows:
        print("There are no runs yet. Make one with `genbench train vae`.")
        return
    header = ("run", "recipe", "data", "step", "seconds", "Fréchet distance", "state")
    print_table([header, *rows])


def doctor() -> None:
    """Say what genbench runs on, and how to cure what is wrong."""
    from genbench.cli.doctor import examine

    for line in examine():
        print(line)
