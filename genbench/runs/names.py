"""Runs by their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from genbench.runs.run import Run
from genbench.system.errors import InvalidInput, unknown

ROOT = Path("runs")


def default_name(prefix: str, dataset: str) -> str:
    """Returns a run name such as vae-mnist5k, where only letters, digits and -_. are kept."""
    stem = Path(dataset).expanduser().resolve().stem
    return "-".join([prefix, *re.findall(r"[\w.]+", stem)])


def in_root(name: str, root: Path | str = ROOT) -> Run:
    """Returns the run of that name, which need not exist yet.

    Raises:
        ValueError: the name would lead out of `root`, or is empty.
    """
    path = Path(name)
    if not path.parts or path.anchor or ".." in path.parts:
        raise InvalidInput(
            f"run_name must name a folder below {root}, such as vae-1 or trials/vae-1. "
            f"Received: run_name={name!r}."
        )
    return Run(root / path)


def find(name: str | Path | Run, *, root: Path = ROOT) -> Run:
    """Returns the run of that folder, or of that name under `root`.

    Raises:
        FileNotFoundError: there is none; the nearest name is suggested.
    """
    if isinstance(name, Run):
        return name
    for path in (Path(name), root / name):
        if (path / "config.json").is_file():
            return Run(path)
    names = [str(run.path.relative_to(root)) for run in found(root)]
    raise FileNotFoundError(
        f"{unknown('run', str(name), names)} See `genbench runs`, "
        "or make one with `genbench train RECIPE`."
    )


def found(root: Path = ROOT) -> Iterator[Run]:
    """Gives every run below a folder, by name."""
    for path in sorted(root.glob("**/config.json")):
        yield Run(path.parent)


def distinct(runs: Sequence[Run]) -> list[str]:
    """Returns a name for each run, with as many of its folders as tell them apart.

    Raises:
        ValueError: a run is given twice.
    """
    paths = [run.path.resolve() for run in runs]
    for depth in range(1, max(len(path.parts) for path in paths) + 1):
        names = ["/".join(path.parts[-depth:]) for path in paths]
        if len(set(names)) == len(names):
            return names
    raise InvalidInput("A run is given twice. Received: " + ", ".join(str(r.path) for r in runs))
