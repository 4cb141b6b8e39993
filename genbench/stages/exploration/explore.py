"""Explorations: what the latents of a run hold, in figures, films and numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from genbench import data, pictures
from genbench.models import building
from genbench.pictures import gif
from genbench.runs import Run, find
from genbench.stages.exploration import choices, codes, concepts, paths
from genbench.stages.exploration.exhibit import Exhibit, there_and_back
from genbench.stages.exploration.scene import Missing, Scene

PARTS: dict[str, Callable[[Scene], Exhibit]] = {
    "round-trip": codes.round_trip,
    "codes": codes.scatter,
    "between-samples": paths.between_samples,
    "between-pictures": paths.between_pictures,
    "traversals": paths.traversals,
    "concept-class": concepts.by_class,
    "concept-ink": concepts.by_ink,
}
# Of the descent, for a generator without convolutions and for one with them: what 10 s allow.
N_STEPS = {False: 300, True: 150}


def explore(
    run: Run | Path | str,
    *,
    source: str | int | None = None,
    target: str | int | None = None,
    pictures: Sequence[Path | str] | None = None,
    n_latents: int | None = None,
    n_stops: int = 9,
    seed: int = 0,
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
        progress: show progress bars; by default on a terminal.

    Returns:
        explore.json.

    Raises:
        ValueError: an argument is out of range, a class is not in the data, or a picture cannot
            be read or has another size.
        FileNotFoundError: there is no such run, or it has no checkpoint yet.
        BrokenRun: the data set is another one than the run's.
    """
    if n_stops < 2:
        raise ValueError(f"n_stops must be 2 or more. Received: n_stops={n_stops}.")
    if seed < 0:
        raise ValueError(f"seed must not be negative. Received: seed={seed}.")
    if pictures is not None and len(pictures) != 2:
        raise ValueError(f"pictures must be two files. Received: {len(pictures)}.")
    run = find(run)
    model, step = building.load(run)
    config = run.read_config()["config"]
    dataset = config["dataset"]
    train = data.load(dataset, "train")
    run.check_data(train.sha256)
    scene = Scene(
        name=f"{run.name}, step {step:,}",
        model=model,
        train=train,
        held_out=data.load(dataset, "held_out"),
        dataset=dataset,
        pair=choices.pair(train, source, target),
        own=None if pictures is None else choices.read_own(pictures, train.image_shape),
        n_steps=N_STEPS[bool(config.get("channels"))],
        n_latents=choices.n_latents(n_latents, config["latent_size"]),
        n_stops=n_stops,
        seed=seed,
        progress=progress,
    )
    run.write_record("explore", {"step": step, "seed": seed, **_shown(run, scene)})
    return run.record_file("explore")


def _shown(run: Run, scene: Scene) -> dict[str, Any]:
    """Writes every part of the exploration, and returns what explore.json says of them."""
    found: dict[str, Any] = {}
    missing: dict[str, str] = {}
    files: list[str] = []
    hidden = None if scene.progress is None else not scene.progress
    with tqdm(PARTS.items(), desc=run.name, unit="part", disable=hidden) as parts:
        for name, part in parts:
            parts.set_postfix_str(name)
            try:
                exhibit = part(scene)
            except Missing as reason:
                missing[name] = str(reason)
                continue
            files += _write(run, name, exhibit)
            found[name] = exhibit.numbers
    return {"found": found, "missing": missing, "files": files}


def _write(run: Run, name: str, exhibit: Exhibit) -> list[str]:
    """Writes the figures and the film, and returns their paths in the run's folder."""
    written = []
    for title, figure in exhibit.figures.items():
        written.append(run.figures / f"{title}.png")
        pictures.save(figure, written[-1])
    if exhibit.film:
        written.append(run.figures / f"{name}.gif")
        gif.write(written[-1], *there_and_back(exhibit.film))
    return [path.relative_to(run.path).as_posix() for path in written]
