"""How fast convolutions train, how much faster in bfloat16, and how much faster than in torch.

    python tests/benchmarks/bench_convolutions.py [PYTHON]

Chunks of twenty steps with batches of 128 of mnist5k, in turn, eight times: both recipes in both
precisions and, where PYTHON is one that has torch, in torch. What stands behind a rate is the part
of the processor that other processes took: a rate says little where that is more than a few per
cent. A machine that is faster in one minute than in the next leaves the ratios as they are.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from threadpoolctl import threadpool_limits

from genbench import data
from genbench.models import building, recipes
from genbench.models.parts import noise
from genbench.models.running import steps

CHUNK_LENGTH, N_ROUNDS = 20, 8
PRECISIONS = ("float32", "bfloat16")


def main(python_with_torch: str | None = None) -> None:
    with threadpool_limits(1, "blas"):
        for recipe in ("conv-vae", "dcgan"):
            ways = {precision: chunk(recipe, precision) for precision in PRECISIONS}
            if python_with_torch:
                ways["torch"] = chunk_in_torch(recipe, python_with_torch)
            rates: dict[str, list[float]] = {way: [] for way in ways}
            others = []
            for _ in range(N_ROUNDS):
                for way, run in ways.items():
                    rate, taken = measured(run)
                    rates[way].append(rate)
                    if way in PRECISIONS:
                        others.append(taken)
            base = rates["float32"]
            for way, found in rates.items():
                ratios = [rate / other for rate, other in zip(found, base, strict=True)]
                print(
                    f"{recipe}, {way}: {statistics.median(found):.1f} steps/s "
                    f"({min(found):.1f} to {max(found):.1f}), "
                    f"{statistics.median(ratios):.2f} of float32's",
                    flush=True,
                )
            print(f"{recipe}: other processes took {statistics.median(others):.0%}", flush=True)


def chunk(recipe: str, precision: str) -> Callable[[], object]:
    """Returns a function that takes twenty steps, which it has done twice."""
    chosen = recipes.get(recipe).changed(dataset="mnist5k", precision=precision)
    config = chosen.config
    split = data.load(config.dataset, "train")
    model = building.build(chosen, split.image_shape, n_classes=len(split.classes))
    run = steps.compile_chunk(model, chunk_length=CHUNK_LENGTH, jit_compile=False)
    taken = {"seed": 0, "start": 0, "stop": CHUNK_LENGTH}
    images, labels = next(
        data.chunks(split, batch_size=config.batch_size, chunk_length=CHUNK_LENGTH, **taken)
    )
    draws = noise.draw_steps(model.noise, n=config.batch_size, **taken)
    for _ in range(2):
        run(images, labels, draws)
    return lambda: run(images, labels, draws)


def chunk_in_torch(recipe: str, python: str) -> Callable[[], object]:
    """Returns a function that has another Python take twenty steps, which it has done twice."""
    script = Path(__file__).with_name("convolutions_in_torch.py")
    other = subprocess.Popen(
        [python, script, str(CHUNK_LENGTH)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    requests, answers = other.stdin, other.stdout
    assert requests is not None
    assert answers is not None

    def run() -> None:
        print(recipe, file=requests, flush=True)
        assert answers.readline(), "the other Python stopped"

    for _ in range(2):
        run()
    return run


def measured(run: Callable[[], object]) -> tuple[float, float]:
    """Returns steps per second, and the share of the processor that other processes had."""
    start, own, all_ = time.perf_counter(), sum(os.times()[:2]), busy_seconds()
    run()
    seconds = time.perf_counter() - start
    others = busy_seconds() - all_ - (sum(os.times()[:2]) - own)
    return CHUNK_LENGTH / seconds, max(0.0, others / seconds / (os.cpu_count() or 1))


def busy_seconds() -> float:
    """Returns how long all processors have been busy since the start, as Linux counts it."""
    listing = Path("/proc/stat")
    if not listing.is_file():
        return sum(os.times()[:2])
    user, nice, system, _idle, _waiting, *others = listing.read_text("utf-8").split()[1:9]
    return sum(map(int, (user, nice, system, *others))) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(*sys.argv[1:])
