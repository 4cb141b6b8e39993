"""How much memory there is, asked before it is taken."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from genbench.system.errors import InvalidInput

# What a control group without a limit says in its first version: no machine has so much.
NO_LIMIT = 2**60
ADDRESSABLE = 2**47
GIB = 2**30


def require(n_bytes: int, what: str, cure: str) -> None:
    """Checks that there is memory for what comes next.

    Args:
        n_bytes: what it will take.
        what: it is, to begin a message with.
        cure: which argument to lower.

    Raises:
        InvalidInput: there is not so much.
    """
    there = available()
    if n_bytes > there:
        raise InvalidInput(
            f"{what} would take {_said(n_bytes)} of memory, and {_said(there)} are free. {cure}"
        )


def available() -> int:
    """Returns the bytes that this process can still take.

    What the machine has free or can free, or what the process's control group leaves of its
    limit, as in a container, where that is less. (psutil would tell the first alone.) Where
    the system does not tell, what a processor can address: enough to refuse what cannot be meant.
    """
    return min([*_of_the_machine(), *_of_the_groups()], default=ADDRESSABLE)


def peak(status: Path = Path("/proc/self/status")) -> int | None:
    """Returns the most bytes that this process has held at once; None where no one tells."""
    if status.is_file():
        # What getrusage says is at least what the process held that began this one.
        for line in status.read_text("utf-8").splitlines():
            name, _, value = line.partition(":")
            if name == "VmHWM":
                return int(value.split()[0]) * 1024
    try:
        import resource
    except ImportError:  # On Windows.
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _of_the_machine(meminfo: Path = Path("/proc/meminfo")) -> Iterator[int]:
    if meminfo.is_file():
        for line in meminfo.read_text("utf-8").splitlines():
            name, _, value = line.partition(":")
            if name == "MemAvailable":
                yield int(value.split()[0]) * 1024
    elif hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        yield os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _of_the_groups(
    membership: Path = Path("/proc/self/cgroup"), root: Path = Path("/sys/fs/cgroup")
) -> Iterator[int]:
    """Gives what each of the process's control groups, and of those above, leaves of its limit."""
    if not membership.is_file():
        return
    for line in membership.read_text("utf-8").splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        top = root / "memory" if controllers else root
        names = ("limit_in_bytes", "usage_in_bytes") if controllers else ("max", "current")
        inner = top / path.lstrip("/")
        for folder in [inner, *inner.parents]:
            limit, used = (_number(folder / f"memory.{name}") for name in names)
            if limit is not None and used is not None and limit < NO_LIMIT:
                yield max(0, limit - used + _cache(folder))
            if folder == top:
                break


def _cache(folder: Path) -> int:
    """Returns what a group holds of files, and the system takes back at need."""
    try:
        lines = (folder / "memory.stat").read_text("utf-8").splitlines()
    except OSError:
        return 0
    found = dict(line.split(" ", 1) for line in lines)
    return int(found.get("total_inactive_file", found.get("inactive_file", 0)))


def _number(path: Path) -> int | None:
    try:
        text = path.read_text("utf-8").strip()
    except OSError:
        return None
    return int(text) if text.isdecimal() else None


def _said(n_bytes: int) -> str:
    # Of a number that no float can hold, the size says nothing more.
    return f"{n_bytes / GIB:,.1f} GiB" if n_bytes < 10**15 else "more than a million GiB"
