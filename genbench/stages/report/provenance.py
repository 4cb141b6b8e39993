"""Where the pictures come from: enough to make them again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from genbench.runs import RunRecord, Settings
from genbench.runs.formats import plain
from genbench.stages.report.words import text
from genbench.system.sentences import Sentence


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
    yield (
        Sentence("data"),
        Sentence("{name}, {n:,} training images", name=record.data.name, n=record.data.n_images),
    )
    yield Sentence("SHA-256 of the data"), record.data.sha256
    yield Sentence("seed"), str(record.config.seed)
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
