"""Where the pictures come from: enough to make them again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence

from genbench import runs
from genbench.models import recipes
from genbench.runs import Run, RunRecord, Settings
from genbench.runs.formats import plain
from genbench.stages.report.words import text


def handle(run: Run) -> str:
    """Returns what a person types for a run: its name below runs/, otherwise its folder."""
    parts = run.path.parts
    root = runs.ROOT.name
    if root in parts[:-1]:
        last = max(i for i, part in enumerate(parts[:-1]) if part == root)
        return shlex.quote("/".join(parts[last + 1 :]))
    return shlex.quote(run.name)


def command(run: Run) -> str:
    """Returns the command that trains such a run again."""
    record = run.read_config_as(dict)
    # A recipe of another version may be gone: then every field is told.
    known = recipes.RECIPES.get(record.recipe)
    default = plain(known.config) if known else {}
    words = ["genbench", "train", record.recipe]
    for name, value in record.config.items():
        if value != default.get(name) and value is not None:
            words += _flag(name, value)
    return " ".join([*map(shlex.quote, words), "--run-name", handle(run)])


def facts(
    records: Sequence[RunRecord[Settings]],
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


def _facts(record: RunRecord[Settings]) -> Iterator[tuple[str, str]]:
    yield "data", f"{record.data.name}, {record.data.n_images:,} training images"
    yield "SHA-256 of the data", record.data.sha256
    yield "seed", str(record.config.seed)
    for name, value in plain(record.machine).items():
        yield name.replace("_", " "), text(value)


def differences(
    records: Sequence[RunRecord[Settings]], configs: Sequence[Mapping[str, object]]
) -> list[tuple[str, list[str]]]:
    """Returns the settings that are not the same in all runs, each with its value per run.

    Args:
        records: of the runs.
        configs: the whole configuration of each.
    """
    merged = [
        {**config, **plain(record.data), **plain(record.schedule), **plain(record.machine)}
        for record, config in zip(records, configs, strict=True)
    ]
    keys = dict.fromkeys(key for settings in merged for key in settings)
    rows = []
    for key in keys:
        values = [text(s[key]) if key in s else "–" for s in merged]
        if len(set(values)) > 1:
            rows.append((key.replace("_", " "), values))
    return rows


def _flag(name: str, value: object) -> list[str]:
    flag = "--" + name.replace("_", "-")
    if isinstance(value, bool):
        return [flag if value else flag.replace("--", "--no-", 1)]
    if isinstance(value, list):
        return [flag, *map(str, value)]
    return [flag, str(value)]
