"""How fast convolutions train, and how much faster in bfloat16.

    python tests/benchmarks/bench_convolutions.py

Chunks of twenty steps with batches of 128 of mnist5k, in turn, eight times: both recipes in both
precisions. What stands behind a rate is the part of the processor that other processes took: a
rate says little where that is more than a few per cent.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from threadpoolctl import threadpool_limits

from genbench import data, noise, recipes, trainers
from genbench.config import change
from genbench.trainers import execution

CHUNK_LENGTH, N_ROUNDS = 20, 8
PRECISIONS = ("float32", "bfloat16")


def main() -> None:
    with threadpool_limits(1, "blas"):
        for recipe in ("conv-vae", "dcgan"):
            chunks = {precision: chunk(recipe, precision) for precision in PRECISIONS}
            rates: dict[str, list[float]] = {precision: [] for precision in PRECISIONS}
            others = []
            for _ in range(N_ROUNDS):
                for precision, run in chunks.items():
                    rate, taken = measured(run)
                    rates[precision].append(rate)
                    others.append(taken)
            middle = {precision: statistics.median(found) for precision, found in rates.items()}
            for precision, found in rates.items():
                print(
                    f"{recipe}, {precision}: {middle[precision]:.1f} steps/s "
                    f"({min(found):.1f} to {max(found):.1f}), "
                    f"{middle[precision] / middle['float32']:.2f} of float32's",
                    flush=True,
                )
            print(f"{recipe}: other processes took {statistics.median(others):.0%}", flush=True)


def chunk(recipe: str, precision: str) -> Callable[[], object]:
    """Returns a function that takes twenty steps, which it has done twice."""
    config = change(recipes.get(recipe).config, dataset="mnist5k", precision=precision)
    split = data.load(config.dataset, "train")
    trainer = trainers.build(config, split.image_shape, n_classes=len(split.classes))
    run = execution.compile_chunk(trainer, chunk_length=CHUNK_LENGTH, jit_compile=False)
    taken = {"seed": 0, "start": 0, "stop": CHUNK_LENGTH}
    images, labels = next(
        data.chunks(split, batch_size=config.batch_size, chunk_length=CHUNK_LENGTH, **taken)
    )
    draws = noise.draw_steps(trainer.noise, n=config.batch_size, **taken)
    for _ in range(2):
        run(images, labels, draws)
    return lambda: run(images, labels, draws)


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
    main()
