"""The live line of a terminal: what is being done, how much of it, and for how long."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO, TypeVar

if TYPE_CHECKING:
    from tqdm import tqdm

T = TypeVar("T")

# Seconds between two looks at the clock where nothing else has changed.
INTERVAL = 0.5
WITHOUT_END = "{desc} {elapsed}"


@contextmanager
def line(
    what: str,
    total: int | None = None,
    *,
    done: int = 0,
    unit: str = "it",
    progress: bool | None = None,
    file: TextIO | None = None,
) -> Iterator[tqdm]:
    """Shows a line until the end of the block: a bar where there is a total, else the seconds.

    Args:
        what: is being done.
        total: how much there is to do; call `update` on what this gives.
        done: how much of it was there before.
        unit: of the total.
        progress: whether to show it; by default on a terminal.
        file: where it is shown; by default stderr.
    """
    bar = _bar()
    if progress is None and "ipykernel" in sys.modules:
        # The output of a notebook is no terminal, and yet somebody looks at it.
        progress = True
    with bar(
        desc=what,
        total=total,
        initial=done,
        unit=unit,
        leave=False,
        file=file,
        disable=None if progress is None else not progress,
        bar_format=WITHOUT_END if total is None else None,
    ) as shown:
        if shown.disable:
            yield shown
            return
        is_over = threading.Event()
        clock = threading.Thread(target=_keep_current, args=(shown, is_over), daemon=True)
        clock.start()
        try:
            yield shown
        finally:
            is_over.set()
            clock.join()


def _bar() -> type[tqdm]:
    """Returns the bar of a terminal, or of a notebook where this is one that can show it."""
    with warnings.catch_warnings():
        # Without widgets it is the plain one.
        warnings.simplefilter("ignore")
        from tqdm.auto import tqdm  # 50 ms, which `--help` would have to pay
    return tqdm


def _keep_current(shown: tqdm, is_over: threading.Event) -> None:
    while not is_over.wait(INTERVAL):
        shown.refresh()


def counted(items: Iterable[T], shown: tqdm) -> Iterator[T]:
    """Gives the items, and counts those that are done on a line."""
    for item in items:
        yield item
        shown.update()
