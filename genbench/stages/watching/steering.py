"""What a student asks of a training: wait, take one chunk, go on; and what would happen if."""

from __future__ import annotations

import re
import secrets
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal

import msgspec

from genbench.runs import handle
from genbench.runs.holding import hold, let_go
from genbench.stages.watching.board import Board
from genbench.stages.watching.watched import Watched, about
from genbench.system import processes
from genbench.system.errors import InvalidInput

# What a copy may be asked to have otherwise; not every model has all.
ASKED = ("learning_rate", "beta", "penalty", "steps")
VALUE = re.compile(r"[\w.+-]{1,24}")
# Trainings that a page may have begun at once.
MOST_COPIES = 4
# Seconds that a copy has for its last checkpoint.
PATIENCE = 20.0


@dataclass(frozen=True)
class Asked:
    """A request.

    Attributes:
        do: what is asked for.
        run: the key of a run.
        step: of a copy, that of the checkpoint that it goes on from.
        changes: of a copy, what it has otherwise.
    """

    do: Literal["pause", "chunk", "go", "copy"]
    run: str
    step: int = 0
    changes: Mapping[str, str] = field(default_factory=dict)


class Steering:
    """Steers the trainings of the runs on a board, and begins copies of them.

    Args:
        board: where the runs are.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        # Only in the link: not in the page, which others on this machine could ask for.
        self.word = secrets.token_urlsafe(24)
        self._copies: list[BaseProcess] = []
        self._said = tempfile.TemporaryDirectory()
        self._lock = threading.Lock()

    def knows(self, word: str) -> bool:
        """Returns whether somebody has the word of the link."""
        return secrets.compare_digest(word.encode(), self.word.encode())

    def do(self, content: bytes) -> None:
        """Does what the JSON of an `Asked` asks for.

        Raises:
            InvalidInput: it cannot be read, or cannot be done.
        """
        try:
            asked = msgspec.json.decode(content, type=Asked)
        except ValueError as error:
            raise InvalidInput(f"The request cannot be read: {error}.") from error
        run = self._board.find(asked.run)
        if run is None:
            raise InvalidInput("The run is no longer there.")
        if asked.do == "copy":
            with self._lock:
                self._copy(run, asked)
        elif run.status is None or run.status.state not in ("training", "waiting"):
            raise InvalidInput(f"{handle(run.run)} is not being trained now.")
        elif asked.do == "go":
            let_go(run.run)
        else:
            # A chunk ends at the line that is next, where the curves and perhaps the picture are
            # new. A pause is at once: also of a training that has come to such an end just now.
            ahead = run.record.schedule.next_line(run.reached)
            hold(run.run, 0 if asked.do == "pause" else ahead)

    def _copy(self, run: Watched, asked: Asked) -> None:
        wrong = [name for name in asked.changes if name not in ASKED]
        wrong += [value for value in asked.changes.values() if not VALUE.fullmatch(value)]
        if wrong:
            raise InvalidInput(f"A copy cannot have {wrong[0]!r}.")
        self._copies = [copy for copy in self._copies if copy.is_alive()]
        if len(self._copies) >= MOST_COPIES:
            raise InvalidInput(f"{MOST_COPIES} copies are in training. Wait for one of them.")
        flags = [f"--{name.replace('_', '-')}={text}" for name, text in asked.changes.items()]
        words = ["fork", f"{run.run.path}@{asked.step}", *flags]
        said = Path(self._said.name) / f"{secrets.token_hex(8)}.txt"
        copy = processes.command(words, said)
        self._copies.append(copy)
        threading.Thread(target=self._see_end, args=(run, copy, said), daemon=True).start()

    def _see_end(self, run: Watched, copy: BaseProcess, said: Path) -> None:
        """Tells the pages of a copy that failed, in the line that its command ended with."""
        copy.join()
        if copy.exitcode:
            *_, last = ["", *said.read_text("utf-8", errors="replace").splitlines()]
            self._board.say(about(run.run.path, "said", text=last))

    def end(self) -> None:
        """Ends the copies, which write a checkpoint first."""
        for copy in self._copies:
            copy.terminate()
        for copy in self._copies:
            copy.join(PATIENCE)
            copy.kill()
        self._said.cleanup()
