import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WATCHED = """
import os, pathlib, sys
from tests.survival.tripwire import stretch
folder = pathlib.Path(sys.argv[1])
os.chdir(folder)
stretch(folder, told=1, at=int(sys.argv[2]))
os.mkdir("new")
with open("new/a", "wb") as file:
    file.write(b"1234567890")
    file.flush()
    os.fsync(file.fileno())
os.replace("new/a", "b")
"""


def watch(folder, at):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", WATCHED, str(folder), str(at)]
    ended = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True)
    return ended.returncode, [line.split("\t")[0] for line in ended.stdout.splitlines()]


def test_the_tripwire_sees_every_operation(tmp_path):
    assert watch(tmp_path, at=0) == (0, ["mkdir", "open", "write", "fsync", "rename"])
    assert (tmp_path / "b").read_bytes() == b"1234567890"


@pytest.mark.parametrize(
    ("at", "left"),
    [(1, []), (2, ["new"]), (3, ["new", "new/a 12345"]), (5, ["new", "new/a 1234567890"])],
)
def test_the_tripwire_ends_the_process_before_an_operation_or_within_a_write(tmp_path, at, left):
    code, operations = watch(tmp_path, at)
    found = [
        path.relative_to(tmp_path).as_posix() + (f" {path.read_text()}" if path.is_file() else "")
        for path in sorted(tmp_path.rglob("*"))
    ]
    assert (code, len(operations), found) == (-9, at, left)


def test_commands_that_are_killed_end_as_if_they_had_not_been():
    words = [
        "--only",
        "train vae",
        "train gan, going on",
        "gif",
        "--share",
        "1/99",
        "--signals",
        "0",
    ]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.survival.survive", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    kills, equal = re.findall(r"\d+", ended.stdout.splitlines()[-1])
    assert int(kills) == int(equal) > 3
