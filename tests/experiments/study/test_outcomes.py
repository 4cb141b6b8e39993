import pytest

from genbench.experiments.study import outcomes
from genbench.experiments.study.outcomes import Outcome
from genbench.system.errors import BrokenRun


def test_the_last_outcome_of_a_job_counts(tmp_path):
    for state in ("failed", "done"):
        outcomes.append(tmp_path, Outcome("a", state, "", 1.5, "here"))
    outcomes.append(tmp_path, Outcome("b", "failed", 'it said "no"', 2.0, "there"))
    found = outcomes.read(tmp_path)
    assert found["a"].state == "done"
    assert found["b"].said == 'it said "no"'


def test_a_line_that_is_being_written_is_left_out(tmp_path):
    outcomes.append(tmp_path, Outcome("a", "done", "", 1.5, "here"))
    with (tmp_path / outcomes.FILE).open("a") as file:
        file.write('{"job": "b", "sta')
    assert list(outcomes.read(tmp_path)) == ["a"]


def test_a_damaged_line_is_told(tmp_path):
    (tmp_path / outcomes.FILE).write_text('{"job": 1}\n')
    with pytest.raises(BrokenRun, match=r"outcomes.jsonl is damaged in line 1"):
        outcomes.read(tmp_path)
