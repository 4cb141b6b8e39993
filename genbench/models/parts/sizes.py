"""What networks take of the memory, estimated from their widths before one is built."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from genbench.system import memory

# Of float32.
N_BYTES = 4
# Beside a weight there are its gradient and the two slots of an Adam.
N_COPIES = 4
LARGEST_KERNEL = 5


def check(*widths: int, channels: Sequence[int] = ()) -> None:
    """Checks that there is memory for a network and its training.

    Args:
        widths: numbers that go into the first dense layer and come out of each.
        channels: those that go into the first convolution and come out of each.

    Raises:
        InvalidInput: there is not.
    """
    dense = sum(a * b for a, b in itertools.pairwise(widths))
    convolutional = LARGEST_KERNEL**2 * sum(a * b for a, b in itertools.pairwise(channels))
    n_weights = dense + convolutional
    shown = " x ".join(f"{width:,}" if width < 10**15 else "..." for width in widths)
    memory.require(
        N_COPIES * N_BYTES * n_weights,
        f"A network with layers of {shown} numbers",
        "Lower the sizes of the layers, --latent-size or --channels.",
    )


def check_slots(n_weights: int) -> None:
    """Checks that there is memory for what training adds to weights that are there.

    Raises:
        InvalidInput: there is not.
    """
    memory.require(
        (N_COPIES - 1) * N_BYTES * n_weights,
        f"Training {n_weights:,} weights",
        "Lower the sizes of the layers.",
    )


def flat(image_shape: Sequence[int], *, factor: int = 1, channels: Sequence[int] = ()) -> int:
    """Returns how many numbers a picture has: of convolutions, the sides are divided."""
    height, width, n_channels = image_shape
    return math.prod((height // factor, width // factor, channels[-1] if channels else n_channels))
