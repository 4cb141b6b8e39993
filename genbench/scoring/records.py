"""Scores as they stand in metrics.json.

    {"format": 1,
     "metrics":     {"recall/judge": ENTRY, ...},            of the usual sampler
     "others":      {"generator": {"recall/judge": ENTRY, ...}, ...},
     "calibration": {"noise": {"recall/judge": {"value": 0.0, "n": 2000}, ...}, ...},
     "over_training": [{"step": 500, "images": 64000, "value": 210.0,
                       "space": "judge", "n": 100}, ...],    of the snapshots, see over_training
     "protocol":    {"samplers": {"generator": {"about", "step", "seed", "sha256", "without"},
                                  ...},
                     "best_step": in words which step draws best, ...}}

An ENTRY has `value`, the ends `low` and `high` of its 95 % interval, `n` images in a draw,
`better` ("higher", "lower" or the number that is best), its `space` and what the interval is
`over`, with the `draws` where it is over draws. Where a metric could not be measured, `value`,
`low` and `high` are null and `error` says why.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from genbench import metrics
from genbench.scoring.measuring import Score
from genbench.scoring.numbers import rounded, short
from genbench.scoring.table import LIKE_REAL
from genbench.system.files import replacing

Entry = dict[str, Any]
# What must be the same for two scores to be comparable.
RULER = ("dataset", "train_sha256", "held_out_sha256", "spaces", "draw_size", "n_draws")


def entry(score: Score, real: Mapping[str, Entry]) -> Entry:
    """Returns the entry of a score over draws.

    Args:
        score: of some samples.
        real: the calibration row of real images, which says what is like them.
    """
    better: str | float | None = score.metric.better
    if better == LIKE_REAL:
        better = real[score.name]["value"]
    about = {"n": score.n, "better": better, "space": score.space}
    if score.error:
        return {"value": None, "low": None, "high": None, **about, "error": score.error}
    interval = metrics.t_interval(score.values)
    over = f"{len(score.values)} draws"
    return {**ends(interval), **about, "over": over, "draws": list(map(rounded, score.values))}


def image_entry(values: np.ndarray, *, better: str, space: str = "pictures") -> Entry:
    """Returns the entry of a metric that is a mean over images."""
    about = {"n": len(values), "better": better, "space": space, "over": "images"}
    return {**ends(metrics.bootstrap_mean(values)), **about}


def row(scores: Iterable[Score]) -> dict[str, Entry]:
    """Returns a calibration row: the mean of each metric, or why there is none."""
    return {
        score.name: {"value": None, "n": score.n, "error": score.error}
        if score.mean is None
        else {"value": rounded(score.mean), "n": score.n}
        for score in scores
    }


def table(record: Mapping[str, Any]) -> list[Sequence[str]]:
    """Returns the rows of a table of a metrics.json: scores, intervals and calibration rows."""
    calibration = record["calibration"]
    rows: list[Sequence[str]] = [("metric", "value", "95 % interval", "better", *calibration)]
    for name, found in record["metrics"].items():
        if found["value"] is None:
            continue
        interval = f"{short(found['low'])} to {short(found['high'])}"
        known = [short(known.get(name, {}).get("value")) for known in calibration.values()]
        rows.append((name, short(found["value"]), interval, short(found["better"]), *known))
    return rows


def described(record: Mapping[str, Any]) -> str:
    """Returns in one line what a metrics.json was measured on."""
    protocol = record["protocol"]
    sampler = protocol["sampler"]
    about = protocol["samplers"][sampler]["about"]
    spaces = "; ".join(f"{name}: {s['description']}" for name, s in protocol["spaces"].items())
    return (
        f"{protocol['n_draws']} draws of {protocol['draw_size']} from {sampler} ({about}) at "
        f"step {protocol['step']:,}; {spaces}"
    )


def samplers(record: Mapping[str, Any]) -> list[Sequence[str]]:
    """Returns the rows of a table of every sampler of a metrics.json; [] where there is one."""
    if not record["others"]:
        return []
    protocol = record["protocol"]
    measured = {protocol["sampler"]: record["metrics"], **record["others"]}
    told = protocol["samplers"]
    heads = [f"{name} (step {told[name]['step']:,})" for name in measured]
    rows: list[Sequence[str]] = [("metric", *heads), ("", *(told[n]["about"] for n in measured))]
    for metric in record["others"][next(iter(record["others"]))]:
        values = [entries.get(metric, {}).get("value") for entries in measured.values()]
        rows.append((metric, *map(short, values)))
    return rows


def failures(record: Mapping[str, Any]) -> dict[str, str]:
    """Returns why each metric that could not be measured was not."""
    return {name: e["error"] for name, e in record["metrics"].items() if e["value"] is None}


def ends(interval: metrics.Interval) -> Entry:
    """Returns value, low and high of an interval."""
    return {name: rounded(end) for name, end in interval._asdict().items()}


def write_csv(path: Path, record: Mapping[str, Any]) -> None:
    """Writes one line for each metric of each sampler, the calibration rows beside it."""
    rows = record["calibration"]
    columns = ("value", "low", "high", "n", "better", "space", "error")
    samplers = {record["protocol"]["sampler"]: record["metrics"], **record["others"]}
    with replacing(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["sampler", "metric", *columns, *rows])
        for sampler, entries in samplers.items():
            for name, found in entries.items():
                known = [row.get(name, {}).get("value") for row in rows.values()]
                writer.writerow([sampler, name, *map(found.get, columns), *known])
