"""The commands that are killed, as small as they go, and what stands there before each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

DATA = "--dataset blobs.npz"
SHORT = "--batch-size 16 --steps 40 --log-every 10 --snapshot-every 20 --checkpoint-every 20"
SIZES = {
    "vae": "--hidden-sizes 8 --no-jit-compile",
    "gan": "--generator-sizes 8 --discriminator-sizes 8 --latent-size 4 --no-jit-compile",
    "ae": "--hidden-sizes 8 --latent-size 4 --no-jit-compile",
    "aae": "--hidden-sizes 8 --discriminator-sizes 8 --no-jit-compile",
    "pca": "--latent-size 4",
    "conv-vae": "--channels 2 2 --no-jit-compile",
    "cgan": "--generator-sizes 8 --discriminator-sizes 8 --latent-size 4 --no-jit-compile",
}
TRAIN = {
    recipe: f"train {recipe} {sizes} {SHORT} {DATA} --run-name {recipe}"
    for recipe, sizes in SIZES.items()
}
SAMPLE, EVALUATE = "sample vae --n 40", "evaluate vae"
EXPLORE = "explore vae --n-latents 2 --n-stops 3"
PROBE = "probe vae --labels 20 all --n-seeds 2 --steps 20"
# Its recipe's batches are of 512.
BOTTLENECK = "bottleneck ae --dataset many.npz --sizes 2 4 --steps 40 --run-name curve"
DUEL = f"duel vae gan {DATA} --n-images 3200 --n-samples 40 --run-name duel"


@dataclass(frozen=True)
class Case:
    """A command that is killed.

    Attributes:
        command: its words.
        before: commands that have ended before it.
        is_cut: it was begun before, and killed in the middle: what is killed is its going on.
        is_cold: nothing is in the cache.
    """

    command: str
    before: tuple[str, ...] = ()
    is_cut: bool = False
    is_cold: bool = False


VAE, SAMPLED, MEASURED = (TRAIN["vae"],), (TRAIN["vae"], SAMPLE), (TRAIN["vae"], SAMPLE, EVALUATE)
TWO = (*MEASURED, TRAIN["gan"], "sample gan --n 40", "evaluate gan")
# What is dear to work out is kept in the cache.
OF_DIGITS = (TRAIN["vae"].replace("blobs.npz", "mnist5k"), SAMPLE)
CASES = {
    **{f"train {recipe}": Case(command) for recipe, command in TRAIN.items()},
    "train vae, going on": Case(TRAIN["vae"], is_cut=True),
    "train gan, going on": Case(TRAIN["gan"], is_cut=True),
    "sample vae": Case(SAMPLE, VAE),
    "sample vae again": Case("sample vae --n 30", SAMPLED),
    "sample gan": Case("sample gan --n 40", (TRAIN["gan"],)),
    "evaluate": Case(EVALUATE, SAMPLED),
    "evaluate, cold": Case(EVALUATE, OF_DIGITS, is_cold=True),
    "explore": Case(EXPLORE, VAE),
    "probe": Case(PROBE, VAE),
    "gif": Case("gif vae", VAE),
    "gif of two": Case("gif vae gan", (TRAIN["vae"], TRAIN["gan"])),
    "report": Case("report vae", MEASURED),
    "report of two": Case("report vae gan", TWO),
    "compare": Case("compare vae gan", TWO),
    "export": Case("export vae", VAE),
    "calibrate": Case("calibrate mnist5k --n-samples 100", is_cold=True),
    "bottleneck": Case(BOTTLENECK),
    "bottleneck, going on": Case(BOTTLENECK, is_cut=True),
    "duel": Case(DUEL),
    "duel, going on": Case(DUEL, is_cut=True),
}


def write_blobs(path: Path, n: int) -> None:
    """Writes n pictures of 8 x 8, whose brightness tells their class."""
    labels = np.arange(n) % 4
    noise = np.random.default_rng(0).normal(0, 20, [n, 8, 8])
    images = np.clip(noise + 20 + 60 * labels[:, None, None], 0, 255).astype(np.uint8)
    np.savez(path, images=images, labels=labels)
