"""The answer in words: per quality who is better, by how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from genbench.scoring import verdicts
from genbench.scoring.calibration_rows import REAL
from genbench.scoring.entries import Entry, known
from genbench.scoring.glossary import QUALITIES, SPACES, Quality, row_label
from genbench.scoring.records import MetricsRecord
from genbench.scoring.table import direction, look_up, rank
from genbench.scoring.verdicts import Contenders, Decision, Reason
from genbench.system.numbers import typeset

CANNOT_SAY = "cannot say"
MOST_NAMED = 3
WELCH = "Welch's test at 95 %"
# What a perfect model scores, and where that is not known, a perfect copier.
REAL_ROWS = (REAL, "real train")

Records = Mapping[str, MetricsRecord | None]
"""What was measured of each run, by its name; None of a run that has not been measured."""


@dataclass(frozen=True)
class Dot:
    """A value and its interval on a line from 0 to 100."""

    name: str
    run: int | None
    """Which run it belongs to; None marks a calibration row."""
    at: float
    low: float
    high: float
    text: str


@dataclass(frozen=True)
class Answer:
    """What was found about one quality."""

    quality: Quality
    winner: str | None
    answer: str
    """A few words, such as "gan" or "no significant difference"."""
    sure: str
    """One line: the figures and why they do or do not decide."""
    is_measured: bool
    dots: list[Dot] = field(default_factory=list)
    metric: str = ""
    is_compared: bool = False
    """Whether two runs or more have been measured."""


def answers(records: Records) -> list[Answer]:
    """Returns an answer for each quality."""
    found = [_answer(quality, records) for quality in QUALITIES]
    # A likelihood is not to be expected: a GAN has none.
    return [
        answer
        for answer in found
        if answer.quality.name != "likelihood"
        or answer.is_compared
        or (answer.is_measured and len(records) == 1)
    ]


def headline(found: Sequence[Answer], names: Sequence[str]) -> str:
    """Returns the answer in one sentence."""
    measured = [answer for answer in found if answer.is_measured]
    if not measured:
        return "No verdict yet" if len(names) > 1 else f"A portrait of {names[0]}"
    if len(names) == 1:
        return f"{names[0]}, measured"
    compared = [answer for answer in measured if answer.is_compared]
    if not compared:
        return f"No verdict yet: nothing is measured of {'both' if len(names) == 2 else 'all'}"
    praise = [
        f"{name} is {_listing([a.quality.praise for a in measured if a.winner == name])}"
        for name in names
        if any(answer.winner == name for answer in measured)
    ]
    if praise:
        return "; ".join(praise)
    if all(answer.answer == CANNOT_SAY for answer in compared):
        return "No verdict: the measurements cannot be compared"
    return "No significant difference"


def deciding(quality: Quality, records: Records) -> dict[str, Contenders]:
    """Returns the scores that decide a quality: its first metric that most runs share.

    The keys are the metric's names, one for each feature space.
    """
    there: dict[str, dict[str, Entry]] = {}
    for run, record in records.items():
        for name, entry in record.measured.items() if record else ():
            if look_up(name).quality == quality.name:
                there.setdefault(name, {})[run] = entry
    most = max((len(per_run) for per_run in there.values()), default=0)
    shared = {name: per_run for name, per_run in there.items() if len(per_run) == most}
    first = min(map(rank, shared), default=0)
    return {name: per_run for name, per_run in shared.items() if rank(name) == first}


def interval(entry: Entry) -> str:
    """Returns the interval in words; nothing where there is none."""
    if entry.interval is None:
        return ""
    _, low, high = entry.interval
    return "in every draw" if low == high else f"{typeset(low)} to {typeset(high)}"


def _answer(quality: Quality, records: Records) -> Answer:
    entries = deciding(quality, records)
    if not entries:
        return Answer(quality, None, "not measured", _why_not(quality, records), False)
    spaces = {_space(name): contenders for name, contenders in entries.items()}
    name, contenders = next(iter(entries.items()))
    dots = _dots(name, contenders, records)
    metric, better = look_up(name), next(iter(contenders.values())).better
    where = f" ({_space(name)})" if len(entries) > 1 else ""
    best = f", {direction(better)}" if better is not None else ""
    sentence = f"{metric.label}{where}{best}: {_figures(contenders)}."
    if missing := [run for run in records if run not in contenders]:
        sentence += f" Not measured: {_listing(missing)}."
    if len(contenders) == 1:
        ((only, entry),) = contenders.items()
        alone = typeset(entry.span.value) if len(records) == 1 else f"only {only} is measured"
        return Answer(quality, None, alone, sentence, True, dots, metric.label)
    differing = _differing(records)
    enough = _real(entries, records) if quality.name == "copying" else None
    decision = verdicts.decide(spaces, differing=differing, enough=enough)
    said, why = _words(decision, differing)
    sentence = f"{sentence} {why}"
    return Answer(quality, decision.winner, said, sentence, True, dots, metric.label, True)


def _words(decision: Decision, differing: Sequence[str]) -> tuple[str, str]:
    """Returns a decision in a few words, and the reason in a sentence."""
    spaces = list(decision.ahead)
    both = "both" if len(spaces) == 2 else f"all {len(spaces)}"
    everywhere = f" in {both} feature spaces, {_listing(spaces)}" if len(spaces) > 1 else ""
    if decision.is_tested:
        apart, overlap = (
            f"The difference is significant by {WELCH}",
            f"Nobody is ahead of all by {WELCH}",
        )
    else:
        apart, overlap = "The intervals lie apart", "The intervals of the best overlap"
    ahead = [f"{who or 'nobody'} leads in {space}" for space, who in decision.ahead.items()]
    rulers = _listing([name.replace("_", " ") for name in differing])
    return {
        Reason.DIFFERENT_RULERS: (
            CANNOT_SAY, f"Measured differently ({rulers}), so nobody is declared the winner."
        ),
        Reason.NO_INTERVALS: (
            CANNOT_SAY, "Without intervals on all of them, nobody is declared the winner."
        ),
        Reason.ALL_AS_REAL: (
            "nobody copies",
            "All are as original as fresh real images are, and more than that is no merit.",
        ),
        Reason.AHEAD: (decision.winner or "", f"{apart}{everywhere}."),
        Reason.NOT_AHEAD: ("no significant difference", f"{overlap}{everywhere}."),
        Reason.SPACES_DISAGREE: (
            "the feature spaces disagree",
            f"The feature spaces do not agree: {_listing(ahead)}.",
        ),
    }[decision.reason]  # fmt: skip


def _why_not(quality: Quality, records: Records) -> str:
    """Returns why a quality was not measured."""
    failed = [
        f"{name}: {error}"
        for record in records.values()
        if record
        for name, error in record.failures.items()
        if look_up(name).quality == quality.name
    ]
    if not any(records.values()):
        return "No run has been measured."
    return f"It failed. {failed[0]}" if failed else "No metric of it is in metrics.json."


def _differing(records: Records) -> list[str]:
    """Returns what the measured runs were not measured alike in."""
    first, *others = [record.protocol for record in records.values() if record]
    return list(dict.fromkeys(name for other in others for name in first.differing(other)))


def _real(entries: Mapping[str, Contenders], records: Records) -> dict[str, float]:
    """Returns what fresh real images reach, by space, where it is known."""
    row = next(record.calibration.get(REAL, {}) for record in records.values() if record)
    found = {_space(name): known(row, name) for name in entries}
    return {space: value for space, value in found.items() if value is not None}


def _dots(name: str, contenders: Contenders, records: Records) -> list[Dot]:
    calibration = next(record.calibration for record in records.values() if record)
    rows = {row: known(own, name) for row, own in calibration.items() if row in REAL_ROWS}
    marks = [(row, value) for row in REAL_ROWS if (value := rows.get(row)) is not None][:1]
    spans = {run: entry.span for run, entry in contenders.items()}
    values = [value for span in spans.values() for value in span] + [v for _, v in marks]
    least = min(values)
    length = (max(values) - least) or 1.0

    def place(value: float) -> float:
        return round(6 + 88 * (value - least) / length, 2)

    runs = list(records)
    dots = [
        Dot(run, runs.index(run), place(value), place(low), place(high), typeset(value))
        for run, (value, low, high) in spans.items()
    ]
    at = [(row, place(value), typeset(value)) for row, value in marks]
    return dots + [Dot(row_label(row), None, here, here, here, text) for row, here, text in at]


def _figures(contenders: Contenders) -> str:
    """Returns the figures of the runs in words; of many, those of the best two."""
    said = {run: _with_interval(entry) for run, entry in contenders.items()}
    better = next(iter(contenders.values())).better
    if len(contenders) <= MOST_NAMED or better is None:
        return _listing([f"{run} {figure}" for run, figure in said.items()])
    losses = {run: sum(verdicts.loss_interval(e.span, better)) for run, e in contenders.items()}
    best, second = sorted(losses, key=losses.__getitem__)[:2]
    return f"best {best} {said[best]}, then {second} {said[second]}"


def _with_interval(entry: Entry) -> str:
    value = typeset(entry.span.value)
    return f"{value} ({interval(entry)})" if interval(entry) else value


def _space(name: str) -> str:
    """Returns what the space of a metric's name is called."""
    space = name.partition("/")[2]
    return SPACES.get(space, space)


def _listing(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
