"""The dense VAE as torch trains it, for `bench_training` to compare with.

    python tests/benchmarks/peers_in_torch.py eager|compile PIXELS.npy

Needs torch and NumPy alone. For each line of the standard input, a number of steps, it takes so
many, and prints the seconds that took and the mean loss. Adam is torch's fused one.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import torch  # pyright: ignore[reportMissingImports]
from torch import nn  # pyright: ignore[reportMissingImports]
from torch.nn import functional  # pyright: ignore[reportMissingImports]

BATCH_SIZE, LATENT_SIZE = 128, 2


def main(way: str, pixels: np.ndarray) -> None:
    torch.manual_seed(0)
    step = vae_step(is_compiled=way == "compile")
    images = torch.from_numpy(pixels)
    order = torch.randperm(len(images))
    place = 0
    for line in sys.stdin:
        start = time.perf_counter()
        losses = []
        for _ in range(int(line)):
            if place + BATCH_SIZE > len(images):
                order, place = torch.randperm(len(images)), 0
            losses.append(step(images[order[place : place + BATCH_SIZE]]))
            place += BATCH_SIZE
        loss = torch.stack(losses).mean().item()
        print(time.perf_counter() - start, loss, flush=True)


def vae_step(*, is_compiled: bool) -> Callable[[torch.Tensor], torch.Tensor]:
    encoder = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 2 * LATENT_SIZE))
    decoder = nn.Sequential(nn.Linear(LATENT_SIZE, 256), nn.ReLU(), nn.Linear(256, 784))
    for network, initialize in (
        (encoder, nn.init.kaiming_normal_),
        (decoder, nn.init.xavier_uniform_),
    ):
        for layer in (network[0], network[2]):
            initialize(layer.weight)
            nn.init.zeros_(layer.bias)
    adam = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], 1e-3, fused=True)

    def bound(images: torch.Tensor) -> torch.Tensor:
        mean, logvar = encoder(images).chunk(2, dim=1)
        logits = decoder(mean + torch.exp(logvar / 2) * torch.randn_like(mean))
        nll = functional.binary_cross_entropy_with_logits(logits, images, reduction="sum")
        kl = 0.5 * (mean.square() + logvar.exp() - 1 - logvar).sum()
        return (nll + kl) / len(images)

    loss_of = torch.compile(bound) if is_compiled else bound

    def step(images: torch.Tensor) -> torch.Tensor:
        loss = loss_of(images)
        adam.zero_grad()
        loss.backward()
        adam.step()
        return loss.detach()

    return step


if __name__ == "__main__":
    main(sys.argv[1], np.load(sys.argv[2]))
