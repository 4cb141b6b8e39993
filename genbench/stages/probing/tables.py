"""probe.json as tables, and in one line."""

from __future__ import annotations

from collections.abc import Sequence

from genbench.stages.probing.records import Entry, ProbeRecord

Rows = list[Sequence[str]]


def described(record: ProbeRecord) -> str:
    """Returns in one line what a model was probed on."""
    about = record.protocol
    return (
        f"step {about.step:,}: {about.n_held_out:,} held-out images by "
        f"{about.n_train:,} training images; 95 % intervals over held-out images"
    )


def feature_table(record: ProbeRecord) -> Rows:
    """Returns the rows of a table of the accuracies on features, and of their differences."""
    rows: Rows = [("features", "size", "nearest (%)", "linear (%)")]
    for name, found in record.features.items():
        rows.append((name, str(found.size), percent(found.nearest), percent(found.linear)))
    for name, found in record.differences.items():
        rows.append((name, "", signed_percent(found.nearest), signed_percent(found.linear)))
    return rows


def pretraining_table(record: ProbeRecord) -> Rows:
    """Returns the rows of a table of classifiers, pre-trained and started at random."""
    rows: Rows = [("labels", "pre-trained (%)", "at random (%)", "difference")]
    for found in record.pretraining:
        arms = percent(found.pretrained.accuracy), percent(found.random.accuracy)
        rows.append((f"{found.labels:,}", *arms, signed_percent(found.difference)))
    return rows


def percent(entry: Entry) -> str:
    """Returns an accuracy as a table shows it."""
    value, low, high = entry.percent
    return f"{value:.2f} ({low:.2f} to {high:.2f})"


def signed_percent(entry: Entry) -> str:
    """Returns a difference as a table shows it."""
    value, low, high = entry.percent
    return f"{value:+.2f} ({low:+.2f} to {high:+.2f})"
