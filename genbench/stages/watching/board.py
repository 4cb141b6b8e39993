"""What all pages see: the runs in some places, and what comes of them."""

from __future__ import annotations

import glob
import queue
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from genbench.runs import Run, found, handle
from genbench.runs.names import COPY
from genbench.runs.run import CONFIG
from genbench.stages.watching.watched import Change, Watched, about, stamp
from genbench.system.errors import BrokenRun

# Seconds between two looks, and between two searches for runs.
PACE, SEARCH_PACE = 0.5, 2.0
# Where there are more, those that were written last.
MOST_RUNS = 30
# Looks that a page may be behind before it is given up; it asks for everything anew.
MOST_BEHIND = 600
# What a page is told at once; None: no more, ask again.
Page = queue.Queue[list[Change] | None]


class Board:
    """The runs that are watched, and the pages that are told of them.

    Nothing is looked at while there is no page.

    Args:
        places: run directories, or folders that runs are below; none need exist yet. Beside a run
            its copies are found, whose names begin with its own.
    """

    def __init__(self, places: Sequence[Path]) -> None:
        self._places = places
        self._runs: dict[Path, Watched] = {}
        self._broken: dict[Path, str] = {}
        self._pages: list[Page] = []
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._next_search = 0.0

    def join(self) -> Page:
        """Returns where a new page is told everything, and from then on what comes."""
        page: Page = queue.Queue(MOST_BEHIND)
        self.look()
        with self._lock:
            last_first = sorted(self._runs, key=_written, reverse=True)
            known = [change for path in last_first for change in self._runs[path].told()]
            broken = [_broken(path, why) for path, why in self._broken.items()]
            page.put([{"what": "all"}, *known, *broken])
            self._pages.append(page)
        return page

    def leave(self, page: Page) -> None:
        """Tells a page no more."""
        with self._lock:
            if page in self._pages:
                self._pages.remove(page)

    def find(self, key: str) -> Watched | None:
        """Returns the run that has a key now."""
        with self._lock:
            return next((run for run in self._runs.values() if run.key == key), None)

    def keep_looking(self) -> None:
        """Looks at a fixed pace, as long as there are pages, until `end`."""
        while not self._is_over.wait(PACE):
            if self._pages:
                self.look()

    def end(self) -> None:
        """Ends `keep_looking`, and tells all pages."""
        self._is_over.set()
        with self._lock:
            for page in self._pages:
                _close(page)

    def look(self) -> None:
        """Looks at every run once, and tells the pages what has come."""
        with self._lock:
            paths = [*self._runs]
            if time.monotonic() >= self._next_search:
                paths = self._search()
                self._next_search = time.monotonic() + SEARCH_PACE
            changes = [change for path in paths for change in self._changes(path)]
            if changes:
                self._tell(changes)

    def say(self, change: Change) -> None:
        """Tells the pages something that no look would find."""
        with self._lock:
            self._tell([change])

    def _tell(self, changes: list[Change]) -> None:
        for page in [*self._pages]:
            if page.full():
                self._pages.remove(page)
                _close(page)
            else:
                page.put_nowait(changes)

    def _search(self) -> list[Path]:
        """Returns the runs that are known, and those that are new among the last written."""
        there = {run.path: None for place in self._places for run in _at(place)}
        last = sorted(there, key=_written, reverse=True)[:MOST_RUNS]
        return [*self._runs, *(path for path in last if path not in self._runs)]

    def _changes(self, path: Path) -> list[Change]:
        """Returns what has come of a run, or of what was one."""
        try:
            changes = self._runs[path].look() if path in self._runs else None
            return self._begin(path) if changes is None else changes
        except (BrokenRun, OSError) as error:
            was_shown = self._runs.pop(path, None) is not None
            if not (path / CONFIG).exists():
                was_shown |= self._broken.pop(path, None) is not None
                return [about(path, "gone")] * was_shown
            is_told = self._broken.get(path) == str(error)
            self._broken[path] = str(error)
            return [] if is_told else [_broken(path, str(error))]

    def _begin(self, path: Path) -> list[Change]:
        """Returns all that is known of a run that is looked at for the first time, or anew."""
        run = Watched(Run(path))
        run.look()
        self._runs[path] = run
        self._broken.pop(path, None)
        return run.told()


def _close(page: Page) -> None:
    """Tells a page that no more comes, for which one that is behind must miss something."""
    if page.full():
        page.get_nowait()
    page.put_nowait(None)


def _at(place: Path) -> list[Run]:
    beside = sorted(place.parent.glob(f"{glob.escape(place.name)}{COPY}*"))
    return [run for folder in (place, *beside) if folder.is_dir() for run in found(folder)]


def _written(path: Path) -> int:
    """Returns when a run was last written to, in nanoseconds; it may go at this moment."""
    stamps = [stamp(file) for file in (Run(path).log_file, Run(path).config_file)]
    return max((one.written for one in stamps if one), default=0)


def _broken(path: Path, why: str) -> Change:
    return about(path, "broken", name=handle(Run(path)), why=why)
