import signal

import pytest

from genbench.runs import Run
from genbench.runs.holding import hold, let_go
from genbench.stages.training import waiting
from genbench.system.errors import Interrupted
from tests.stages.training.trainings import last_checkpoint, record


@pytest.fixture
def held(tmp_path, monkeypatch):
    """A run that is asked to wait when it logs its steps 15 and 40."""
    run, append = Run(tmp_path / "held"), Run.append_log

    def append_and_hold(run, entry):
        append(run, entry)
        if entry["step"] in (15, 40):
            hold(run, entry["step"])

    monkeypatch.setattr(Run, "append_log", append_and_hold)
    return run


def test_a_training_that_has_waited_has_the_same_bytes(
    train_briefly, held, monkeypatch, read_events, capsys, gan_run
):
    reached = []

    def let_go_later(seconds):
        assert held.waiting_file.is_file()
        reached.append(last_checkpoint(held)[0])
        let_go(held)

    monkeypatch.setattr(waiting.time, "sleep", let_go_later)
    run = train_briefly("gan", held.path.parent, run_name=held.name)
    assert reached == [15, 40]
    assert not held.waiting_file.exists()
    assert (
        "held waits at step 15. It goes on from its live page, or when" in capsys.readouterr().err
    )
    assert record(run, read_events) == record(gan_run, read_events)


def test_ctrl_c_ends_a_training_that_waits_and_started_anew_it_goes_on(
    train_briefly, held, monkeypatch, read_events, vae_run
):
    moments = iter([lambda: signal.raise_signal(signal.SIGINT)])

    def interrupt_first(seconds):
        next(moments, lambda: let_go(held))()

    monkeypatch.setattr(waiting.time, "sleep", interrupt_first)
    with pytest.raises(Interrupted, match="stopped at step 15 of 60"):
        train_briefly("vae", held.path.parent, run_name=held.name)
    assert held.hold_file.is_file()
    run = train_briefly("vae", held.path.parent, run_name=held.name)
    assert record(run, read_events) == record(vae_run, read_events)
