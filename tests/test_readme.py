"""Every command of the README does what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from genbench.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = [
    line for block in re.findall(r"```sh\n(.*?)```", README, re.S) for line in block.splitlines()
]
SET_UP = [command for command in COMMANDS if command.startswith("python3 -m venv")]
VIEWER = "tensorboard --logdir runs"
# What makes a command of minutes one of seconds.
SHORTER = {"--epochs": "0.5", "--steps": "30", "--n-images": "2560"}
FEWER = {"genbench sample": "--n 2500", "genbench duel": "--n-samples 2500"}


def test_two_commands_set_everything_up() -> None:
    assert len(SET_UP) == 2


def test_the_test_command_is_the_one_of_continuous_integration() -> None:
    assert SET_UP[1] in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


def test_the_first_command_runs_the_main_job() -> None:
    assert SET_UP[0].endswith("genbench duel")


def test_the_viewer_of_event_files_is_installed() -> None:
    assert VIEWER in COMMANDS
    pytest.importorskip("tensorboard.main")


def test_the_commands_work_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in COMMANDS:
        if command not in (*SET_UP, VIEWER):
            program, *words = shlex.split(shortened(command))
            assert program == "genbench"
            main.main(words)
            assert capsys.readouterr().out


def test_the_python_lines_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (lines,) = re.findall(r"```python\n(.*?)```", README, re.S)
    exec(lines.replace("epochs=40", "epochs=0.5"))
    assert Path("runs/vae-mnist5k/samples.npz").is_file()


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\((?!http)([^)]+)\)", README):
        assert (ROOT / target).exists(), target


def shortened(command: str) -> str:
    for flag, value in SHORTER.items():
        command = re.sub(rf"{flag} \d+", f"{flag} {value}", command)
    return " ".join([command, *(flags for start, flags in FEWER.items() if start in command)])
