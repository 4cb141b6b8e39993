"""Samples of a trained run, as an array and as pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from genbench import images, trainers
from genbench.files import replacing
from genbench.runs import Run, find
from genbench.trainers.sampling import draw

N_SHOWN = 100


def sample(run: Run | Path | str, *, n: int = 10_000, seed: int = 0) -> dict[str, Path]:
    """Draws images from every sampler of a run, and writes samples.npz and samples.png.

    The usual sampler's files are named so; another's carry its scope, as in
    samples-generator.npz. Sample i depends on the seed and i alone.

    Args:
        run: a run, its folder or its name.
        n: number of images.
        seed: fixes the latents.

    Returns:
        The npz files by the samplers' scopes. Each holds `images` uint8 [n, h, w, c], `seed` and
        the `step` of the checkpoint that was sampled.

    Raises:
        ValueError: n is not positive, or the seed is negative.
        FileNotFoundError: there is no such run, or it has no checkpoint yet.
    """
    if n < 1:
        raise ValueError(f"n must be a positive integer. Received: n={n}.")
    if seed < 0:
        raise ValueError(f"seed must not be negative. Received: seed={seed}.")
    run = find(run)
    trainer, step = trainers.load(run)
    written = {}
    for scope, sampler in trainer.samplers.items():
        drawn = draw(sampler, n=n, seed=seed)
        written[scope] = run.samples_file(scope if written else None)
        with replacing(written[scope]) as path:
            np.savez_compressed(path, images=drawn, seed=seed, step=step)
        images.write(written[scope].with_suffix(".png"), images.grid(drawn[:N_SHOWN]))
    return written
