"""The engine: jobs on any `concurrent.futures.Executor`, retried, and noted as they end."""

from __future__ import annotations

import queue
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import dataclass, field

from genbench.experiments.study.outcomes import Outcome
from genbench.experiments.study.worker import Report, Task, perform
from genbench.system.errors import BrokenRun

# Seconds after which a job that another process has in hand is asked for again.
PATIENCE = 5.0
# Seconds between two looks at what has ended.
INTERVAL = 0.5
GONE = (
    "The scheduler is gone. What was done stays: the same command, with a scheduler that runs, "
    "goes on with what is missing."
)


@dataclass
class Engine:
    """Jobs that are being done, each by one call of an executor.

    Attributes:
        executor: where they are done.
        note: called with each report as it comes: of what is done, or has failed once more.
        tick: called a few times a second; raises what ends the study.
        tries: how often a job that fails is tried.
        work: what is called.
        lost: what the executor raises of a job that its worker did not survive.
    """

    executor: Executor
    note: Callable[[Report], None]
    tick: Callable[[], None] = lambda: None
    tries: int = 3
    work: Callable[[Task], Report] = perform
    lost: tuple[type[Exception], ...] = ()
    _ended: queue.SimpleQueue[tuple[Task, Future[Report]]] = field(
        default_factory=queue.SimpleQueue
    )
    _waiting: list[tuple[float, Task]] = field(default_factory=list)
    _open: set[Future[Report]] = field(default_factory=set)

    def run(self, tasks: Iterable[Task]) -> None:
        """Does all tasks; returns when none is left to be tried.

        Raises:
            BrokenRun: the executor gave up a job: its scheduler is gone.
            InvalidInput: a worker is not fit for the study.
        """
        failures: Counter[str] = Counter()
        for task in tasks:
            self._submit(task)
        while self._open or self._waiting:
            self.tick()
            self._submit_waiting()
            for task, report in self._reports():
                if report.outcome.state == "in hand":
                    self._waiting.append((time.monotonic() + PATIENCE, task))
                    continue
                self.note(report)
                failures[task.job.name] += report.outcome.state == "failed"
                if report.outcome.state == "failed" and failures[task.job.name] < self.tries:
                    self._submit(task)

    def stop(self, ask: Callable[[], None]) -> None:
        """Gives up what has not begun, and waits for what has, after asking it to end.

        Args:
            ask: asks all that runs to end.
        """
        self._open = {future for future in self._open if not future.cancel()}
        while any(not future.done() for future in self._open):
            ask()
            time.sleep(INTERVAL / 5)

    def _submit(self, task: Task) -> None:
        future = self.executor.submit(self.work, task)
        self._open.add(future)
        # A queue rather than `wait`, which looks at all that are open each time.
        future.add_done_callback(lambda ended: self._ended.put((task, ended)))

    def _submit_waiting(self) -> None:
        now = time.monotonic()
        due = [task for when, task in self._waiting if when <= now]
        self._waiting = [(when, task) for when, task in self._waiting if when > now]
        for task in due:
            self._submit(task)

    def _reports(self) -> Iterator[tuple[Task, Report]]:
        """Gives the report that comes next, or none if none comes for a while."""
        try:
            task, future = self._ended.get(timeout=INTERVAL)
        except queue.Empty:
            return
        self._open.discard(future)
        try:
            yield task, future.result()
        except CancelledError:
            raise BrokenRun(GONE) from None
        except self.lost as error:
            yield task, Report(Outcome(task.job.name, "failed", str(error), 0.0, "unknown"))
