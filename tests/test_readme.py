"""Every command of the README does what it says."""

from __future__ import annotations

import re
import shlex
import webbrowser
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from genbench.cli import main
from genbench.data import Splits, sources
from genbench.data.embedded import load_embedded
from genbench.models.config import Config
from genbench.runs import Schedule
from genbench.scoring import model_scores
from genbench.scoring.doses import SWEEPS
from genbench.stages.probing import pretraining
from genbench.stages.watching.server import Server

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
# In the order of the page: the language, and what is to be typed.
BLOCKS = re.findall(r"```(sh|python)\n(.*?)```", README, re.S)
COMMANDS = [line for language, block in BLOCKS if language == "sh" for line in block.splitlines()]
SET_UP = [command for command in COMMANDS if command.startswith("python3 -m venv")]
VIEWER = "tensorboard --logdir runs"
# A run takes this part of its steps: the words, and so the names of the runs, stay as they are.
PART = 250
N_DIGITS = (800, 100, 200)


def test_two_commands_set_everything_up() -> None:
    assert len(SET_UP) == 2


def test_the_test_command_is_the_one_of_continuous_integration() -> None:
    assert SET_UP[1] in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


def test_the_first_command_runs_the_main_job() -> None:
    assert SET_UP[0].endswith("genbench duel")


def test_the_viewer_of_event_files_is_installed() -> None:
    assert VIEWER in COMMANDS
    pytest.importorskip("tensorboard.main")


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets runs and classifiers take a part of their steps, on few digits, and fewer codes."""
    whole = Config.schedule

    def schedule(config: Config, n_images: int) -> Schedule:
        steps = max(1, whole(config, n_images).steps // PART)
        return whole(replace(config, epochs=None, steps=steps), n_images)

    def few_digits() -> Splits:
        parts = zip(load_embedded(), N_DIGITS, strict=True)
        return Splits(*(part.take(np.arange(n)) for part, n in parts))

    # A page that would stay until Ctrl-C, and a browser that is not to be opened here.
    monkeypatch.setattr(Server, "serve_forever", lambda server: None)
    monkeypatch.setattr(webbrowser, "open", lambda link: True)
    for fault, sweep in SWEEPS.items():
        monkeypatch.setitem(SWEEPS, fault, replace(sweep, doses=sweep.doses[:1]))
    monkeypatch.setattr(model_scores, "N_DRAWS", 5)
    monkeypatch.setattr(sources, "load_embedded", few_digits)
    monkeypatch.setattr(Config, "schedule", schedule)
    monkeypatch.setattr(pretraining, "trial", partial(few_steps, pretraining.trial))


def few_steps(trial: Callable[..., object], *things: object, steps: int, **named: object) -> object:
    return trial(*things, steps=max(1, steps // PART), **named)


def test_everything_works_from_top_to_bottom_in_one_folder(
    here: Path, brief: None, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, block in BLOCKS:
        if language == "python":
            exec(block, {})
            continue
        for line in block.splitlines():
            # Of the commands that set up, what they run at last.
            program, *words = shlex.split(line.split("&&")[-1])
            if Path(program).name == "genbench":
                main.main(words)
                assert capsys.readouterr().out, line
            else:
                assert line in (SET_UP[1], VIEWER)


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\((?!http)([^)]+)\)", README):
        assert (ROOT / target).exists(), target
