"""How the JSON files of a run directory are written and read: as typed records, whole."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from genbench.system.errors import BrokenRun
from genbench.system.files import replacing

# Of every JSON file.
FORMAT = 1
OPTIONAL = "optional"
# Where a file keeps the digests of its other fields.
SEAL = "sha256"

R = TypeVar("R")


def write_json(path: Path, record: object) -> None:
    """Writes a record, a dataclass, with the format's number."""
    _write(path, {"format": FORMAT, **plain(record)})


def write_sealed(path: Path, record: object) -> None:
    """Writes a record as `write_json` does, and last the digest of each of its fields."""
    content = {"format": FORMAT, **plain(record)}
    _write(path, content | {SEAL: _digests(content)})


def _write(path: Path, content: Mapping[str, object]) -> None:
    with replacing(path) as beside:
        beside.write_text(json.dumps(content, indent=2) + "\n", "utf-8", newline="\n")


def _digests(content: Mapping[str, object]) -> dict[str, str]:
    texts = {name: json.dumps(value, sort_keys=True) for name, value in content.items()}
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}


def read_json(path: Path, kind: type[R], *, cure: str = "") -> R:
    """Returns the record that `write_json` wrote.

    Args:
        path: the file.
        kind: the record's dataclass.
        cure: what to do if it cannot be read, to stand at the end of the message.

    Raises:
        BrokenRun: the file is damaged, of another format, or a field is missing or of another
            type.
    """
    try:
        content = path.read_bytes()
        number = msgspec.json.decode(content, type=_Head).format
        if number != FORMAT:
            raise BrokenRun(
                f"{path} has format {number!r}, and this genbench reads {FORMAT}.{cure}"
            )
        return msgspec.json.decode(content, type=kind)
    except (ValueError, RecursionError) as error:
        raise BrokenRun(f"{path} is damaged: {error}.{cure}") from error


def read_sealed(path: Path, kind: type[R]) -> R:
    """Returns the record that `write_sealed` wrote; see `read_json`.

    Raises:
        BrokenRun: also where a field is not as it was written.
    """
    cure = "Put that back, or train again with --restart."
    found = read_json(path, kind, cure=f" {cure}")
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:  # In a field that the record has no use for.
        raise BrokenRun(f"{path} is damaged: {error}. {cure}") from error
    seal = content.pop(SEAL, None)
    there, here = seal if isinstance(seal, dict) else {}, _digests(content)
    if changed := [name for name in {**here, **there} if there.get(name) != here.get(name)]:
        raise BrokenRun(
            f"{path} was changed since genbench wrote it, in {', '.join(changed)}. {cure}"
        )
    return found


@dataclasses.dataclass(frozen=True)
class _Head:
    format: Any = None


def plain(record: Any) -> Any:
    """Returns a record as JSON has it."""
    if dataclasses.is_dataclass(record):
        fields = [(f, getattr(record, f.name)) for f in dataclasses.fields(record)]
        return {
            f.name: plain(value)
            for f, value in fields
            if not (OPTIONAL in f.metadata and value == f.default)
        }
    if isinstance(record, Mapping):
        return {name: plain(value) for name, value in record.items()}
    if isinstance(record, list | tuple):
        return [plain(value) for value in record]
    return record


def optional(default: Any) -> Any:
    """Returns a dataclass field that a file leaves out where it has its default."""
    return dataclasses.field(default=default, metadata={OPTIONAL: True})


def numbered(folder: Path, ending: str) -> list[tuple[int, Path]]:
    """Returns the files of a folder that are named by a step, in the order of the steps."""
    return sorted((int(p.stem), p) for p in folder.glob(f"*{ending}") if p.stem.isdecimal())
