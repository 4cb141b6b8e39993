"""What genbench runs on, and what is wrong with it."""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from genbench import data
from genbench.system.backend import tf
from genbench.system.version import __version__

MINIMUM_DISK = 2**30


def examine() -> Iterator[str]:
    """Gives the lines of a report: versions, devices, data sets, disk, and each fault's cure."""
    yield f"genbench {__version__}, Python {platform.python_version()}, {platform.platform()}"
    for requirement in requires("genbench") or ():
        if ";" not in requirement:
            name = re.split(r"[^\w.-]", requirement)[0]
            try:
                yield f"  {name} {version(name)}"
            except PackageNotFoundError:
                yield f"  {name} is missing. Run `pip install '{requirement}'`."
    devices = [device.device_type for device in tf.config.list_physical_devices()]
    yield f"Devices: {', '.join(devices)}; {os.cpu_count()} processors."
    if "GPU" not in devices:
        yield "  No GPU is seen. That is fine for the dense recipes; on Linux with an NVIDIA card,"
        yield "  `pip install tensorflow[and-cuda]` lets TensorFlow use it."
    yield "Data sets:"
    for status in data.status():
        yield f"  {status}"
    free = shutil.disk_usage(Path.cwd()).free
    yield f"Free disk here: {free / 2**30:.1f} GiB."
    if free < MINIMUM_DISK:
        yield "  That is little: a long run needs up to 1 GiB. Free some, or run elsewhere."
    if not os.access(Path.cwd(), os.W_OK):
        yield f"  {Path.cwd()} is read-only: runs cannot be written here. Change the folder."
