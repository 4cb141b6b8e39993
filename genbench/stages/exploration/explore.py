"""Explorations: what the latents of a run hold, in figures, films and numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from genbench.models import building, trained_on
from genbench.pictures import gif, save
from genbench.runs import Run, find
from genbench.runs.made import digest_of, inputs, once
from genbench.stages.exploration import between, choices, codes, concepts
from genbench.stages.exploration.exhibit import Exhibit, there_and_back
from genbench.stages.exploration.records import ExploreRecord, Found, Numbers
from genbench.stages.exploration.subject import Missing, Subject
from genbench.stages.exploration.traversals import traversals
from genbench.system import live
from genbench.system.errors import InvalidInput

# By the names that `Found` has.
PARTS: dict[str, Callable[[Subject], Exhibit[Numbers]]] = {
    "round-trip": codes.round_trip,
    "codes": codes.scatter,
    "between-samples": between.between_samples,
    "between-pictures": between.between_pictures,
    "traversals": traversals,
    "concept-class": concepts.by_class,
    "concept-ink": concepts.by_ink,
}
# Pictures in a strip: of more, a figure shows none.
MOST_STOPS = 100
# Of the descent, for a generator without convolutions and for one with them: what 10 s allow.
N_STEPS, N_STEPS_OF_CONVOLUTIONS = 300, 150


@dataclass(frozen=True)
class Settings:
    """The fields of a configuration that an exploration asks for."""

    dataset: str
    channels: tuple[int, ...] = ()


def explore(
    run: Run | Path | str,
    *,
    source: str | int | None = None,
    target: str | int | None = None,
    pictures: Sequence[Path | str] | None = None,
    n_latents: int | None = None,
    n_stops: int = 9,
    seed: int = 0,
    data: Path | str | None = None,
    progress: bool | None = None,
) -> Path:
    """Shows what the latents of a run hold, and writes figures/*.png, *.gif and explore.json.

    Interpolations on straight lines and on arcs, the way of each latent alone, directions that
    stand for a concept, and the codes of held-out pictures in a plane. Pictures are turned into
    latents by the encoder or, in a model without one, by descent. What a model or its data
    cannot show is named in explore.json under "missing".

    Args:
        run: a run, its folder or its name.
        source: class that the class direction leads away from, by name or number; by default
            source and target are the two whose mean pictures are nearest.
        target: class that it leads to.
        pictures: two files to interpolate between, of the size of the data; by default held-out
            pictures.
        n_latents: latents to traverse; by default 10, or all if there are fewer.
        n_stops: pictures in each strip.
        seed: chooses the pictures and latents that are shown.
        data: where the run's own data are now, if they were moved; noted in the run.
        progress: show progress bars; by default on a terminal.

    Returns:
        explore.json.

    Raises:
        ValueError: an argument is out of range, a class is not in the data, or a picture cannot
            be read or has another size.
        FileNotFoundError: there is no such run, or it has no checkpoint yet.
        BrokenRun: the data set is another one than the run's.
        BlockingIOError: another process writes into the run.
    """
    asked = Asked(source, target, pictures, n_latents, n_stops, seed)
    run = find(run)
    trained_on.told(run, data)
    with run.writing("explore"):
        given = inputs(run) | asked.inputs()
        once(run.path, "explore", given, lambda: _explore(run, asked, progress=progress))
    return run.record_file("explore")


@dataclass(frozen=True)
class Asked:
    """What `explore` is asked for; see there."""

    source: str | int | None
    target: str | int | None
    pictures: Sequence[Path | str] | None
    n_latents: int | None
    n_stops: int
    seed: int

    def __post_init__(self) -> None:
        if not 2 <= self.n_stops <= MOST_STOPS:
            raise InvalidInput(
                f"n_stops must be 2 to {MOST_STOPS}. Received: n_stops={self.n_stops}.", "n_stops"
            )
        if self.seed < 0:
            raise InvalidInput(f"seed must not be negative. Received: seed={self.seed}.", "seed")
        if self.pictures is not None and len(self.pictures) != 2:
            raise InvalidInput(
                f"pictures must be two files. Received: {len(self.pictures)}.", "pictures"
            )

    def inputs(self) -> dict[str, object]:
        """Returns what the figures depend on, by name."""
        return {
            "source and target": (self.source, self.target),
            "pictures": self.pictures and digest_of([*map(Path, self.pictures)]),
            "n_latents": self.n_latents,
            "n_stops": self.n_stops,
            "seed": self.seed,
        }


def _explore(run: Run, asked: Asked, *, progress: bool | None) -> list[Path]:
    """Explores a run, and returns the files written."""
    model, step = building.load(run)
    prior = next(iter(model.samplers.values())).prior
    if len(prior.shape) != 1:
        raise InvalidInput(
            f"{run.path} has latents of the shape {prior.shape}. What is explored are latents that "
            "are rows of numbers."
        )
    weights = run.weights_here()
    config = run.read_config_as(Settings).config
    train = trained_on.load(run, "train")
    subject = Subject(
        name=f"{run.name}, step {step:,}",
        model=model,
        train=train,
        held_out=trained_on.load(run, "held_out"),
        dataset=config.dataset,
        pair=choices.class_pair(train, asked.source, asked.target),
        own=choices.read_own(asked.pictures, train.image_shape) if asked.pictures else None,
        n_steps=N_STEPS_OF_CONVOLUTIONS if config.channels else N_STEPS,
        n_latents=choices.n_latents(
            asked.n_latents, prior.shape[0] - getattr(model, "n_classes", 0)
        ),
        n_stops=asked.n_stops,
        seed=asked.seed,
    )
    record = _explored(run, subject, step=step, weights=weights, progress=progress)
    run.write_record("explore", record)
    return [run.record_file("explore"), *(run.path / name for name in record.files)]


def _explored(
    run: Run, subject: Subject, *, step: int, weights: str, progress: bool | None
) -> ExploreRecord:
    """Writes the figures and films of every part, and returns what was found."""
    found: dict[str, Numbers] = {}
    missing: dict[str, str] = {}
    files: list[str] = []
    with live.line(f"exploring {run.name}", len(PARTS), unit="part", progress=progress) as shown:
        for name, part in PARTS.items():
            shown.set_postfix_str(name)
            shown.update()
            try:
                exhibit = part(subject)
            except Missing as reason:
                missing[name] = str(reason)
                continue
            files += _write(run, name, exhibit)
            found[name] = exhibit.numbers
    return ExploreRecord(
        step=step,
        weights=weights,
        seed=subject.seed,
        found=cast(Found, found),
        missing=missing,
        files=tuple(files),
    )


def _write(run: Run, name: str, exhibit: Exhibit[Numbers]) -> list[str]:
    """Writes the figures and the film, and returns their paths in the run's folder."""
    written = []
    for title, figure in exhibit.figures.items():
        written.append(run.figures / f"{title}.png")
        save(figure, written[-1])
    if exhibit.film:
        written.append(run.figures / f"{name}.gif")
        gif.write(written[-1], *there_and_back(exhibit.film))
    return [path.relative_to(run.path).as_posix() for path in written]
