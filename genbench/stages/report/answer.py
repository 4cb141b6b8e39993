"""The answer in words: per quality who is better, by how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from genbench.metrics import Decision
from genbench.metrics.decision import AS_REAL, NOBODY
from genbench.scoring import verdicts
from genbench.scoring.calibration_rows import REAL
from genbench.scoring.entries import Entry, ends
from genbench.scoring.glossary import QUALITIES, Quality, row_label, space_label
from genbench.scoring.table import direction, look_up
from genbench.scoring.verdicts import (
    DISAGREE,
    TEST,
    Agreement,
    Contenders,
    Records,
    deciding,
)
from genbench.system.numbers import typeset
from genbench.system.sentences import Sentence, beside, clauses, listing, paragraph

CANNOT_SAY = Sentence("cannot say")
MOST_NAMED = 3
# What a perfect model scores, and where that is not known, a perfect copier.
REAL_ROWS = (REAL, "real train")


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
    leaders: tuple[str, ...]
    """Who is ahead: one, or several that are not told apart; () where nobody is."""
    answer: str
    """A few words, such as "gan" or "nobody is told apart"."""
    sure: str
    """One line: the figures and why they do or do not decide."""
    is_measured: bool
    dots: list[Dot] = field(default_factory=list)
    metric: str = ""
    is_compared: bool = False
    """Whether two runs or more have been measured."""


def answers(records: Records) -> list[Answer]:
    """Returns an answer for each quality."""
    differing = verdicts.differing(records)
    decisions = {} if differing else verdicts.decisions(records)
    found = [_answer(quality, records, decisions, differing) for quality in QUALITIES]
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
        many, one = Sentence("No verdict yet"), Sentence("A portrait of {name}", name=names[0])
        return many if len(names) > 1 else one
    if len(names) == 1:
        return Sentence("{name}, measured", name=names[0])
    compared = [answer for answer in measured if answer.is_compared]
    if not compared:
        two = Sentence("No verdict yet: nothing is measured of both")
        return two if len(names) == 2 else Sentence("No verdict yet: nothing is measured of all")
    praise: dict[tuple[str, ...], list[str]] = {}
    for answer in measured:
        if answer.leaders:
            leaders = tuple(name for name in names if name in answer.leaders)
            praise.setdefault(leaders, []).append(answer.quality.praise)
    if praise:
        return clauses([_praise(leaders, praise[leaders]) for leaders in sorted(praise, key=len)])
    said = {answer.answer for answer in compared}
    if said == {CANNOT_SAY}:
        return Sentence("No verdict: the measurements cannot be compared")
    is_as_real = said == {AS_REAL}
    return Sentence("All as good as real") if is_as_real else Sentence("Nobody is told apart")


def interval(entry: Entry) -> str:
    """Returns the interval in words; nothing where there is none."""
    if entry.interval is None:
        return ""
    _, low, high = entry.interval
    return Sentence("in every draw") if low == high else ends(entry, typeset)


def _praise(leaders: Sequence[str], praise: Sequence[str]) -> str:
    who, what = listing(leaders), listing(praise)
    if len(leaders) == 1:
        return Sentence("{who} is {what}", who=who, what=what)
    return Sentence("{who}, not told apart, are {what}", who=who, what=what)


def _answer(
    quality: Quality,
    records: Records,
    decisions: Mapping[str, Decision],
    differing: Sequence[str],
) -> Answer:
    entries = deciding(quality.name, records)
    if not entries:
        return Answer(quality, (), Sentence("not measured"), _why_not(quality, records), False)
    name, contenders = next(iter(entries.items()))
    dots = _dots(name, contenders, records)
    metric, better = look_up(name), next(iter(contenders.values())).better
    label = Sentence(metric.label)
    label = beside(label, space_label(_space(name))) if len(entries) > 1 else label
    if better is not None:
        label = Sentence("{name}, {what}", name=label, what=direction(better))
    figures = _figures(contenders, decisions.get(name))
    sentence = Sentence("{metric}: {figures}.", metric=label, figures=figures)
    if missing := [run for run in records if run not in contenders]:
        sentence = paragraph(sentence, Sentence("Not measured: {runs}.", runs=listing(missing)))
    if len(contenders) == 1:
        ((only, entry),) = contenders.items()
        alone = Sentence("only {run} is measured", run=only)
        alone = typeset(entry.span.value) if len(records) == 1 else alone
        return Answer(quality, (), alone, sentence, True, dots, metric.label)
    spaces = {_space(name): decisions[name] for name in entries if name in decisions}
    if not spaces:
        sentence = paragraph(sentence, _why_cannot_say(differing))
        return Answer(quality, (), CANNOT_SAY, sentence, True, dots, metric.label, True)
    found = verdicts.agreed(spaces)
    sentence = paragraph(sentence, _why(found, spaces))
    return Answer(quality, found.leaders, found.words, sentence, True, dots, metric.label, True)


def _why(found: Agreement, spaces: Mapping[str, Decision]) -> str:
    """Returns in a sentence or two why that is said, and what could have been told apart."""
    said = found.said
    test: str = Sentence(TEST)
    if len(spaces) > 1:
        test = Sentence(
            "{test} in {share} feature spaces, {spaces}",
            test=test,
            share=verdicts.share(found),
            spaces=listing([space_label(space) for space in found.spaces]),
        )
    if said == AS_REAL:
        return Sentence("All are as good as fresh real images, and more than that is no merit.")
    if said == DISAGREE:
        why = Sentence("The feature spaces do not agree: {votes}.", votes=verdicts.votes(spaces))
    elif said == NOBODY:
        why = Sentence("Nobody is told apart by {test}.", test=test)
    else:
        why = Sentence("Told apart by {test}.", test=test)
    told_from = verdicts.told_from(spaces)
    power = Sentence("It takes a difference of {by} to tell the two best apart.", by=told_from)
    none = Sentence("Fewer than three values, or values without any spread, decide nothing.")
    return paragraph(why, power if told_from else none)


def _why_cannot_say(differing: Sequence[str]) -> str:
    if not differing:
        return Sentence("It is not known what is best.")
    rulers = listing([name.replace("_", " ") for name in differing])
    return Sentence("Measured differently ({what}), so nobody is told apart.", what=rulers)


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
        return Sentence("No run has been measured.")
    if failed:
        return Sentence("It failed. {why}", why=failed[0])
    return Sentence("No metric of it is in metrics.json.")


def _dots(name: str, contenders: Contenders, records: Records) -> list[Dot]:
    calibration = next(record.calibration for record in records.values() if record)
    known = (row for row in REAL_ROWS if name in calibration.get(row, ()))
    marks = {row: span for row in known if (span := calibration[row][name].span) is not None}
    marks = dict([*marks.items()][:1])
    spans = {run: entry.span for run, entry in contenders.items()}
    values = [value for span in (*spans.values(), *marks.values()) for value in span]
    least = min(values)
    length = (max(values) - least) or 1.0

    def place(value: float) -> float:
        return round(6 + 88 * (value - least) / length, 2)

    runs = list(records)
    dots = [
        Dot(run, runs.index(run), place(value), place(low), place(high), typeset(value))
        for run, (value, low, high) in spans.items()
    ]
    for row, span in marks.items():
        words = ends(calibration[row][name], typeset)
        text = beside(typeset(span.value), words) if words else typeset(span.value)
        at, low, high = map(place, span)
        dots.append(Dot(row_label(row), None, at, low, high, text))
    return dots


def _figures(contenders: Contenders, decision: Decision | None) -> str:
    """Returns the figures of the runs in words; of many, those of the best two."""
    said = {run: _with_interval(entry) for run, entry in contenders.items()}
    if len(contenders) <= MOST_NAMED or decision is None:
        return listing([_figure(run, figure) for run, figure in said.items()])
    pair = decision.pairs[0]
    best, second = (_figure(run, said[run]) for run in (pair.ahead, pair.behind))
    return Sentence("best {first}, then {second}", first=best, second=second)


def _figure(run: str, figure: str) -> Sentence:
    return Sentence("{run} {figure}", run=run, figure=figure)


def _with_interval(entry: Entry) -> str:
    value, words = typeset(entry.span.value), interval(entry)
    return beside(value, words) if words else value


def _space(name: str) -> str:
    """Returns the space of a metric's name."""
    return name.partition("/")[2]
