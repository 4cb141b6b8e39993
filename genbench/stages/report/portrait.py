"""All that the page shows of one run, and what is missing of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from genbench import data, metrics
from genbench.data import Split, images
from genbench.models import building
from genbench.models.running import weights
from genbench.runs import Run, numbered
from genbench.stages.report.curves import Panel
from genbench.stages.report.figures import Figure, figures_of
from genbench.stages.report.plane import plane
from genbench.stages.report.provenance import command, handle
from genbench.stages.report.scores import Scores, read_scores
from genbench.stages.report.sheets import Sheet, embedded, rounded, sheet
from genbench.stages.report.sheets import reel as make_reel

N_SAMPLES = 100
LARGEST_SIDE = 64
BLOCK = 8192
# Data set, "train" or "held_out", and the digest that the run was trained on.
LoadSplit = Callable[[str, str, str], Split | None]


@dataclass(frozen=True)
class Missing:
    """Something the page cannot show."""

    what: str
    why: str
    cure: str = ""
    """The command that makes it."""


@dataclass
class Portrait:
    """One run, as far as it goes."""

    name: str
    record: dict[str, Any]
    log: list[dict[str, Any]]
    command: str
    scores: Scores | None = None
    frames: list[int] = field(default_factory=list)
    """Images seen at each snapshot."""
    reel: list[Sheet] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    samples: Sheet | None = None
    samples_step: int = 0
    nearest: Sheet | None = None
    distances: list[float] = field(default_factory=list)
    quiz: Sheet | None = None
    reconstructions: dict[str, Any] | None = None
    figures: list[Figure] = field(default_factory=list)
    explorer: dict[str, Any] | None = None
    parameters: dict[str, int] = field(default_factory=dict)
    missing: list[Missing] = field(default_factory=list)

    @property
    def images_seen(self) -> int:
        """Training images, each counted as often as it was seen."""
        return self.log[-1]["images"] if self.log else 0

    @property
    def seconds(self) -> float:
        """Of training."""
        return self.log[-1]["seconds"] if self.log else 0.0

    @property
    def memory(self) -> int | None:
        """The most that the training held, in MiB, where the system told."""
        return self.log[-1].get("memory") if self.log else None

    @property
    def is_done(self) -> bool:
        """Whether the last step of the schedule was taken."""
        return bool(self.log) and self.log[-1]["step"] == self.record["schedule"]["steps"]

    @property
    def alarms(self) -> list[tuple[int, str]]:
        """Step and line of each alarm of the training."""
        return [
            (entry["step"], alarm)
            for entry in self.log
            for alarm in entry.get("alarms", {}).values()
        ]


def portray(run: Run, name: str, load: LoadSplit, *, n_quiz: int) -> Portrait:
    """Returns the portrait of a run.

    Args:
        run: the run.
        name: how the page calls it.
        load: gives a split, see `load_split`.
        n_quiz: generated pictures that the blind test may show.

    Raises:
        BrokenRun: a file of the run is damaged.
    """
    record = run.read_config()
    portrait = Portrait(name, record, run.read_log(), command(run, record))
    shape = record["data"]["image_shape"]
    snapshots = numbered(run.snapshots, ".png")
    batch_size = record["config"]["batch_size"]
    portrait.frames = [step * batch_size for step, _ in snapshots]
    portrait.reel = make_reel([path for _, path in snapshots], shape)
    if not portrait.is_done:
        portrait.missing.append(Missing("the end", "training stopped early", portrait.command))
    elif not snapshots:
        portrait.missing.append(Missing("the evolution", "there are no snapshots"))
    portrait.scores = _scores(run, portrait)
    _add_samples(run, portrait, load, n_quiz)
    pairs = numbered(run.reconstructions, ".png")
    portrait.reconstructions = embedded(pairs[-1][1]) if pairs else None
    portrait.figures = figures_of(run)
    _add_explorer(run, portrait, load)
    return portrait


def load_split(dataset: str, part: str, sha256: str) -> Split | None:
    """Returns a split, or None where the data set is not here or is no longer the same.

    Args:
        dataset: name or path of the data set.
        part: "train" or "held_out".
        sha256: digest of the training split that is meant.
    """
    try:
        split = data.load(dataset, part)
        train = split if part == "train" else data.load(dataset, "train")
    except (OSError, ValueError):
        return None
    return split if train.sha256 == sha256 else None


def _scores(run: Run, portrait: Portrait) -> Scores | None:
    if not run.record_file("metrics").is_file():
        cure = f"genbench evaluate {handle(run)}"
        portrait.missing.append(Missing("the metrics", "it has not been measured", cure))
        return None
    return read_scores(run.read_record("metrics"))


def _add_samples(run: Run, portrait: Portrait, load: LoadSplit, n_quiz: int) -> None:
    if not run.samples_file().is_file():
        cure = f"genbench sample {handle(run)}"
        portrait.missing.append(Missing("the samples", "none have been drawn", cure))
        return
    samples = run.read_samples()
    drawn, portrait.samples_step = samples.images, samples.step
    n = N_SAMPLES if drawn.shape[1] <= LARGEST_SIDE else 36
    shown = drawn[:n]
    columns = int(np.sqrt(n))
    portrait.samples = sheet(shown, n_columns=columns)
    # Other pictures than the reader has just looked at, where there are any.
    unseen = drawn[n : n + n_quiz] if len(drawn) >= n + n_quiz else drawn[-n_quiz:]
    portrait.quiz = sheet(unseen)
    train = _split(portrait, "train", load)
    if train is None or train.images.shape[1:] != shown.shape[1:]:
        why = f"the data set {portrait.record['data']['name']} of this run is not here"
        portrait.missing.append(Missing("the nearest training images", why))
        return
    rows, distances = _nearest(train.images, shown)
    portrait.nearest = sheet(train.images[rows], n_columns=columns)
    portrait.distances = rounded(distances, 3)


def _nearest(train: np.ndarray, shown: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns the row of the nearest training image of each, and the RMS difference in [0, 1]."""
    queries = images.to_float(shown).reshape(len(shown), -1)
    rows = np.zeros(len(shown), np.int64)
    distances = np.full(len(shown), np.inf)
    for start in range(0, len(train), BLOCK):
        block = images.to_float(train[start : start + BLOCK])
        found = metrics.nearest_training(block.reshape(len(block), -1), queries, k=1)
        closer = found.distances[:, 0] < distances
        rows[closer] = start + found.indices[closer, 0]
        distances[closer] = found.distances[closer, 0]
    return rows, distances / np.sqrt(queries.shape[1])


def _add_explorer(run: Run, portrait: Portrait, load: LoadSplit) -> None:
    try:
        model, _ = building.load(run)
    except FileNotFoundError:
        cure = portrait.command
        portrait.missing.append(Missing("the latents", "there is no checkpoint", cure))
        return
    except (KeyError, TypeError, ValueError) as error:
        # A run of another version: its other files can still be shown.
        why = f"its checkpoint does not fit this genbench ({error})".rstrip(".")
        portrait.missing.append(Missing("the latents", why))
        return
    portrait.parameters = weights.n_parameters(model)
    held_out = _split(portrait, "held_out", load)
    portrait.explorer = plane(model, held_out, seed=portrait.record["config"]["seed"])


def _split(portrait: Portrait, part: str, load: LoadSplit) -> Split | None:
    record = portrait.record
    return load(record["config"]["dataset"], part, record["data"]["sha256"])
