"""All that the page shows of one run, and what is missing of it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from genbench import data
from genbench.data import Split
from genbench.models import building, trained_on
from genbench.models.recipes.spelling import command
from genbench.models.running import weights
from genbench.pictures import grids
from genbench.runs import LogEntry, Run, RunRecord, Settings, handle, numbered
from genbench.runs.identity import identity_of
from genbench.scoring import likelihoods, records
from genbench.scoring.from_files import told
from genbench.scoring.likelihoods import LikelihoodRecord
from genbench.scoring.records import MetricsRecord
from genbench.stages.report.curves import Panel, panels
from genbench.stages.report.figures import Figure, figures_of
from genbench.stages.report.plane import Explorer, plane
from genbench.stages.report.readers import Readers, readers
from genbench.stages.report.room import Room
from genbench.stages.report.samples import ShownSamples, show_samples
from genbench.stages.report.sheets import Picture, Sheet, embedded
from genbench.stages.report.sheets import reel as make_reel
from genbench.system.errors import BrokenRun, InvalidInput
from genbench.system.sentences import Sentence

# Data set, part of it, and the digest that this split had in the training.
LoadSplit = Callable[[str, str, str], Split | None]


@dataclass(frozen=True)
class Missing:
    """Something the page cannot show."""

    what: str
    why: str
    cure: str = ""
    """The command that makes it."""


@dataclass(frozen=True)
class Latents:
    """What the page needs to decode latents and read drawings, and how large the networks are."""

    explorer: Explorer | None = None
    readers: Readers = field(default_factory=Readers)
    parameters: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class ShownRun:
    """One run, as far as it goes."""

    name: str
    record: RunRecord[Settings]
    place: str
    """Where its data were last."""
    config: Mapping[str, object]
    """The whole configuration."""
    log: Sequence[LogEntry]
    is_done: bool
    """Whether the last step of the schedule was taken."""
    command: str
    """What trains such a run again."""
    metrics: MetricsRecord | None
    likelihood: LikelihoodRecord | None
    frames: Sequence[int]
    """Images seen at each snapshot."""
    reel: Sequence[Sheet]
    panels: Sequence[Panel]
    drawn: ShownSamples | None
    reconstructions: Picture | None
    figures: Sequence[Figure]
    latents: Latents
    missing: Sequence[Missing]

    @property
    def images_seen(self) -> int:
        """Training images, each counted as often as it was seen."""
        return self.log[-1]["images"] if self.log else 0

    @property
    def updates(self) -> int:
        """Steps taken."""
        return self.log[-1]["step"] if self.log else 0

    @property
    def seconds(self) -> float:
        """Of training."""
        return self.log[-1]["seconds"] if self.log else 0.0

    @property
    def memory(self) -> int | None:
        """The most that the training held, in MiB, where the system told."""
        return self.log[-1].get("memory") if self.log else None

    @property
    def alarms(self) -> list[tuple[int, str]]:
        """Step and line of each alarm of the training."""
        return [
            (entry["step"], told(alarm))
            for entry in self.log
            for alarm in entry.get("alarms", {}).values()
        ]


def show_run(
    run: Run, name: str, load: LoadSplit, *, n_quiz: int, last: int, room: Room
) -> ShownRun:
    """Returns all that the page shows of a run.

    Args:
        run: the run.
        name: how the page calls it.
        load: gives a split, see `load_split`.
        n_quiz: generated pictures that the blind test may show.
        last: images seen where the curves end, the same for all runs of the page.
        room: what the page has left for networks; less after.

    Raises:
        BrokenRun: a file of the run is damaged.
        ValueError: its checkpoint belongs to another configuration.
    """
    record, log = run.read_config(), run.read_log()
    place = trained_on.place(run)

    def split(part: str) -> Split | None:
        return load(place, part, record.data.sha256_of(part))

    shape, owner = record.data.image_shape, identity_of(run)
    snapshots = grids.whole(numbered(run.snapshots_folder, ".png"), shape, owner)
    pairs = grids.whole(numbered(run.reconstructions, ".png")[-1:], shape, owner)
    drawn = None
    if run.samples_file().is_file():
        images, n = run.read_samples().images, room.n_samples(shape)
        drawn = show_samples(images, split("train"), n=n, n_quiz=n_quiz)
    again = command(run)
    latents = _latents(run, split("validation"), record.config.seed, again, room)
    is_done = bool(log) and log[-1]["step"] == record.schedule.steps
    return ShownRun(
        name=name,
        record=record,
        place=place,
        config=run.read_config_as(dict).config,
        log=log,
        is_done=is_done,
        command=again,
        metrics=likelihoods.joined(run, records.read(run)) if run.has_record("metrics") else None,
        likelihood=likelihoods.read(run) if run.has_record("likelihood") else None,
        frames=[step * record.config.batch_size for step, _ in snapshots],
        reel=make_reel([path for _, path in snapshots], record.data.image_shape, room.n_runs),
        panels=panels(log, last=last),
        drawn=drawn,
        reconstructions=embedded(pairs[-1][1]) if pairs else None,
        figures=figures_of(run, room.n_runs),
        latents=latents,
        missing=[
            *_missing(run, drawn, is_done=is_done, has_frames=bool(snapshots), again=again),
            *latents.missing,
        ],
    )


def load_split(dataset: str, part: str, sha256: str) -> Split | None:
    """Returns a split, or None where the data set is not here or is no longer the same.

    Args:
        dataset: name or path of the data set.
        part: see `data.load`.
        sha256: digest of the split that is meant.
    """
    try:
        split = data.load(dataset, part)
    except (OSError, InvalidInput):
        return None
    return split if split.sha256 == sha256 else None


def _missing(
    run: Run, drawn: ShownSamples | None, *, is_done: bool, has_frames: bool, again: str
) -> list[Missing]:
    """Returns what there is not, in the order of the page."""
    found = []
    if not is_done:
        found.append(Missing(Sentence("the end"), Sentence("training stopped early"), again))
    elif not has_frames:
        found.append(Missing(Sentence("the evolution"), Sentence("there are no snapshots")))
    if not run.has_record("metrics"):
        cure = f"genbench evaluate {shlex.quote(handle(run))}"
        found.append(Missing(Sentence("the metrics"), Sentence("it has not been measured"), cure))
    if drawn is None:
        cure = f"genbench sample {shlex.quote(handle(run))}"
        found.append(Missing(Sentence("the samples"), Sentence("none have been drawn"), cure))
    elif drawn.nearest is None:
        data_set = run.read_config().data.name
        why = Sentence("the data set {name} of this run is not here", name=data_set)
        found.append(Missing(Sentence("the nearest training images"), why))
    return found


def _latents(run: Run, validation: Split | None, seed: int, cure: str, room: Room) -> Latents:
    """Returns the networks of the page; a run without a checkpoint has none."""
    try:
        model, _ = building.load(run)
    except FileNotFoundError:
        why = Sentence("there is no checkpoint")
        return Latents(missing=(Missing(Sentence("the latents"), why, cure),))
    except BrokenRun as error:
        why = Sentence("its checkpoint cannot be used ({error})", error=error)
        return Latents(missing=(Missing(Sentence("the latents"), why),))
    explorer = plane(model, validation, seed=seed, room=room)
    reading = readers(model, validation, seed=seed, room=room)
    return Latents(explorer, reading, weights.n_parameters(model))
