"""Verdicts: what `metrics.decide` says of measured runs, metric by metric and in all spaces.

The only place that asks it about runs; comparison, page and terminal take it from here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from genbench import metrics
from genbench.metrics import Contrast, Decision, Question
from genbench.metrics.decision import AS_REAL, MOST_NEEDED, NOBODY
from genbench.scoring.calibration_rows import REAL
from genbench.scoring.entries import Entry
from genbench.scoring.glossary import space_label
from genbench.scoring.records import MetricsRecord
from genbench.scoring.table import look_up, rank
from genbench.system.numbers import short
from genbench.system.sentences import Sentence, beside, listing

DISAGREE = "the feature spaces disagree"
TEST = "Welch's test with Holm's correction at 95 %"

Records = Mapping[str, MetricsRecord | None]
"""What was measured of each run, by its name; None of a run that has not been measured."""
Contenders = Mapping[str, Entry]
"""What came of one metric, by the contender's name."""


@dataclass(frozen=True)
class Agreement:
    """What the feature spaces say together.

    Attributes:
        leaders: whom nobody beats, in more than half of the spaces, while no other space has
            others; () where there are none.
        said: in the words of every table.
        spaces: those that say it.
        n_spaces: of how many.
    """

    leaders: tuple[str, ...]
    said: str
    spaces: tuple[str, ...]
    n_spaces: int

    @property
    def words(self) -> str:
        """What they say, and how many of them, where not all do."""
        if len(self.spaces) == self.n_spaces:
            return self.said
        return Sentence(
            "{said}, in {n} of {all} feature spaces",
            said=self.said,
            n=len(self.spaces),
            all=self.n_spaces,
        )

    def __str__(self) -> str:
        return self.words


def worded(found: Decision) -> str:
    """Returns a decision in the words of every table, as they can be said in other languages."""
    if str(found) in (AS_REAL, NOBODY):
        return Sentence(str(found))
    leaders = listing(found.leaders)
    many = len(found.leaders) > 1
    return Sentence("{leaders}, not told apart", leaders=leaders) if many else leaders


def agreed(decisions: Mapping[str, Decision]) -> Agreement:
    """Returns what the feature spaces say together: each votes, or tells nobody apart.

    Args:
        decisions: by feature space.
    """
    every, n = tuple(decisions), len(decisions)
    votes = {space: found for space, found in decisions.items() if found.is_told}
    if len({frozenset(found.leaders) for found in votes.values()}) > 1:
        return Agreement((), Sentence(DISAGREE), every, n)
    if 2 * len(votes) > n:
        voted = next(iter(votes.values()))
        return Agreement(voted.leaders, worded(voted), tuple(votes), n)
    is_as_real = {str(found) for found in decisions.values()} == {AS_REAL}
    return Agreement((), Sentence(AS_REAL if is_as_real else NOBODY), every, n)


def share(agreement: Agreement) -> Sentence:
    """Returns of how many feature spaces an agreement is: "2 of 3", "both" or "all 3"."""
    n, of = len(agreement.spaces), agreement.n_spaces
    if n < of:
        return Sentence("{n} of {all}", n=n, all=of)
    return Sentence("both") if n == 2 else Sentence("all {n}", n=n)


def votes(decisions: Mapping[str, Decision]) -> str:
    """Returns what each feature space says, in words, as in "a (judge) and b (PCA)".

    Args:
        decisions: by feature space.
    """
    spaces: dict[str, list[str]] = {}
    for space, found in decisions.items():
        spaces.setdefault(worded(found), []).append(space_label(space))
    return listing([beside(said, listing(who)) for said, who in spaces.items()])


def contenders(records: Records) -> Mapping[str, Contenders]:
    """Returns the scores of each metric of metrics.json, of the runs that have it."""
    there: dict[str, dict[str, Entry]] = {}
    for run, record in records.items():
        for name, entry in record.measured.items() if record else ():
            there.setdefault(name, {})[run] = entry
    return there


def deciding(quality: str, records: Records) -> dict[str, Contenders]:
    """Returns the scores that decide a quality: its first metric that most runs share.

    The keys are the metric's names, one for each feature space.
    """
    there = {
        name: found
        for name, found in contenders(records).items()
        if look_up(name).quality == quality
    }
    most = max(map(len, there.values()), default=0)
    shared = {name: found for name, found in there.items() if len(found) == most}
    first = min(map(rank, shared), default=0)
    return {name: found for name, found in shared.items() if rank(name) == first}


def decisions(records: Records) -> dict[str, Decision]:
    """Returns the decision about each metric that two runs or more have.

    Those of all metrics that decide a quality hold together at 95 %; that of another metric by
    itself. Where it is not known what is best, there is none.
    """
    there = contenders(records)
    questions = {
        name: question
        for name, found in there.items()
        if len(found) > 1 and (question := _question(name, found, records)) is not None
    }
    qualities = {look_up(name).quality for name in questions}
    decide = {name for quality in qualities for name in deciding(quality, records)}
    family = {name: question for name, question in questions.items() if name in decide}
    found = metrics.decide_together(family)
    for name, question in questions.items():
        if name not in found:
            found |= metrics.decide_together({name: question})
    return found


def differing(records: Records) -> list[str]:
    """Returns in what the measured runs were not measured alike."""
    there = [record for record in records.values() if record]
    protocols = [record.protocol for record in there]
    names = [name for p in protocols[1:] for name in protocols[0].differing(p)]
    codes: dict[str, str] = {}
    for row in (row for record in there for row in record.own):
        if codes.setdefault(row.name, row.code.sha256) != row.code.sha256:
            names.append(f"the code of {row.name}")
    return list(dict.fromkeys(names))


def told_from(decisions: Mapping[str, Decision]) -> str:
    """Returns from which difference on the two best are told apart, in words; "" where from none.

    Args:
        decisions: by feature space.
    """
    smallest = {space: decision.pairs[0].smallest for space, decision in decisions.items()}
    return _by_space({space: short(v) for space, v in smallest.items() if math.isfinite(v)})


def takes(decisions: Mapping[str, Decision]) -> str:
    """Returns how many values of each it takes to tell the two best apart, in words.

    "" where they are told apart in every space, or both as good as real images.

    Args:
        decisions: by feature space.
    """
    pairs = {
        space: decision.pairs[0]
        for space, decision in decisions.items()
        if not decision.are_as_real(decision.pairs[0])
    }
    return _by_space({space: needed(pair) for space, pair in pairs.items() if not pair.is_told})


def _by_space(words: Mapping[str, str]) -> str:
    return listing([beside(word, space_label(space)) for space, word in words.items()])


def needed(pair: Contrast) -> str:
    """Returns how many values of each would tell such a difference, in words, as in "7"."""
    if pair.n_needed is not None:
        return f"{pair.n_needed:,}"
    is_known = pair.difference.value > 0 and sum(pair.deviations) > 0
    return Sentence("more than {n:,}", n=MOST_NEEDED) if is_known else Sentence("unknown")


def _question(name: str, found: Contenders, records: Records) -> Question | None:
    first = next(iter(found.values()))
    if first.better is None:
        return None
    record = next(record for record in records.values() if record and name in record.measured)
    real = record.calibration.get(REAL, {}).get(name)
    return Question(
        {run: entry.draws or (entry.span.value,) for run, entry in found.items()},
        first.better,
        real.draws if real and len(real.draws) > 1 else None,
        first.resolution,
    )
