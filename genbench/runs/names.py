"""Runs by their names."""

from __future__ import annotations

import hashlib
import inspect
import os
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from genbench.runs.run import CONFIG, FOLDERS, Run
from genbench.system.errors import InvalidInput, unknown
from genbench.system.files import expanded

ROOT = Path("runs")
# Of a file's name most systems take 255; a name is joined to others, and gets endings.
MOST_BYTES = 100
# What stands behind a run's name in that of its copy: vae-mnist5k-from-300-learning-rate-0.0001.
COPY = "-from-"


def default_name(prefix: str, dataset: str, changed: Mapping[str, object] | None = None) -> str:
    """Returns a run name such as vae-mnist5k-seed-1 or vae-vs-gan-mnist5k-640000-images.

    It says what is trained on what, and what is not as usual, so that another question gets
    another folder. Only letters, digits and -_.+ are kept: it needs no quotes.

    Args:
        prefix: what is trained.
        dataset: name of a data set, or the path of one.
        changed: fields and arguments that are not as usual.
    """
    stem = expanded(dataset).resolve().stem
    words = [_words(name, value) for name, value in (changed or {}).items()]
    return fitting("-".join([prefix, *re.findall(r"[\w.]+", stem), *words]).rstrip("."))


def copy_name(name: str, step: int, changed: Mapping[str, object]) -> str:
    """Returns the name of a run's copy, which begins with the run's own.

    Args:
        name: of the run.
        step: that the copy goes on from.
        changed: the fields that it has otherwise.
    """
    words = [_words(field, value) for field, value in changed.items()]
    return fitting("-".join([f"{name}{COPY}{step}", *words]).rstrip("."))


def _words(name: str, value: object) -> str:
    """Returns seed-1 for a seed of 1, 5-images for n_images, no-average for what is not wanted."""
    flag = name.replace("_", "-")
    if isinstance(value, bool):
        return flag if value else f"no-{flag}"
    parts = value if isinstance(value, list | tuple) else [value]
    text = "-".join(word for part in parts for word in re.findall(r"[\w.+-]+", str(part)))
    return f"{text}-{flag[2:]}" if flag.startswith("n-") else f"{flag}-{text or 'none'}"


def fitting(name: str) -> str:
    """Returns a name that every system takes for a file: a digest stands for the end of a long one.

    The digest is of the whole name, so that two long names stay two.
    """
    if len(name.encode()) <= MOST_BYTES:
        return name
    beginning = name.encode()[: MOST_BYTES - 9].decode(errors="ignore")
    return f"{beginning.rstrip('-.')}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def unusual(function: Callable[..., object], **given: object) -> dict[str, object]:
    """Returns the arguments of a call that are not the function's defaults."""
    usual = inspect.signature(function).parameters
    return {name: value for name, value in given.items() if value != usual[name].default}


def in_root(name: str, root: Path | str = ROOT) -> Run:
    """Returns the run of that name, which need not exist yet.

    Raises:
        ValueError: the name would lead out of `root`, is empty, or cannot be given to a command.
    """
    path = Path(name)
    if not path.parts or path.anchor or ".." in path.parts:
        wanted = f"must name a folder below {root}, such as vae-1 or trials/vae-1"
    elif not name.isprintable():
        wanted = "must be of characters that can be printed, without line breaks"
    elif any(part.startswith("-") for part in path.parts):
        wanted = "must not begin with -, as flags do"
    else:
        return Run(root / path)
    raise InvalidInput(f"run_name {wanted}. Received: run_name={name!r}.", "run_name")


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
    """Gives every run below a folder, by name; what a run keeps in its own folders is none.

    Raises:
        NotADirectoryError: a file stands in the place of the folder.
    """
    if root.exists() and not root.is_dir():
        raise NotADirectoryError(
            f"{root} must be a folder, in which the runs are. It is a file: move it away."
        )
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


def handle(run: Run) -> str:
    """Returns what a person calls a run: its path below the nearest folder runs, or its name."""
    path = run.path.absolute()  # Where a link stands, not where it leads to.
    for folder in path.parents:
        if folder.name == ROOT.name:
            return path.relative_to(folder).as_posix()
    return path.name


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
