from dataclasses import replace

import numpy as np
import pytest
from made_records import run_record

from genbench.runs import Run
from genbench.runs.made import doubt, inputs, once


@pytest.fixture
def make(tmp_path):
    """A function that makes two files of an input, and counts how often."""
    times = []

    def write():
        times.append(1)
        paths = [tmp_path / "run" / "a.txt", tmp_path / "b.txt"]
        for path in paths:
            path.parent.mkdir(exist_ok=True)
            path.write_text("made")
        return paths

    def make(**of):
        files = once(tmp_path / "run", "stage", of, write)
        return len(times), files

    return make


def test_what_is_there_is_not_made_twice(make):
    n, files = make(seed=1)
    assert make(seed=1) == (n, files)


def test_of_something_else_it_is_made_again(make):
    make(seed=1, weights="6f")
    assert make(seed=2, weights="6f")[0] == 2
    assert make(seed=2, weights="7f")[0] == 3


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_what_is_not_as_it_was_left_is_made_again(make, damage):
    _, (_, file) = make()
    file.unlink()
    if damage == "changed":
        file.write_text("mad")
    assert make()[0] == 2
    assert file.read_text() == "made"


@pytest.mark.parametrize("text", ["", "{", '{"format": 1}', "null"])
def test_a_damaged_note_is_no_note(make, tmp_path, text):
    make()
    (tmp_path / "run" / "made" / "stage.json").write_text(text)
    assert make()[0] == 2


def test_a_file_is_doubted_unless_a_stage_made_it_of_these_weights(make, tmp_path):
    _, (file, _) = make(weights="6f")
    run = tmp_path / "run"
    assert doubt(run, file, "6f") == doubt(run, file, None) == ""
    assert doubt(run, file, "7f").startswith("drawn of other weights")
    assert doubt(run, run / "b.txt", "6f").startswith("not drawn by genbench")
    file.write_text("changed")
    assert doubt(run, file, "6f").startswith("changed since")


def test_inputs_change_with_configuration_weights_and_data(tmp_path):
    run = Run(tmp_path / "run")
    record = run_record()
    run.write_config(record)
    found = [inputs(run)]
    run.write_checkpoint(10, {"a": np.zeros(2)})
    found.append(inputs(run))
    run.write_config(replace(record, data=replace(record.data, held_out_sha256="7" * 64)))
    found.append(inputs(run))
    assert [one["weights"] is None for one in found] == [True, False, False]
    assert found[1] | {"weights": None} == found[0]
    assert [name for name in found[1] if found[1][name] != found[2][name]] == ["config", "data"]
