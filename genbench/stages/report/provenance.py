"""Where the pictures come from: enough to make them again."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from genbench import runs
from genbench.models import recipes
from genbench.runs import Run
from genbench.stages.report.scores import text


def handle(run: Run) -> str:
    """Returns what a person types for a run: its name below runs/, otherwise its folder."""
    parts = run.path.parts
    root = runs.ROOT.name
    if root in parts[:-1]:
        last = max(i for i, part in enumerate(parts[:-1]) if part == root)
        return shlex.quote("/".join(parts[last + 1 :]))
    return shlex.quote(run.name)


def command(run: Run, record: Mapping[str, Any]) -> str:
    """Returns the command that trains such a run again."""
    config, recipe = record["config"], record["recipe"]
    try:
        default = dataclasses.asdict(recipes.get(recipe).config)
    except ValueError:
        default = {}
    words = ["genbench", "train", recipe]
    for name, value in config.items():
        usual = default.get(name)
        usual = list(usual) if isinstance(usual, tuple) else usual
        if value != usual and value is not None:
            words += _flag(name, value)
    return " ".join([*map(shlex.quote, words), "--run-name", handle(run)])


def facts(
    records: Sequence[Mapping[str, Any]],
) -> tuple[list[tuple[str, str]], list[list[tuple[str, str]]]]:
    """Returns what all runs share of data, seed and machine, and what each has of its own."""
    each = [dict(_facts(record)) for record in records]
    shared = {
        name: value
        for name, value in each[0].items()
        if len(each) > 1 and all(own.get(name) == value for own in each)
    }
    return list(shared.items()), [
        [(name, value) for name, value in own.items() if name not in shared] for own in each
    ]


def _facts(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    data = record["data"]
    yield "data", f"{data['name']}, {data['n_images']:,} training images"
    yield "SHA-256 of the data", data["sha256"]
    yield "seed", str(record["config"]["seed"])
    for name, value in record.get("machine", {}).items():
        yield name.replace("_", " "), text(value)


def differences(
    names: Sequence[str], records: Sequence[Mapping[str, Any]]
) -> list[tuple[str, list[str]]]:
    """Returns the settings that are not the same in all runs, each with its value per run."""
    parts = ("config", "data", "schedule", "machine")
    merged = [{k: v for part in parts for k, v in r.get(part, {}).items()} for r in records]
    keys = dict.fromkeys(key for settings in merged for key in settings)
    rows = []
    for key in keys:
        values = [text(s[key]) if key in s else "–" for s in merged]
        if len(set(values)) > 1:
            rows.append((key.replace("_", " "), values))
    return rows


def _flag(name: str, value: Any) -> list[str]:
    flag = "--" + name.replace("_", "-")
    if isinstance(value, bool):
        return [flag if value else flag.replace("--", "--no-", 1)]
    if isinstance(value, list):
        return [flag, *map(str, value)]
    return [flag, str(value)]
