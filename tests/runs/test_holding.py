import pytest

from genbench.runs import Run
from genbench.runs.holding import hold, is_held, let_go, waiting
from genbench.system.errors import BrokenRun


def test_a_run_is_held_from_a_step_on_until_it_is_let_go(tmp_path):
    run = Run(tmp_path)
    assert not is_held(run, 30)
    hold(run, 20)
    assert (is_held(run, 19), is_held(run, 20), is_held(run, 30)) == (False, True, True)
    let_go(run)
    assert not is_held(run, 30)


def test_a_training_that_is_let_go_says_itself_that_it_no_longer_waits(tmp_path):
    run = Run(tmp_path)
    hold(run, 20)
    with waiting(run, 20):
        let_go(run)
        assert run.waiting_file.is_file()
    assert not run.waiting_file.is_file()


def test_a_damaged_request_is_told_with_its_cure(tmp_path):
    run = Run(tmp_path)
    run.hold_file.write_text("20")
    with pytest.raises(BrokenRun, match=r"hold\.json is damaged: .* Delete it, and train on"):
        is_held(run, 20)
