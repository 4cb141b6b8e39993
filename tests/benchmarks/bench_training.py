"""How fast training is, against what people would use in its place, in turn.

    python tests/benchmarks/bench_training.py [DATASET] [PYTHON]

The ways train the same networks on the same images, with batches of 128 and Adam, each in a
process that stays. In turn each takes a thousand steps, five times; the rates are medians, and the
ratios are of neighbours, so that a machine which is faster in one minute than in the next leaves
them as they are. What is compiled first, and the first steps, are left out.

Others are a session of TensorFlow 1 that is fed batch by batch, as in tutorials; Keras's `fit` with
a `train_step`; one `tf.function` a step; and where PYTHON is one that has torch and JAX, torch
eagerly and compiled, and JAX with a scan of a hundred steps. Ours are the steps as a training takes
them, with gathering and noise, and whole trainings with log and event files: without and with
their snapshots, held-out scores and checkpoints.

After as many steps the losses must be alike, or something else was trained.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

import genbench
from genbench import data
from genbench.data import images
from genbench.models import building, recipes
from genbench.stages.training.updates import updates

N_ROUNDS, N_STEPS, N_FIRST = 5, 1_000, 200
NO_SNAPSHOTS = {"snapshot_every": 5_000, "checkpoint_every": 5_000}
BASE, STEPS = "feed_dict", "genbench, steps"
# Of the VAE's losses: an epoch may have another order. A GAN's say nothing of the kind.
TOLERANCE = 0.03
# Takes so many steps, and returns seconds for each of them and the mean loss, if it knows it.
Way = Callable[[int], tuple[float, float | None]]


def main(dataset: str, python: str | None = None) -> None:
    split = data.load(dataset, "train")
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(1, "blas"):
        pixels = Path(folder) / "pixels.npy"
        np.save(pixels, images.to_float(split.images).reshape(len(split), -1))
        for recipe in ("vae", "gan"):
            ways = ours(recipe, dataset) | peers(recipe, pixels, python)
            for way in ways.values():
                way(N_FIRST)
            rounds = [{name: way(N_STEPS) for name, way in ways.items()} for _ in range(N_ROUNDS)]
            tell(recipe, dataset, rounds)
            if recipe == "vae":
                check_losses({name: loss for name, (_, loss) in rounds[-1].items()})


def tell(recipe: str, dataset: str, rounds: list[dict[str, tuple[float, Any]]]) -> None:
    """Prints for each way the rate, and how many times as fast ours and the tutorials' is."""
    print(f"{recipe} on {dataset}: steps/s, of the tutorials', loss of the last round")
    for name in rounds[0]:
        rates = [1 / found[name][0] for found in rounds]
        ratio = statistics.median(found[BASE][0] / found[name][0] for found in rounds)
        loss = rounds[-1][name][1]
        print(
            f"{name:24} {statistics.median(rates):6.0f} ({min(rates):.0f} to {max(rates):.0f})"
            f"  {ratio:5.2f}  {'' if loss is None else f'{loss:.2f}'}",
            flush=True,
        )


def check_losses(losses: Mapping[str, float | None]) -> None:
    """Stops where a loss is not like that of our own steps."""
    expected = losses[STEPS]
    assert expected is not None
    for name, loss in losses.items():
        if loss is not None and abs(loss / expected - 1) > TOLERANCE:
            sys.exit(f"{name} trains something else: a loss of {loss:.1f}, not {expected:.1f}.")


def ours(recipe: str, dataset: str) -> dict[str, Way]:
    return {
        STEPS: by_steps(recipe, dataset),
        "genbench, no snapshots": by_training(recipe, dataset, **NO_SNAPSHOTS),
        "genbench, all of it": by_training(recipe, dataset),
    }


def by_steps(recipe: str, dataset: str) -> Way:
    """Returns what takes steps as the training loop does, gathered and drawn ahead."""
    n_steps = N_FIRST + N_ROUNDS * N_STEPS
    chosen = recipes.get(recipe).changed(dataset=dataset, steps=n_steps)
    config = chosen.config
    split = data.load(dataset, "train")
    model = building.build(chosen, split.image_shape, n_classes=len(split.classes))
    coming = updates(model, split, config, config.schedule(len(split)), start=0)

    def run(n: int) -> tuple[float, float]:
        start, n_taken, losses = time.perf_counter(), 0, []
        while n_taken < n:
            _, scalars = next(coming)
            found = scalars.get("loss", scalars.get("loss_d"))
            assert found is not None
            n_taken += len(found)
            losses.append(found)
        return (time.perf_counter() - start) / n_taken, float(np.concatenate(losses).mean())

    return run


def by_training(recipe: str, dataset: str, **cadences: Any) -> Way:
    def run(n: int) -> tuple[float, None]:
        if n < N_STEPS:
            return 0.0, None
        with tempfile.TemporaryDirectory() as root:
            trained = genbench.train(
                recipe, dataset=dataset, steps=5 * n, root=root, progress=False, **cadences
            )
            first, *_, last = trained.read_log()
        return (last["seconds"] - first["seconds"]) / (last["step"] - first["step"]), None

    return run


def peers(recipe: str, pixels: Path, python: str | None) -> dict[str, Way]:
    ways = {BASE: by_another(sys.executable, "tensorflow", f"{recipe}-feed_dict", pixels)}
    if recipe == "vae":
        for name, way in (("Keras's fit", "vae-fit"), ("a tf.function a step", "vae-function")):
            ways[name] = by_another(sys.executable, "tensorflow", way, pixels)
        if python:
            ways["torch, eager"] = by_another(python, "torch", "eager", pixels)
            ways["torch.compile"] = by_another(python, "torch", "compile", pixels)
            ways["JAX, scan"] = by_another(python, "jax", "scan", pixels)
    return ways


def by_another(python: str, library: str, way: str, pixels: Path) -> Way:
    """Returns what has another process take steps."""
    script = Path(__file__).with_name(f"peers_in_{library}.py")
    other = subprocess.Popen(
        [python, script, way, pixels], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    requests, answers = other.stdin, other.stdout
    assert requests is not None
    assert answers is not None

    def run(n: int) -> tuple[float, float]:
        print(n, file=requests, flush=True)
        answer = answers.readline()
        assert answer, f"{way} in {library} stopped"
        seconds, loss = map(float, answer.split())
        return seconds / n, loss

    return run


if __name__ == "__main__":
    main(*sys.argv[1:] or ["mnist5k"])
