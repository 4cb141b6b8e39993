"""What it costs to take the steps of a recipe on two devices, where both are one CPU.

    python tests/benchmarks/bench_devices.py

A CPU that counts as two computes no faster, so what two devices take longer is the cost of dividing
the batch, adding up the gradients and keeping two copies; on GPUs it stands against the time that
the halves of a batch save. Beside it: the same steps with XLA, which is for one device alone. All
alternate, so that a machine which is faster in one minute than in the next leaves the ratios as
they are.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from genbench import data
from genbench.models import building, recipes
from genbench.models.running import devices, steps
from genbench.system.backend import load, tf

N_ROUNDS = 9
# Recipe, and steps per call.
RECIPES = (("vae", 100), ("gan", 100), ("vae-16", 50), ("conv-vae", 5))


def main() -> None:
    load()
    (cpu,) = tf.config.list_physical_devices("CPU")
    tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
    print(f"{'ms per step':12} {'two':>9} {'one':>9} {'one, XLA':>9}   two / one (of each round)")
    for recipe, n_steps in RECIPES:
        calls = [
            chunk(recipe, n_steps, n_devices=2, jit_compile=False),
            chunk(recipe, n_steps, n_devices=1, jit_compile=False),
        ]
        if recipes.get(recipe).config.jit_compile:
            calls.append(chunk(recipe, n_steps, n_devices=1, jit_compile=True))
        seconds = np.array([[call() for call in calls] for _ in range(N_ROUNDS)])
        ratios = seconds[:, 0] / seconds[:, 1]
        low, middle, high = np.quantile(ratios, [0.25, 0.5, 0.75])
        times = " ".join(f"{ms:9.3f}" for ms in 1e3 * np.median(seconds, axis=0) / n_steps)
        print(f"{recipe:12} {times:29}   {middle:.2f} (half of them {low:.2f} to {high:.2f})")


def chunk(recipe: str, n_steps: int, *, n_devices: int, jit_compile: bool) -> Callable[[], float]:
    """Returns a call that takes so many steps, and returns its seconds; compiled already."""
    split = data.load("mnist5k", "train")
    settled = recipes.get(recipe).changed(jit_compile=jit_compile, devices=n_devices)
    model = devices.spread(
        lambda: building.build(settled, split.image_shape, n_classes=len(split.classes)), n_devices
    )
    run_chunk = steps.compile_chunk(
        model, chunk_length=n_steps, jit_compile=jit_compile, n_devices=n_devices
    )
    inputs = steps.chunk_inputs(model, split, settled.config, start=0, stop=n_steps)

    def call() -> float:
        start = time.perf_counter()
        run_chunk(*inputs)
        return time.perf_counter() - start

    call()
    return call


if __name__ == "__main__":
    main()
