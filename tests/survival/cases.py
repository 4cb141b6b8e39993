"""The commands that are killed, as small as they go, and what stands there before each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

DATA = ("--dataset", "blobs.npz")
SHORT = tuple("--steps 40 --log-every 10 --snapshot-every 20 --checkpoint-every 20".split())
TRAININGS = {
    "vae": "train vae --hidden-sizes 8 --no-jit-compile",
    "gan": "train gan --generator-sizes 8 --discriminator-sizes 8 --latent-size 4 --no-jit-compile",
    "ae": "train ae --hidden-sizes 8 --latent-size 4 --no-jit-compile",
    "aae": "train aae --hidden-sizes 8 --discriminator-sizes 8 --no-jit-compile",
    "pca": "train pca --latent-size 4",
    "conv-vae": "train conv-vae --channels 2 2 --no-jit-compile",
    "cgan": "train cgan --generator-sizes 8 --discriminator-sizes 8 --latent-size 4 "
    "--no-jit-compile",
}


def _training(kind: str, dataset: str = "blobs.npz") -> tuple[str, ...]:
    rest = ("--batch-size", "16", "--dataset", dataset, "--run-name", kind)
    return (*TRAININGS[kind].split(), *SHORT, *rest)


@dataclass(frozen=True)
class Case:
    """A command that is killed.

    Attributes:
        words: the command.
        before: commands that have ended before it.
        is_cut: it was begun before, and killed in the middle: what is killed is its going on.
        is_cold: nothing is in the cache.
    """

    words: tuple[str, ...]
    before: tuple[tuple[str, ...], ...] = ()
    is_cut: bool = False
    is_cold: bool = False


def _after(training: str, *commands: str) -> tuple[tuple[str, ...], ...]:
    return (_training(training), *(tuple(command.split()) for command in commands))


# What is dear to work out is kept in the cache for the data sets that have names.
OF_DIGITS = (_training("vae", "mnist5k"), tuple("sample vae --n 40".split()))
VAE, SAMPLED = _after("vae"), _after("vae", "sample vae --n 40")
MEASURED = _after("vae", "sample vae --n 40", "evaluate vae")
DUEL = ("duel", "vae", "gan", *DATA, *"--n-images 3200 --n-samples 40 --run-name duel".split())
CASES = {
    **{f"train {kind}": Case(_training(kind)) for kind in TRAININGS},
    "train vae, going on": Case(_training("vae"), is_cut=True),
    "train gan, going on": Case(_training("gan"), is_cut=True),
    "sample vae": Case(tuple("sample vae --n 40".split()), VAE),
    "sample vae again": Case(tuple("sample vae --n 30".split()), SAMPLED),
    "sample gan": Case(tuple("sample gan --n 40".split()), _after("gan")),
    "evaluate": Case(tuple("evaluate vae".split()), SAMPLED),
    "evaluate, cold": Case(tuple("evaluate vae".split()), OF_DIGITS, is_cold=True),
    "explore": Case(tuple("explore vae".split()), VAE),
    "gif": Case(tuple("gif vae".split()), VAE),
    "report": Case(tuple("report vae".split()), MEASURED),
    "duel": Case(DUEL),
    "duel, going on": Case(DUEL, is_cut=True),
}


def write_blobs(path: Path) -> None:
    """Writes 200 pictures of 8 x 8, whose brightness tells their class."""
    labels = np.arange(200) % 4
    noise = np.random.default_rng(0).normal(0, 20, [200, 8, 8])
    images = np.clip(noise + 20 + 60 * labels[:, None, None], 0, 255).astype(np.uint8)
    np.savez(path, images=images, labels=labels)
