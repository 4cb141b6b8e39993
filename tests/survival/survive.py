"""Kills every command at every file operation, and sees that the same command ends the work.

Run from the root: python -m tests.survival.survive [--only COMMAND ...] [--share 1/8]
All of it takes hours. The shares 1/8 to 8/8 kill at each operation once.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import math
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.survival import forks
from tests.survival.cases import CASES, Case, write_blobs
from tests.survival.trees import contents, differences, marks, without_earlier_checkpoints

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
MOST_CALLS = 3
OF_A_PROCESS = re.compile(r"^\.partial-([0-9a-f]+-)+")


@dataclass
class Tally:
    """What became of a command's kills."""

    n_operations: int = 0
    kills: collections.Counter[str] = field(default_factory=collections.Counter)
    """By the kind of the operation, or the signal's name."""
    n_equal: int = 0
    """Kills after which the same command ended with the same bytes."""
    n_states: int = 0
    """Different folders that the kills have left; those alike are taken up once."""
    faults: list[str] = field(default_factory=list)


class Survival:
    """One command, killed again and again.

    Args:
        case: the command.
        work: an empty folder.
    """

    def __init__(self, case: Case, work: Path) -> None:
        self.case, self.tally = case, Tally()
        self._work = work
        self._seen: dict[str, list[str]] = {}
        self._start = work / "start"
        self._prepare()
        whole = self._copy()
        ended = forks.run(case.command, whole)
        if ended.status:
            raise SystemExit(f"{case.command} fails without a kill: {ended.said}")
        self.seconds = ended.seconds
        self._expected = contents(whole)
        self.tally.n_operations = len(ended.operations)
        again = self._copy()
        forks.run(case.command, again)
        if differing := differences(contents(again), self._expected):
            self.tally.faults.append(f"not even two whole ones are equal: {differing}")

    def kill_at(self, operation: int) -> None:
        """Kills the command at an operation, and takes it up again."""
        folder = self._copy()
        ended = forks.run(self.case.command, folder, at=operation)
        if ended.status != -signal.SIGKILL:
            return  # Threads do not keep one order: this time there was one operation less.
        kind, path = ended.operations[-1]
        self._take_up(folder, kind, f"operation {operation}, {kind} {Path(path).name}")

    def send(self, number: signal.Signals, after: float) -> None:
        """Sends the command a signal after some seconds, and takes it up again."""
        folder = self._copy()
        ended = forks.run(self.case.command, folder, stop=(number, after))
        if ended.status == 0:
            return  # It was quicker.
        where = f"{number.name} after {after:.2f} s"
        if "Traceback" in ended.said:
            self.tally.faults.append(f"{where}: {_last_lines(ended.said)}")
        self._take_up(folder, number.name, where, is_asked=number != signal.SIGKILL)

    def _take_up(self, folder: Path, kind: str, where: str, *, is_asked: bool = False) -> None:
        self.tally.kills[kind] += 1
        state = json.dumps([is_asked, _state(folder)])
        if state not in self._seen:
            self.tally.n_states += 1
            self._seen[state] = self._faults(folder, is_asked)
            self.tally.faults += [f"{where}: {fault}" for fault in self._seen[state]]
        self.tally.n_equal += not self._seen[state]

    def _faults(self, folder: Path, is_asked: bool) -> list[str]:
        held = without_earlier_checkpoints if is_asked else dict
        before = marks(folder)
        ended = forks.run(self.case.command, folder)
        for _ in range(MOST_CALLS - 1):
            if ended.status:
                ended = forks.run(self.case.command, folder)
        if ended.status:
            return [f"does not go on: {_last_lines(ended.said)}"]
        faults = differences(held(contents(folder)), held(self._expected))
        after = marks(folder)
        faults += [
            f"{name} is written once more"
            for name, mark in before.items()
            if name in after and after[name] != mark
        ]
        if "Warning" in ended.said:
            faults.append(f"warns: {_last_lines(ended.said)}")
        return faults

    def _prepare(self) -> None:
        self._start.mkdir()
        write_blobs(self._start / "blobs.npz", 200)
        write_blobs(self._start / "many.npz", 700)
        for command in self.case.before:
            if (ended := forks.run(command, self._start)).status:
                raise SystemExit(f"{command} fails: {ended.said}")
        if self.case.is_cold:
            shutil.rmtree(self._start / "cache", ignore_errors=True)
        if self.case.is_cut:
            whole = forks.run(self.case.command, self._copy())
            middle = len(whole.operations) * 2 // 3
            cut = self._copy()
            forks.run(self.case.command, cut, at=middle)
            shutil.rmtree(self._start)
            cut.rename(self._start)

    def _copy(self) -> Path:
        """Returns a copy of the start."""
        # One name for all, for a run's own path may stand in what it writes.
        folder = self._work / "here"
        shutil.rmtree(folder, ignore_errors=True)
        return Path(shutil.copytree(self._start, folder, symlinks=True))


def _state(folder: Path) -> list[tuple[str, str]]:
    """Returns all that a killed command has left, the time of day in it apart."""
    paths = (path for path in sorted(folder.rglob("*")) if "tensorboard" not in path.parts)
    return [(_name(path.relative_to(folder)), _digest(path)) for path in paths]


def _name(path: Path) -> str:
    """Returns a path without what tells the process in it."""
    return "/".join(OF_A_PROCESS.sub(".partial-", part) for part in path.parts)


def _digest(path: Path) -> str:
    # How far a file had come that nobody reads is no difference.
    if path.is_dir() or path.name.startswith(".partial-"):
        return ""
    data = path.read_bytes()
    if path.name == "log.jsonl" and data.endswith(b"\n"):
        lines = [json.loads(line) for line in data.splitlines()]
        data = repr(
            [sorted({**line, "seconds": 0, "memory": 0}.items()) for line in lines]
        ).encode()
    return hashlib.sha256(data).hexdigest()


def _last_lines(said: str) -> str:
    return " / ".join(said.strip().splitlines()[-3:])


class Share(NamedTuple):
    """A part of a command's operations: the shares 1 of n to n of n are all of them."""

    part: int
    of: int

    @classmethod
    def read(cls, words: str) -> Share:
        """Returns the share that a command line calls 1/8.

        Raises:
            ValueError: it is none.
        """
        part, of = map(int, words.split("/"))
        if not 1 <= part <= of:
            raise ValueError(words)
        return cls(part, of)

    def operations(self, n: int) -> list[int]:
        """Returns the operations, from 1 to n, that are in this share."""
        # In no order, for every third may be the same of each file; and the time may be short.
        return random.Random(0).sample(range(1, n + 1), n)[self.part - 1 :: self.of]


def survive(name: str, *, share: Share, n_signals: int, seconds: float) -> Tally:
    """Returns what became of a command's kills.

    Args:
        name: of the command, in CASES.
        share: of its operations.
        n_signals: how often each signal comes, at random moments.
        seconds: when to leave the rest, once all is made ready.
    """
    random.seed(0)
    with tempfile.TemporaryDirectory(prefix="survival-") as work:
        survival = Survival(CASES[name], Path(work))
        chosen = share.operations(survival.tally.n_operations)
        attempts = [partial(survival.kill_at, operation) for operation in chosen]
        for number in SIGNALS * n_signals:
            attempts.append(partial(survival.send, number, random.uniform(0, survival.seconds)))
        random.shuffle(attempts)
        until = time.monotonic() + seconds
        for attempt in attempts:
            if time.monotonic() < until:
                attempt()
        return survival.tally


def main() -> None:
    """Prints a line for each command, then each fault; the exit code is 1 if there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=CASES, default=list(CASES), metavar="COMMAND")
    parser.add_argument("--minutes", type=float, help="for each command; then the rest is left")
    parser.add_argument("--share", type=Share.read, default=Share(1, 1), help="such as 1/8")
    parser.add_argument("--signals", type=int, default=5, help="of each kind, at random moments")
    chosen = parser.parse_args()
    forks.load()
    tallies = {}
    print(f"{'command':22} {'operations':>10} {'kills':>6} {'states':>6} {'equal':>6} faults  by")
    for name in chosen.only:
        seconds = 60 * chosen.minutes if chosen.minutes else math.inf
        tally = survive(name, share=chosen.share, n_signals=chosen.signals, seconds=seconds)
        tallies[name] = tally
        by = ", ".join(f"{kind} {n}" for kind, n in sorted(tally.kills.items()))
        print(
            f"{name:22} {tally.n_operations:10} {tally.kills.total():6} {tally.n_states:6} "
            f"{tally.n_equal:6} {len(tally.faults):6}  {by}",
            flush=True,
        )
        for fault in tally.faults:
            print(f"    {fault}", flush=True)
    total = sum(tally.kills.total() for tally in tallies.values())
    equal = sum(tally.n_equal for tally in tallies.values())
    print(f"{total} kills, {equal} ended as if there had been none.")
    sys.exit(1 if any(tally.faults for tally in tallies.values()) else 0)


if __name__ == "__main__":
    main()
