"""How the files of a run directory are read: whole, and of the format that is known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from genbench.system.errors import BrokenRun
from genbench.system.files import replacing

# Of every JSON file.
FORMAT = 1


def write_json(path: Path, record: Mapping[str, Any]) -> None:
    """Writes a record, with the format's number."""
    with replacing(path) as beside:
        text = json.dumps({"format": FORMAT, **record}, indent=2)
        beside.write_text(text + "\n", "utf-8", newline="\n")


def read_json(path: Path, *, cure: str = "") -> dict[str, Any]:
    """Returns what `write_json` wrote.

    Args:
        path: the file.
        cure: what to do if it cannot be read, to stand at the end of the message.

    Raises:
        BrokenRun: the file is damaged or of another format.
    """
    try:
        record = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise BrokenRun(f"{path} is damaged: {error}.{cure}") from error
    found = record.get("format") if isinstance(record, dict) else None
    if found != FORMAT:
        raise BrokenRun(f"{path} has format {found!r}, and this genbench reads {FORMAT}.{cure}")
    return record


def numbered(folder: Path, ending: str) -> list[tuple[int, Path]]:
    """Returns the files of a folder that are named by a step, in the order of the steps."""
    return sorted((int(p.stem), p) for p in folder.glob(f"*{ending}") if p.stem.isdecimal())
