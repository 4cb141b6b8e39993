"""What metrics.json holds as lines and tables of text."""

from __future__ import annotations

from collections.abc import Sequence

from genbench.scoring.calibration_rows import REAL
from genbench.scoring.entries import known
from genbench.scoring.faults import BLURRED
from genbench.scoring.records import MetricsRecord
from genbench.scoring.table import deciding
from genbench.system.numbers import short

Table = list[Sequence[str]]


def described(record: MetricsRecord) -> str:
    """Returns in one line what was measured on what."""
    protocol = record.protocol
    about = protocol.samplers[protocol.sampler].about
    spaces = "; ".join(f"{name}: {space.description}" for name, space in protocol.spaces.items())
    return (
        f"{protocol.n_draws} draws of {protocol.draw_size} from {protocol.sampler} ({about}) at "
        f"step {protocol.step:,}; {spaces}"
    )


def scores(record: MetricsRecord) -> Table:
    """Returns the rows of a table: scores, intervals and calibration rows."""
    return _scores(record, list(record.measured), list(record.calibration))


def deciding_scores(record: MetricsRecord) -> Table:
    """Returns the rows of `scores` that decide a quality, beside real and blurred images alone."""
    shown = [row for row in (REAL, BLURRED) if row in record.calibration]
    return _scores(record, deciding(record.measured), shown)


def _scores(record: MetricsRecord, names: Sequence[str], shown: Sequence[str]) -> Table:
    rows: Table = [("metric", "value", "95 % interval", "better", *shown)]
    for name in names:
        entry = record.measured[name]
        interval = f"{short(entry.low)} to {short(entry.high)}"
        others = (short(known(record.calibration[row], name)) for row in shown)
        rows.append((name, short(entry.value), interval, best(entry.better), *others))
    return rows


def samplers(record: MetricsRecord) -> Table:
    """Returns the rows of a table of every sampler; none where there is one only."""
    if not record.others:
        return []
    measured, told = record.by_sampler, record.protocol.samplers
    heads = (f"{name} (step {told[name].step:,})" for name in measured)
    rows: Table = [("metric", *heads), ("", *(told[name].about for name in measured))]
    for metric in next(iter(record.others.values())):
        found = (entries.get(metric) for entries in measured.values())
        rows.append((metric, *(short(entry.value if entry else None) for entry in found)))
    return rows


def best(better: str | float | None) -> str:
    """Returns which values of a metric are better, as a table says it."""
    return better if isinstance(better, str) else "-" if better is None else f"{better:.3g}"
