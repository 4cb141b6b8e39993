"""Runs by their names."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

from genbench.runs.run import CONFIG, FOLDERS, Run
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
        if (path / CONFIG).is_file():
            return Run(path)
    names = [str(run.path.relative_to(root)) for run in found(root)]
    raise FileNotFoundError(
        f"{unknown('run', str(name), names)} See `genbench runs`, "
        "or make one with `genbench train RECIPE`."
    )


def found(root: Path = ROOT) -> Iterator[Run]:
    """Gives every run below a folder, by name; what a run keeps in its own folders is none."""
    if root.is_dir():
        yield from map(Run, sorted(_below(root, {root.resolve()})))


def _below(folder: Path, entered: set[Path]) -> Iterator[Path]:
    """Gives the folders of runs; a link is entered once, so that it may lead back."""
    try:
        entries = [*os.scandir(folder)]
    except OSError as error:
        warnings.warn(f"{folder} cannot be read ({error.strerror}).", stacklevel=2)
        return
    is_run = any(entry.name == CONFIG for entry in entries)
    if is_run:
        yield folder
    for entry in entries:
        path = folder / entry.name
        if is_run and entry.name in FOLDERS:
            continue
        if entry.is_symlink():
            if path.is_dir() and path.resolve() not in entered:
                entered.add(path.resolve())
                yield from _below(path, entered)
        elif entry.is_dir():
            yield from _below(path, entered)


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
