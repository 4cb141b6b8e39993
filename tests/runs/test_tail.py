import pytest
from made_records import log_line

from genbench.runs import log
from genbench.runs.tail import Tail
from genbench.system.errors import BrokenRun


@pytest.fixture
def path(tmp_path):
    """A log of two lines."""
    path = tmp_path / "log.jsonl"
    log.rewrite_entries(path, [log_line(1), log_line(2)])
    return path


def test_each_line_is_read_once(path):
    tail = Tail(path)
    assert tail.read() == (False, [log_line(1), log_line(2)])
    assert tail.read() == (False, [])
    log.append_entry(path, log_line(3))
    assert tail.read() == (False, [log_line(3)])


def test_a_line_that_is_being_written_comes_when_it_is_whole(path):
    tail = Tail(path)
    tail.read()
    with path.open("a") as file:
        file.write('{"step": 3, "epoch": 0.5, ')
        file.flush()
        assert tail.read() == (False, [])
        file.write('"images": 30, "seconds": 2.0}\n')
    assert tail.read() == (False, [log_line(3)])


def test_a_log_that_was_set_back_begins_anew(path):
    tail = Tail(path)
    tail.read()
    log.rewrite_entries(path, [log_line(1), log_line(2)])
    assert tail.read() == (True, [log_line(1), log_line(2)])


def test_a_log_that_is_gone_and_comes_again_begins_anew(path):
    tail = Tail(path)
    tail.read()
    path.unlink()
    assert tail.read() == (True, [])
    log.append_entry(path, log_line(1))
    assert tail.read() == (False, [log_line(1)])


def test_a_damaged_line_has_the_number_that_it_has_in_the_file(path):
    tail = Tail(path)
    tail.read()
    with path.open("a") as file:
        file.write("nonsense\n")
    with pytest.raises(BrokenRun, match="damaged in line 3"):
        tail.read()
