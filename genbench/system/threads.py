"""Work on all cores: one thread for each, and no more below it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from threadpoolctl import threadpool_limits

T = TypeVar("T")
R = TypeVar("R")


def in_threads(function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Gives what a function returns for each item, in their order, worked out side by side.

    NumPy's own threads wait for each other by spinning, which can cost more than the products
    they share: the work of one call is kept to one core. So the sums come in one order, too.

    Args:
        function: spends its time in NumPy, which lets other threads run.
        items: its arguments.
    """
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(function, items)
