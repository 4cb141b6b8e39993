"""The numbers that networks compute in: float32, or bfloat16 where the hardware has it."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from genbench.system.backend import keras, tf
from genbench.system.errors import InvalidInput

Precision = Literal["float32", "bfloat16"]
POLICIES = {"float32": "float32", "bfloat16": "mixed_bfloat16"}
CPU_FLAGS = {"avx512_bf16", "amx_bf16"}
CPU_LISTING = Path("/proc/cpuinfo")
GPU_CAPABILITY = (8, 0)


@contextmanager
def policy(precision: Precision) -> Iterator[None]:
    """Gives the layers built inside that precision; their variables stay float32."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(POLICIES[precision])
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def require(precision: Precision) -> None:
    """Checks that the hardware computes in that precision.

    Raises:
        ValueError: it would only imitate it, many times slower than float32.
    """
    if precision == "float32":
        return
    gpus = tf.config.list_physical_devices("GPU")
    lack = _lack_of_gpu(gpus[0]) if gpus else _lack_of_cpu()
    if lack:
        raise InvalidInput(
            f"precision=bfloat16 would be slower than float32 here: {lack}.", "precision"
        )


def _lack_of_gpu(gpu: tf.config.PhysicalDevice) -> str:
    capability = tf.config.experimental.get_device_details(gpu).get("compute_capability", (0, 0))
    if capability >= GPU_CAPABILITY:
        return ""
    has, needs = (".".join(map(str, pair)) for pair in (capability, GPU_CAPABILITY))
    return f"the GPU has compute capability {has}, and bfloat16 needs {needs}"


def _lack_of_cpu() -> str:
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return f"it is known for x86 processors alone, and this one is {platform.machine()}"
    if not CPU_LISTING.is_file():
        return f"what this processor can do is not to be read from {CPU_LISTING}"
    if CPU_FLAGS & set(CPU_LISTING.read_text("utf-8").split()):
        return ""
    return f"the processor has none of {', '.join(sorted(CPU_FLAGS))}"
