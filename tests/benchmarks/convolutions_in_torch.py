"""The two convolutional models as torch trains them, for `bench_convolutions` to compare with.

    python tests/benchmarks/convolutions_in_torch.py CHUNK_LENGTH

Needs torch alone. For each line `conv-vae` or `dcgan` of the standard input it takes a chunk of
steps with a batch of 128, and prints the steps per second. Layers, losses and batches are
genbench's; pictures are channels last, and Adam is torch's fused one. Left out, in torch's favour,
are the noise and the average of the generator's weights.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import torch  # pyright: ignore[reportMissingImports]
from torch import nn  # pyright: ignore[reportMissingImports]
from torch.nn import functional  # pyright: ignore[reportMissingImports]

BATCH_SIZE, LATENT_SIZE = 128, {"conv-vae": 2, "dcgan": 100}
CHANNELS_LAST = torch.channels_last


def main(chunk_length: int) -> None:
    torch.manual_seed(0)
    images = torch.rand(BATCH_SIZE, 1, 28, 28).to(memory_format=CHANNELS_LAST)
    steps = {"conv-vae": vae_step(), "dcgan": gan_step()}
    noises = {name: torch.randn(BATCH_SIZE, size) for name, size in LATENT_SIZE.items()}
    for line in sys.stdin:
        name = line.strip()
        start = time.perf_counter()
        for _ in range(chunk_length):
            steps[name](images, noises[name])
        print(chunk_length / (time.perf_counter() - start), flush=True)


def vae_step() -> Callable:
    encoder = nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3, 2, padding=1),
        nn.ReLU(),
        nn.Conv2d(64, 64, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(64, 64, 3, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(64 * 14 * 14, 32),
        nn.ReLU(),
        nn.Linear(32, 4),
    ).to(memory_format=CHANNELS_LAST)
    decoder = nn.Sequential(
        picture(2, 64, 14),
        nn.ReLU(),
        nn.ConvTranspose2d(64, 32, 3, 2, padding=1, output_padding=1),
        nn.ReLU(),
        nn.Conv2d(32, 1, 3, padding=1),
    ).to(memory_format=CHANNELS_LAST)
    adam = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], 1e-3, fused=True)

    def step(images: torch.Tensor, noise: torch.Tensor) -> None:
        mean, logvar = encoder(images).chunk(2, dim=1)
        logits = decoder(mean + torch.exp(logvar / 2) * noise)
        nll = functional.binary_cross_entropy_with_logits(logits, images, reduction="sum")
        kl = 0.5 * (mean.square() + logvar.exp() - 1 - logvar).sum()
        descend(adam, (nll + kl) / len(images))

    return step


def gan_step() -> Callable:
    generator = nn.Sequential(
        picture(100, 128, 7),
        nn.BatchNorm2d(128),
        nn.ReLU(),
        nn.ConvTranspose2d(128, 64, 5, 2, padding=2, output_padding=1),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.ConvTranspose2d(64, 1, 5, 2, padding=2, output_padding=1),
        nn.Sigmoid(),
    ).to(memory_format=CHANNELS_LAST)
    discriminator = nn.Sequential(
        nn.Conv2d(1, 64, 5, 2, padding=2),
        nn.LeakyReLU(0.2),
        nn.Conv2d(64, 128, 5, 2, padding=2),
        nn.LeakyReLU(0.2),
        nn.Flatten(),
        nn.Linear(128 * 7 * 7, 1),
    ).to(memory_format=CHANNELS_LAST)
    adams = [
        torch.optim.Adam(network.parameters(), 2e-4, (0.5, 0.999), fused=True)
        for network in (discriminator, generator)
    ]

    def step(images: torch.Tensor, noise: torch.Tensor) -> None:
        fakes = generator(noise)
        real, fake = discriminator(images), discriminator(fakes.detach())
        descend(adams[0], (functional.softplus(-real) + functional.softplus(fake)).mean())
        discriminator.requires_grad_(False)
        descend(adams[1], functional.softplus(-discriminator(fakes)).mean())
        discriminator.requires_grad_(True)

    return step


def picture(n_inputs: int, n_channels: int, size: int) -> nn.Module:
    """Returns a dense layer to pictures of that many channels, height and width."""
    return nn.Sequential(
        nn.Linear(n_inputs, n_channels * size * size),
        nn.Unflatten(1, (n_channels, size, size)),
    )


def descend(adam: torch.optim.Optimizer, loss: torch.Tensor) -> None:
    adam.zero_grad()
    loss.backward()
    adam.step()


if __name__ == "__main__":
    main(int(sys.argv[1]))
