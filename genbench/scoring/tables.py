"""What metrics.json holds as lines and tables of text."""

from __future__ import annotations

from collections.abc import Sequence

from genbench.scoring.calibration_rows import REAL
from genbench.scoring.entries import Entry, RowEntry, beside_real, ends
from genbench.scoring.faults import BLURRED
from genbench.scoring.model_scores import N_DRAWS as N_CODES
from genbench.scoring.records import MetricsRecord
from genbench.scoring.table import deciding
from genbench.system.numbers import UNKNOWN, short

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


def slack(record: MetricsRecord) -> str:
    """Returns in a sentence what the bound on the likelihood leaves open; "" without a bound."""
    found = {
        name: entry for name, entry in record.measured.items() if name.startswith("iwae_slack")
    }
    if not found:
        return ""
    ((name, entry),) = found.items()
    bound = record.measured[name.replace("iwae_slack", "iwae")]
    return (
        f"The bound on the likelihood is from {N_CODES} codes for each of {bound.n:,} images; ten "
        f"times as many add {short(entry.value)} nats ({ends(entry)}) on {entry.n:,} of them."
    )


def _scores(record: MetricsRecord, names: Sequence[str], shown: Sequence[str]) -> Table:
    rows: Table = [("metric", "value", "95 % interval", "better", *shown, "beside real")]
    for name in names:
        entry = record.measured[name]
        others = (told(record.calibration[row].get(name)) for row in shown)
        found = beside_real(entry, record.calibration.get(REAL, {}).get(name))
        verdict = UNKNOWN if found is None else str(found)
        rows.append((name, short(entry.value), ends(entry), best(entry.better), *others, verdict))
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


def told(entry: Entry | RowEntry | None) -> str:
    """Returns a value with its interval, as a table says it."""
    if entry is None:
        return UNKNOWN
    return short(entry.value) + f" ({ends(entry)})" * bool(ends(entry))


def best(better: str | float | None) -> str:
    """Returns which values of a metric are better, as a table says it."""
    return better if isinstance(better, str) else UNKNOWN if better is None else f"{better:.3g}"
