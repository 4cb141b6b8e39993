"""Ctrl-C and requests to stop, answered between two calls of the compiled steps."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from genbench.system.errors import Interrupted


@contextmanager
def interruptions() -> Iterator[Callable[[], int]]:
    """Gives a function that tells which request to stop has come: a signal's number, or 0.

    Only between two calls is a good place to stop: between the update of the weights and the
    count of the step, a checkpoint would be wrong. A second Ctrl-C stops at once; the other
    signals may come twice of themselves, as SIGHUP does from a shell whose terminal is closed.
    """
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield lambda: 0
        return

    def note(number: int, frame: object) -> None:
        came.append(number)
        if number == signal.SIGINT and len(came) > 1:
            raise Interrupted("", number)

    before = {number: signal.signal(number, note) for number in _answered()}
    try:
        yield lambda: came[0] if came else 0
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _answered() -> list[int]:
    """Returns the signals that ask for an end: a closed terminal's too, but not below `nohup`."""
    hang_up = getattr(signal, "SIGHUP", None)  # Windows has none.
    if hang_up is None or signal.getsignal(hang_up) is signal.SIG_IGN:
        return [signal.SIGINT, signal.SIGTERM]
    return [signal.SIGINT, signal.SIGTERM, hang_up]
