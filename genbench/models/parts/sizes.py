"""What networks take of the memory, estimated from their widths before one is built."""

from __future__ import annotations

import contextlib
import itertools
import math
from collections.abc import Callable, Sequence

from genbench.system import memory

# Of float32.
N_BYTES = 4
# Beside a weight there are its gradient and the two slots of an Adam.
N_COPIES = 4
LARGEST_KERNEL = 5
CURE = "Lower the sizes of the layers, --latent-size or --channels."


# While networks are only counted: what each has told of itself.
_counted: list[int] | None = None


class _Counted(Exception):
    """Ends the building of a network that was only to tell how large it is."""


def check_together(networks: Sequence[Callable[[], object]]) -> None:
    """Checks that there is memory for several networks, before the first takes its time.

    Args:
        networks: each builds one, and calls `check` before it begins.

    Raises:
        InvalidInput: there is not.
    """
    global _counted
    _counted = counts = []
    try:
        for network in networks:
            with contextlib.suppress(_Counted):
                network()
    finally:
        _counted = None
    n = sum(counts)
    memory.require(N_COPIES * N_BYTES * n, f"Networks of {_shown(n)} weights", CURE)


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
    if _counted is not None:
        _counted.append(n_weights)
        raise _Counted
    shown = " x ".join(map(_shown, widths))
    memory.require(
        N_COPIES * N_BYTES * n_weights,
        f"A network with layers of {shown} numbers",
        CURE,
    )


def _shown(n: int) -> str:
    return f"{n:,}" if n < 10**15 else "..."


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
