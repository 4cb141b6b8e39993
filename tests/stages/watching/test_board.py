import json
import shutil
import sys
from pathlib import Path

import pytest
from made_records import log_line

from genbench.runs import Run
from genbench.runs.holding import hold, waiting
from genbench.runs.log import rewrite_entries
from genbench.stages.watching import board as boards
from genbench.stages.watching import watched
from genbench.stages.watching.board import Board
from genbench.system.files import locked
from tests.stages.watching.conftest import Made, told


@pytest.fixture
def board(monkeypatch):
    """A board of runs/, which searches at each look."""
    monkeypatch.setattr(boards, "SEARCH_PACE", 0)
    return Board([Path("runs")])


def whats(changes):
    return [change["what"] for change in changes]


def test_a_new_page_is_told_everything(made, board):
    everything = told(board.join())
    assert whats(everything) == ["all", "run", "frames", "lines", "status"]
    _, run, frames, lines, status = everything
    assert (run["run"], run["name"], run["steps"]) == ("runs/a", "a", 100)
    assert frames["steps"] == [10, 20]
    assert (lines["names"], lines["rows"]) == (["loss"], [[0.1], [0.05]])
    assert (status["state"], status["checkpoints"]) == ("stopped", [10, 20])


def test_then_only_what_has_come(made, board):
    page = board.join()
    told(page)
    board.look()
    assert told(page) == []
    made.grow(30)
    board.look()
    frames, lines, status = told(page)
    assert (frames["steps"], lines["steps"], status["checkpoints"]) == ([30], [30], [20, 30])


def test_where_nothing_has_come_no_file_is_opened(made, board):
    board.join()
    opened = []
    is_over = []
    sys.addaudithook(lambda name, args: name == "open" and not is_over and opened.append(args[0]))
    board.look()
    is_over.append(True)
    assert [path for path in opened if isinstance(path, str) and "runs" in path] == []


def test_a_run_that_begins_later_is_told(made, board):
    page = board.join()
    told(page)
    Made(Path("runs/duel/b")).grow(10)
    board.look()
    assert {change["run"] for change in told(page)} == {"runs/duel/b"}


def test_a_run_that_is_deleted_is_told_and_may_come_again(made, board):
    page = board.join()
    shutil.rmtree(made.run.path)
    board.look()
    assert told(page)[-1] == {"what": "gone", "run": "runs/a"}
    Made(made.run.path).grow(10)
    board.look()
    assert whats(told(page)) == ["run", "frames", "lines", "status"]


def test_a_run_that_is_set_back_is_told_anew_under_another_key(made, board):
    page = board.join()
    key = told(page)[1]["key"]
    rewrite_entries(made.run.log_file, [log_line(10, loss=0.5)])
    (made.run.snapshots_folder / "00000020.png").unlink()
    board.look()
    run, frames, lines, _ = told(page)
    assert (run["what"], frames["steps"], lines["rows"]) == ("run", [10], [[0.5]])
    assert run["key"] != key
    assert board.find(key) is None


def test_a_broken_run_is_told_once_and_is_told_when_it_is_mended(made, board):
    content = made.run.log_file.read_bytes()
    made.run.log_file.write_text("nonsense\n")
    page = board.join()
    assert "damaged in line 1" in told(page)[1]["why"]
    board.look()
    assert told(page) == []
    made.run.log_file.write_bytes(content)
    board.look()
    assert whats(told(page)) == ["run", "frames", "lines", "status"]


def test_a_run_is_in_training_while_its_process_lives(made, board):
    page = board.join()
    with locked(made.run.lock_file, "genbench train"):
        board.look()
        assert told(page)[-1]["state"] == "training"
    # A process that was killed leaves its number.
    made.run.lock_file.write_text("`genbench train`, process 999999999")
    board.look()
    assert told(page)[-1]["state"] == "stopped"


def test_a_run_waits_when_its_training_says_so(made, board):
    page = board.join()
    with locked(made.run.lock_file, "genbench train"):
        hold(made.run, 20)
        board.look()
        assert told(page)[-1]["state"] == "training"
        with waiting(made.run, 20):
            board.look()
            assert told(page)[-1]["state"] == "waiting"
        board.look()
        assert told(page)[-1]["state"] == "training"


def test_a_run_with_its_last_checkpoint_is_done(made, board):
    made.grow(100)
    assert told(board.join())[-1]["state"] == "done"


def test_of_a_long_log_every_kth_line_comes_and_all_snapshots_and_alarms(made, board, monkeypatch):
    monkeypatch.setattr(watched, "MOST_LINES", 4)
    made.run.append_log(log_line(30, alarms={"explosion": "It explodes."}))
    for step in range(40, 100, 10):
        made.run.append_log(log_line(step, loss=1.0))
    made.run.append_log(log_line(100, sample_distance=0.5))
    lines = told(board.join())[3]
    assert lines["steps"] == [10, 30, 40, 70, 100]
    said = dict.fromkeys(("en", "zh-CN"), "It explodes.")
    assert lines["alarms"] == [{"step": 30, "said": said}]


def test_thirty_long_runs_are_told_in_less_than_three_megabytes(made, board):
    names = [f"scalar_{i}" for i in range(15)]
    lines = [log_line(s, **dict.fromkeys(names, 1 / 3)) for s in range(1, 5001)]
    rewrite_entries(made.run.log_file, lines)
    assert 30 * len(json.dumps(told(board.join()))) < 3e6


def test_what_is_no_number_of_json_is_left_out(made, board):
    made.run.append_log(log_line(30, loss=float("nan")))
    assert told(board.join())[3]["rows"] == [[0.1], [0.05], [None]]


def test_of_many_runs_the_last_written_are_shown(made, board, monkeypatch):
    monkeypatch.setattr(boards, "MOST_RUNS", 1)
    Made(Path("runs/b")).grow(10)
    assert {change["run"] for change in told(board.join())[1:]} == {"runs/b"}


def test_beside_a_named_run_its_copies_are_found_and_no_others(made):
    Made(Path("runs/a-from-20-beta-2.0"))
    Made(Path("runs/ab"))
    shown = told(Board([Path("runs/a")]).join())
    assert {c["run"] for c in shown[1:]} == {"runs/a", "runs/a-from-20-beta-2.0"}


def test_a_page_that_does_not_listen_is_cut_off(made, monkeypatch):
    monkeypatch.setattr(boards, "MOST_BEHIND", 2)
    board = Board([Path("runs")])
    page = board.join()
    for step in (30, 40):
        made.grow(step)
        board.look()
    left = [page.get() for _ in range(page.qsize())]
    assert left[-1] is None
    assert Run("runs/a").read_log()[-1]["step"] == 40
