"""The answer: per quality who is better, by how much, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from genbench.scoring import verdicts
from genbench.scoring.calibration_rows import REAL
from genbench.scoring.glossary import LOWER, QUALITIES, SPACES, Quality, look_up, rank, row_label
from genbench.stages.report.scores import Score, Scores, short

CANNOT_SAY = "cannot say"
MOST_NAMED = 3
WELCH = "Welch's test at 95 %"
DISAGREE = "the feature spaces disagree"
# What a perfect model scores, and where that is not known, a perfect copier.
REAL_ROWS = ("real held out", "real train", "real")


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
class Verdict:
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


def judge(scores: Mapping[str, Scores | None]) -> list[Verdict]:
    """Returns a verdict for each quality, from the scores of each run by its name."""
    found = [_judge(quality, scores) for quality in QUALITIES]
    # A likelihood is not to be expected: a GAN has none.
    return [
        verdict
        for verdict in found
        if verdict.quality.name != "likelihood"
        or verdict.is_compared
        or (verdict.is_measured and len(scores) == 1)
    ]


def headline(verdicts: Sequence[Verdict], names: Sequence[str]) -> str:
    """Returns the answer in one sentence."""
    measured = [verdict for verdict in verdicts if verdict.is_measured]
    if not measured:
        return "No verdict yet" if len(names) > 1 else f"A portrait of {names[0]}"
    if len(names) == 1:
        return f"{names[0]}, measured"
    compared = [v for v in measured if v.is_compared]
    if not compared:
        return f"No verdict yet: nothing is measured of {'both' if len(names) == 2 else 'all'}"
    praise = [
        f"{name} is {_listing([v.quality.praise for v in measured if v.winner == name])}"
        for name in names
        if any(v.winner == name for v in measured)
    ]
    if praise:
        return "; ".join(praise)
    if all(v.answer == CANNOT_SAY for v in compared):
        return "No verdict: the measurements cannot be compared"
    return "No significant difference"


def _judge(quality: Quality, scores: Mapping[str, Scores | None]) -> Verdict:
    entries = deciding(quality, scores)
    if not entries:
        failed = [
            f"{name}: {why}"
            for s in scores.values()
            if s
            for name, why in s.failed.items()
            if look_up(name).quality == quality.name
        ]
        why = f"It failed. {failed[0]}" if failed else "No metric of it is in metrics.json."
        sure = why if any(scores.values()) else "No run has been measured."
        return Verdict(quality, None, "not measured", sure, False)
    outcomes = {_shown(_space(scores, name)): _winner(per_run) for name, per_run in entries.items()}
    name, per_run = next(iter(entries.items()))
    label = look_up(name, _space(scores, name)).label
    where = f" ({next(iter(outcomes))})" if len(entries) > 1 else ""
    dots = _dots(name, per_run, scores)
    figures = _figures(per_run)
    sentence = f"{label}{where}, {_direction(next(iter(per_run.values())).better)}: {figures}."
    missing = [run for run in scores if run not in per_run]
    if missing:
        sentence += f" Not measured: {_listing(missing)}."
    if len(per_run) == 1:
        only = next(iter(per_run))
        answer = short(per_run[only].value) if len(scores) == 1 else f"only {only} is measured"
        return Verdict(quality, None, answer, sentence, True, dots, label)
    winners = set(outcomes.values())
    tested = all(map(_has_draws, entries.values()))
    both = "both" if len(outcomes) == 2 else f"all {len(outcomes)}"
    everywhere = f" in {both} feature spaces, {_listing(list(outcomes))}" if where else ""
    if differing := _differing(scores):
        names = _listing([name.replace("_", " ") for name in differing])
        tail = f" Measured differently ({names}), so nobody is declared the winner."
        answer, winner = CANNOT_SAY, None
    elif any(not s.has_interval for per_run in entries.values() for s in per_run.values()):
        tail = " Without intervals on all of them, nobody is declared the winner."
        answer, winner = CANNOT_SAY, None
    elif _is_enough(quality, entries, scores):
        answer, winner = "nobody copies", None
        tail = " All are as original as fresh real images are, and more than that is no merit."
    elif len(winners) == 1 and None not in winners:
        (winner,) = winners
        answer = str(winner)
        sign = f"The difference is significant by {WELCH}" if tested else "The intervals lie apart"
        tail = f" {sign}{everywhere}."
    elif winners == {None}:
        answer, winner = "no significant difference", None
        sign = (
            f"Nobody is ahead of all by {WELCH}" if tested else "The intervals of the best overlap"
        )
        tail = f" {sign}{everywhere}."
    else:
        answer, winner = DISAGREE, None
        found = _listing([f"{who or 'nobody'} leads in {space}" for space, who in outcomes.items()])
        tail = f" The feature spaces do not agree: {found}."
    return Verdict(quality, winner, answer, sentence + tail, True, dots, label, True)


def deciding(quality: Quality, scores: Mapping[str, Scores | None]) -> dict[str, dict[str, Score]]:
    """Returns the scores that decide a quality: its first metric that most runs share.

    The keys are the metric's names, one for each feature space.
    """
    there: dict[str, dict[str, Score]] = {}
    for run, s in scores.items():
        for name, score in s.metrics.items() if s else ():
            if look_up(name).quality == quality.name:
                there.setdefault(name, {})[run] = score
    most = max((len(per_run) for per_run in there.values()), default=0)
    shared = {name: per_run for name, per_run in there.items() if len(per_run) == most}
    first = min(map(rank, shared), default=0)
    return {name: per_run for name, per_run in shared.items() if rank(name) == first}


def _differing(scores: Mapping[str, Scores | None]) -> list[str]:
    """Returns what the measured runs were not measured alike in."""
    rulers = [s.ruler for s in scores.values() if s]
    return [name for name in rulers[0] if any(r[name] != rulers[0][name] for r in rulers)]


def _winner(per_run: Mapping[str, Score]) -> str | None:
    """Returns the run that is better than all others; None without a significant difference.

    By its draws as `genbench compare` decides it; a score that has none, as one over images, must
    have an interval that lies apart.
    """
    if _has_draws(per_run):
        draws = {run: score.draws for run, score in per_run.items()}
        return verdicts.winner(draws, next(iter(per_run.values())).better)
    for run, score in per_run.items():
        _, worst = score.loss()
        if all(worst < other.loss()[0] for name, other in per_run.items() if name != run):
            return run
    return None


def _is_enough(
    quality: Quality,
    entries: Mapping[str, Mapping[str, Score]],
    scores: Mapping[str, Scores | None],
) -> bool:
    """Returns whether all runs are as good as real images, where better means nothing.

    Noise is the most original of all.
    """
    real = next((s.calibration.get(REAL, {}) for s in scores.values() if s), {})
    return quality.name == "copying" and all(
        score.low >= real.get(name, math.inf)
        for name, per_run in entries.items()
        for score in per_run.values()
    )


def _has_draws(per_run: Mapping[str, Score]) -> bool:
    return all(len(score.draws) > 1 for score in per_run.values())


def _dots(
    name: str, per_run: Mapping[str, Score], scores: Mapping[str, Scores | None]
) -> list[Dot]:
    calibration = next(s.calibration for s in scores.values() if s)
    known = {row_label(row): values[name] for row, values in calibration.items() if name in values}
    marks = [(row, known[row]) for row in REAL_ROWS if row in known][:1]
    values = [v for s in per_run.values() for v in (s.low, s.value, s.high)]
    values += [value for _, value in marks]
    least, most = min(values), max(values)
    span = (most - least) or 1.0

    def place(value: float) -> float:
        return round(6 + 88 * (value - least) / span, 2)

    runs = list(scores)
    dots = [
        Dot(run, runs.index(run), place(s.value), place(s.low), place(s.high), short(s.value))
        for run, s in per_run.items()
    ]
    return dots + [Dot(row, None, place(v), place(v), place(v), short(v)) for row, v in marks]


def _direction(better: str | float) -> str:
    if isinstance(better, str):
        return f"{'less' if better == LOWER else 'more'} is better"
    return f"{short(better)} is best"


def _figures(per_run: Mapping[str, Score]) -> str:
    """Returns the figures of the runs in words; of many, those of the best two."""
    if len(per_run) <= MOST_NAMED:
        return _listing([f"{run} {_with_interval(score)}" for run, score in per_run.items()])
    (best, own), (second, other) = sorted(per_run.items(), key=lambda item: sum(item[1].loss()))[:2]
    return f"best {best} {_with_interval(own)}, then {second} {_with_interval(other)}"


def _with_interval(score: Score) -> str:
    return f"{short(score.value)} ({score.interval})" if score.interval else short(score.value)


def _space(scores: Mapping[str, Scores | None], name: str) -> str:
    return next((s.spaces[name] for s in scores.values() if s and name in s.spaces), "")


def _shown(space: str) -> str:
    return SPACES.get(space, space)


def _listing(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
