"""What each stage has made, and of what: nothing is made twice, and no other file is believed."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from genbench.runs.formats import read_json, write_json
from genbench.runs.run import Run
from genbench.system.errors import BrokenRun

FOLDER = "made"
PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True)
class Made:
    """What a stage has left.

    Attributes:
        of: all that it depends on, by name, as text.
        files: the SHA-256 of each file, by its path from the folder.
    """

    of: Mapping[str, str]
    files: Mapping[str, str]

    def changed(self, folder: Path) -> list[str]:
        """Returns which files are no longer as they were left, or are gone."""
        return [
            name for name, sha in self.files.items() if digest_of([_place(folder, name)]) != sha
        ]


def once(
    folder: Path, stage: str, of: Mapping[str, object], make: Callable[[], Iterable[Path]]
) -> list[Path]:
    """Returns the files of a stage, and makes them only where they are not as it left them.

    Args:
        folder: that the stage writes for; what it made is noted in made/<stage>.json.
        stage: its name.
        of: all that its files depend on, by name; the code of the package comes by itself.
        make: writes the files, and returns them.
    """
    asked = {name: str(value) for name, value in of.items()} | {"code": _code()}
    found = read_made(folder, stage)
    if found and found.of == asked and not found.changed(folder):
        return [_place(folder, name) for name in found.files]
    files = [*make()]
    noted = {Path(os.path.relpath(path, folder)).as_posix(): digest_of([path]) for path in files}
    write_json(folder / FOLDER / f"{stage}.json", Made(asked, noted))
    return files


def inputs(run: Run) -> dict[str, object]:
    """Returns what every stage depends on: the run's configuration, weights and data."""
    return {
        "config": digest_of([run.config_file]),
        "weights": run.last_weights(),
        "data": run.read_config().data.digests,
    }


def read_made(folder: Path, stage: str) -> Made | None:
    """Returns what a stage has noted; None where there is nothing that can be read."""
    path = folder / FOLDER / f"{stage}.json"
    try:
        return read_json(path, Made) if path.is_file() else None
    except BrokenRun:
        # It is made again: nothing is lost but time.
        return None


def _place(folder: Path, name: str) -> Path:
    # Without "..", as whoever noted the file called it.
    return Path(os.path.normpath(folder / name))


def doubt(folder: Path, path: Path, weights: str | None) -> str:
    """Returns why a file may not be what a stage made of some weights; '' if it is.

    Args:
        folder: that the stages have written for.
        path: the file.
        weights: the seal of the weights; None where that is not known.
    """
    name = path.relative_to(folder).as_posix()
    for record in sorted((folder / FOLDER).glob("*.json")):
        found = read_made(folder, record.stem)
        if found and name in found.files:
            if name in found.changed(folder):
                return "changed since genbench drew it"
            return (
                ""
                if weights in (None, found.of.get("weights"))
                else "drawn of other weights than the run has now"
            )
    return "not drawn by genbench for this run"


def digest_of(files: Sequence[Path]) -> str:
    """Returns the SHA-256 of the names and contents of files; one that is not there has none."""
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.name.encode())
        if path.is_file():
            with path.open("rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


@functools.cache
def _code() -> str:
    """Returns the digest of this package's code, a change of which may change all that it makes."""
    return digest_of(sorted(PACKAGE.rglob("*.py")))
