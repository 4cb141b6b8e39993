"""What a study has found: on each data set who is told apart, and what is to be chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from genbench.experiments.study.plan import Job
from genbench.metrics import Decision
from genbench.runs import LogEntry, Run
from genbench.scoring import records, verdicts
from genbench.scoring.entries import Entry
from genbench.scoring.records import MetricsRecord
from genbench.scoring.table import look_up
from genbench.scoring.verdicts import Agreement
from genbench.stages.comparison.contenders import Contender
from genbench.system.sentences import Sentence

# Whose first metric a leaderboard is in the order of, and settings are chosen by.
QUALITY = "likeness"
# Leaders who are named in a sentence.
MOST_LEADERS = 4


@dataclass(frozen=True)
class Measured:
    """A run of a study that is done.

    Attributes:
        job: the job that made it.
        run: the run.
        record: what its samples were measured as beside held-out images.
        validation: the same beside validation images.
        log: of its training.
    """

    job: Job
    run: Run
    record: MetricsRecord
    validation: MetricsRecord
    log: Sequence[LogEntry]


@dataclass(frozen=True)
class Group:
    """A contender on a data set: a recipe with a setting, and its runs of several seeds."""

    name: str
    runs: tuple[Measured, ...]

    @property
    def job(self) -> Job:
        """Of its first run."""
        return self.runs[0].job

    @cached_property
    def record(self) -> MetricsRecord:
        """What it was measured as beside held-out images, over its seeds if there are two."""
        return self._over_seeds([one.record for one in self.runs])

    @cached_property
    def validation(self) -> MetricsRecord:
        """The same beside validation images."""
        return self._over_seeds([one.validation for one in self.runs])

    def _over_seeds(self, found: Sequence[MetricsRecord]) -> MetricsRecord:
        runs = tuple(one.run for one in self.runs)
        contender = Contender(self.name, runs, tuple(found), {}, self.name)
        return contender.record(over_seeds=len(runs) > 1)


@dataclass(frozen=True)
class Board:
    """What a study has found on one data set.

    Attributes:
        dataset: its name.
        groups: the contenders, best first by the leading metric.
        metrics: the leading metric in each feature space, as in frechet_distance/judge; less is
            better.
        decisions: who is told apart by each; {} where the runs were not measured alike, or one
            contender is alone.
        differing: in what they were not measured alike.
    """

    dataset: str
    groups: tuple[Group, ...]
    metrics: tuple[str, ...]
    decisions: Mapping[str, Decision]
    differing: tuple[str, ...]

    @property
    def agreement(self) -> Agreement | None:
        """What the feature spaces say together; None where there is no decision."""
        return verdicts.agreed(self.decisions) if self.decisions else None

    @property
    def verdict(self) -> str:
        """What they say, in words; "" where there is no decision."""
        agreement = self.agreement
        if agreement is None:
            return ""
        n = len(agreement.leaders)
        if n <= MOST_LEADERS:
            return agreement.words
        said = Sentence("{n} of {all} lead, not told apart", n=n, all=len(self.groups))
        return replace(agreement, said=said).words

    @property
    def over(self) -> str:
        """What the intervals are over."""
        n = {len(group.runs) for group in self.groups}
        if min(n) > 1:
            return Sentence("training seeds")
        return Sentence("fresh draws of one training of each")

    def place(self, group: Group, metric: str) -> int | None:
        """Returns in which group of those that are told apart a contender is, from 1 on."""
        decision = self.decisions.get(metric)
        if decision is None or not decision.is_told:
            return None
        return next(i for i, names in enumerate(decision.groups, 1) if group.name in names)

    def value(self, group: Group, metric: str, *, validation: bool = False) -> Entry | None:
        """Returns what came of a metric of a contender; None where it was not measured."""
        record = group.validation if validation else group.record
        return record.measured.get(metric)

    @property
    def label(self) -> str:
        """What the leading metric is called: Fréchet distance, as a rule."""
        return Sentence(look_up(self.metrics[0]).label if self.metrics else "not measured")

    def chosen(self, groups: Iterable[Group]) -> Group | None:
        """Returns the contender that is best by the validation images; None where none has any."""
        known = [
            (entry.span.value, group)
            for group in groups
            if (entry := self.value(group, self.metrics[0], validation=True)) is not None
        ]
        return min(known, key=lambda pair: pair[0])[1] if known else None

    @property
    def recipes(self) -> dict[str, list[Group]]:
        """The contenders of each recipe."""
        found: dict[str, list[Group]] = {}
        for group in self.groups:
            found.setdefault(group.job.recipe, []).append(group)
        return found


def measured(job: Job, run: Run) -> Measured:
    """Returns what a job that is done has left.

    Raises:
        FileNotFoundError: it was not measured.
        BrokenRun: what it has left is damaged.
    """
    record, validation = records.read(run), records.read(run, "metrics-validation")
    return Measured(job, run, record, validation, run.read_log())


def boards(found: Sequence[Measured]) -> list[Board]:
    """Returns what was found on each data set, in the order of the runs."""
    datasets = dict.fromkeys(one.job.dataset for one in found)
    return [_board(name, [one for one in found if one.job.dataset == name]) for name in datasets]


def _board(dataset: str, found: Sequence[Measured]) -> Board:
    named: dict[str, list[Measured]] = {}
    for one in found:
        named.setdefault(one.job.contender, []).append(one)
    groups = [Group(name, tuple(runs)) for name, runs in named.items()]
    if min(len(group.runs) for group in groups) == 1:
        # A draw and a seed are no two values of one kind.
        groups = [replace(group, runs=group.runs[:1]) for group in groups]
    told = {group.name: group.record for group in groups}
    metrics = tuple(verdicts.deciding(QUALITY, told))
    differing = tuple(verdicts.differing(told))
    decisions = {} if differing or len(groups) < 2 else verdicts.decisions(told)
    board = Board(
        dataset,
        tuple(groups),
        metrics,
        {name: decisions[name] for name in metrics if name in decisions},
        differing,
    )
    return replace(board, groups=tuple(sorted(groups, key=lambda group: _lead(board, group))))


def _lead(board: Board, group: Group) -> float:
    entry = board.value(group, board.metrics[0]) if board.metrics else None
    return entry.span.value if entry else float("inf")
