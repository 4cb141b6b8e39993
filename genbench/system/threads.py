"""Work on all cores: one thread for each, and no more below it."""

from __future__ import annotations

import functools
import importlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import TypeVar

from threadpoolctl import ThreadpoolController

T = TypeVar("T")
R = TypeVar("R")


def one_core() -> AbstractContextManager[object]:
    """Keeps each matrix product of NumPy and SciPy to the core that it is called on, meanwhile.

    Their own threads wait for each other by spinning, which can cost more than the products they
    share, and takes the cores from TensorFlow. So the sums come in one order, too.
    """
    return _libraries().limit(limits=1)


def in_threads(function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Gives what a function returns for each item, in their order, worked out side by side.

    Args:
        function: spends its time in NumPy, which lets other threads run, and keeps to one core.
        items: its arguments.
    """
    with one_core(), ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(function, items)


@functools.cache
def _libraries() -> ThreadpoolController:
    """Returns what sets the threads of the BLAS libraries: to find these takes some 5 ms."""
    importlib.import_module("scipy.linalg")  # brings a second one, beside NumPy's
    return ThreadpoolController().select(user_api="blas")
