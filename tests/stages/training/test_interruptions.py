import itertools
import os
import pty
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from genbench.runs import Run, listing
from genbench.stages.training.interruptions import interruptions
from genbench.stages.training.updates import Pace
from genbench.system.errors import Interrupted
from tests.stages.training.trainings import (
    FLAGS,
    command,
    interrupt_at,
    last_checkpoint,
    n_lines,
    record,
)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("recipe", ["vae", "gan"])
def test_an_interrupted_run_goes_on_to_the_same_end(
    request, train_briefly, tmp_path, monkeypatch, read_events, recipe, number
):
    with monkeypatch.context() as patch:
        interrupt_at(patch, 25, number)
        with pytest.raises(Interrupted, match=r"stopped at step 25 of 60. The same") as raised:
            train_briefly(recipe, tmp_path)
    assert raised.value.number == number
    run = Run(tmp_path / f"{recipe}-blobs")
    assert last_checkpoint(run)[0] == 25
    whole = request.getfixturevalue(f"{recipe}_run")
    again = train_briefly(recipe, tmp_path)
    assert record(again, read_events) == record(whole, read_events)


def test_a_run_interrupted_between_two_lines_goes_on_to_the_same_end(
    train_briefly, tmp_path, monkeypatch, read_events, gan_run
):
    calls = itertools.count(1)

    def interrupt(pace, seconds):
        if next(calls) == 14:
            signal.raise_signal(signal.SIGTERM)

    with monkeypatch.context() as patch:
        patch.setattr(Pace, "adapt", interrupt)
        with pytest.raises(Interrupted, match="stopped at step 14 of 60"):
            train_briefly("gan", tmp_path)
    assert record(train_briefly("gan", tmp_path), read_events) == record(gan_run, read_events)


def test_an_interruption_at_the_last_step_changes_nothing(train_briefly, tmp_path, monkeypatch):
    interrupt_at(monkeypatch, 60)
    assert listing.summary(train_briefly("gan", tmp_path)).state == "done"


def test_a_signal_is_handled_as_before_afterwards(train_briefly, tmp_path):
    before = signal.getsignal(signal.SIGINT)
    train_briefly("gan", tmp_path, steps=5)
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_is_one_line_and_exit_code_130(blobs, here):
    run = Run("runs/vae-blobs")
    flags = [flag for flag in FLAGS if "steps" not in flag]
    with subprocess.Popen(
        command(blobs, *flags, "--steps=1000000"), stderr=subprocess.PIPE, text=True
    ) as process:
        while process.poll() is None and n_lines(run) < 3:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    step, _ = last_checkpoint(run)
    assert said.splitlines()[-1] == (
        f"runs/vae-blobs stopped at step {step} of 1000000. The same command goes on from there."
    )
    assert "Traceback" not in said


def test_a_closed_terminal_leaves_a_checkpoint_and_exit_code_129(blobs, here):
    run = Run("runs/vae-blobs")
    flags = [flag for flag in FLAGS if "steps" not in flag]
    ours, theirs = pty.openpty()
    with subprocess.Popen(command(blobs, *flags, "--steps=1000000"), stderr=theirs) as process:
        os.close(theirs)
        while process.poll() is None and n_lines(run) < 3:
            time.sleep(0.01)
        os.close(ours)
        process.send_signal(signal.SIGHUP)
    assert process.returncode == 129
    assert last_checkpoint(run)[0] == run.read_log()[-1]["step"]


def test_a_signal_is_noted_and_a_second_one_stops_at_once():
    with interruptions() as is_interrupted:
        assert not is_interrupted()
        signal.raise_signal(signal.SIGINT)
        assert is_interrupted()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_a_closed_terminal_may_say_so_twice():
    with interruptions() as interruption:
        signal.raise_signal(signal.SIGHUP)
        signal.raise_signal(signal.SIGHUP)
        assert interruption() == signal.SIGHUP


def test_below_nohup_a_closed_terminal_is_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interruptions() as interruption:
            signal.raise_signal(signal.SIGHUP)
            assert not interruption()
    finally:
        signal.signal(signal.SIGHUP, before)


def test_in_another_thread_signals_are_left_alone():
    before = signal.getsignal(signal.SIGINT)

    def look():
        with interruptions() as is_interrupted:
            return signal.getsignal(signal.SIGINT) is before, is_interrupted()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(look).result() == (True, 0)
