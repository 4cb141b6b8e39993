"""Watching: runs in, a page of the browser that shows them while they train."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from genbench.pages.saying import check_language
from genbench.runs import ROOT, Run, find
from genbench.stages.watching.board import Board
from genbench.stages.watching.page import render
from genbench.stages.watching.server import Server
from genbench.stages.watching.steering import Steering


def watch(
    runs: Sequence[Run | Path | str] = (),
    *,
    port: int = 0,
    teach: bool = False,
    language: str | None = None,
    told: Callable[[str], object] = print,
) -> None:
    """Shows runs in a page of this machine's browser, until Ctrl-C.

    It reads the directories of the runs, wherever they are trained, and asks nothing of the
    trainings. Beside a run its copies are shown, and below a folder also runs that begin later.

    Args:
        runs: runs, their folders or names, or folders that runs are below; by default all below
            runs/, of many the thirty that were written last.
        port: of 127.0.0.1, where no other machine can reach it; 0: one that is free.
        teach: let the page pause trainings, take one chunk, and train copies from a checkpoint on
            with another learning rate, beta or penalty, which end with this.
        language: in which the page opens, "en" or "zh-CN"; by default its reader's.
        told: is called with the page's link, once it is there.

    Raises:
        FileNotFoundError: there is no such run.
        InvalidInput: the port is not to be had, or there is no such language.
    """
    check_language(language)
    places = [_place(run) for run in runs] or [ROOT]
    with served(places, port=port, teach=teach, language=language) as server:
        told(server.link)
        with suppress(KeyboardInterrupt):
            server.serve_forever()


@contextmanager
def served(
    places: Sequence[Path], *, port: int = 0, teach: bool = False, language: str | None = None
) -> Iterator[Server]:
    """Gives a server that looks at these places, and serves as soon as it is told to."""
    board = Board(places)
    steering = Steering(board) if teach else None
    with Server(port, board, render(teach=teach, language=language), steering) as server:
        threading.Thread(target=board.keep_looking, daemon=True).start()
        try:
            yield server
        finally:
            board.end()
            if steering:
                steering.end()


def _place(run: Run | Path | str) -> Path:
    """Returns the folder of a run, or one that runs are below."""
    for path in () if isinstance(run, Run) else (Path(run), ROOT / run):
        if path.is_dir():
            return path
    return find(run).path
