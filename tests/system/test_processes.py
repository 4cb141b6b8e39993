"""Work in a process of its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from genbench.system.errors import InvalidInput
from genbench.system.files import _is_alive
from genbench.system.processes import PATIENCE, apart, beside, command
from genbench.system.version import __version__

ROOT = Path(__file__).parents[2]
SCRIPT = """
from genbench.system.processes import apart
from tests.system.test_processes import count
print("begins")
print([item for item in apart(count, 2) if item is not None])
"""


def count(n: int, pause: float = 0.0) -> Iterator[int]:
    for i in range(n):
        time.sleep(pause)
        yield i


def tell_number(pause: float = 0.0) -> Iterator[int]:
    yield os.getpid()
    time.sleep(pause)


def refuse() -> Iterator[int]:
    yield 1
    raise InvalidInput("seed is wrong", "seed")


def be_killed() -> Iterator[int]:
    yield 1
    os.kill(os.getpid(), signal.SIGKILL)


def found(items: Iterator[int | None]) -> list[int]:
    return [item for item in items if item is not None]


def test_what_the_generator_gives_comes_out() -> None:
    assert found(apart(count, 3)) == [0, 1, 2]


def test_the_process_is_another() -> None:
    assert found(apart(tell_number)) != [os.getpid()]


def test_who_waits_is_told_so_meanwhile() -> None:
    assert None in list(apart(count, 1, pause=3 * PATIENCE))


def test_an_error_comes_out_as_it_is() -> None:
    with pytest.raises(InvalidInput, match="seed is wrong") as error:
        list(apart(refuse))
    assert error.value.arguments == ("seed",)


@pytest.mark.skipif(sys.platform == "win32", reason="There is no such signal.")
def test_a_process_that_is_killed_is_told_in_one_line() -> None:
    with pytest.raises(InvalidInput, match=r"code -9 .* wanted its memory"):
        list(apart(be_killed))


def test_who_stops_listening_ends_the_process() -> None:
    with closing(apart(tell_number, pause=1000)) as items:
        number = next(item for item in items if item is not None)
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_a_script_without_a_guard_runs_once(tmp_path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, script],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "begins\n[0, 1]\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--version"], 0, f"genbench {__version__}\n"),
        (
            ["trian"],
            2,
            "There is no command 'trian'. Did you mean 'train'? See `genbench --help`.\n",
        ),
    ],
)
def test_a_command_of_its_own_tells_its_code_and_all_that_it_says(
    tmp_path: Path, words: list[str], code: int, said: str
) -> None:
    process = command(words, tmp_path / "said.txt")
    process.join()
    assert process.exitcode == code
    assert (tmp_path / "said.txt").read_text() == said


def test_a_command_beside_ends_with_the_block(here: Path) -> None:
    with beside(["watch"]):
        (child,) = multiprocessing.active_children()
    assert not child.is_alive()


def test_a_command_ends_when_the_process_that_began_it_is_killed(here: Path) -> None:
    script = """
import time
from genbench.system.processes import command
print(command(["watch"]).pid, flush=True)
time.sleep(99)
"""
    words = [sys.executable, "-c", script]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        number, link = int(parent.stdout.readline()), parent.stdout.readline()
        assert link.startswith("Live: ")
        parent.kill()
    until = time.monotonic() + 30
    while _is_alive(number) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _is_alive(number)
