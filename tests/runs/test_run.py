import numpy as np
import pytest
from made_records import log_line, run_record

from genbench import runs
from genbench.runs import Run, Settings
from genbench.system.errors import BrokenRun

ARRAYS = {"networks/a/0": np.arange(6, dtype=np.float32).reshape(2, 3), "n": np.array(7)}


@pytest.fixture
def run(tmp_path):
    return Run(tmp_path / "run")


def assert_arrays_equal(arrays, expected):
    assert arrays.keys() == expected.keys()
    for name, array in expected.items():
        np.testing.assert_array_equal(arrays[name], array, strict=True)


def test_a_run_is_named_by_its_folder(here):
    (here / "vae").mkdir()
    assert Run(here / "vae" / ".").name == "vae"


# Claiming


def test_a_folder_with_something_else_is_refused_and_left_alone(run):
    run.path.mkdir()
    (run.path / "thesis.txt").touch()
    with pytest.raises(BrokenRun, match=r"holds files but no config.json"), run.claimed():
        pass
    assert [path.name for path in run.path.iterdir()] == ["thesis.txt"]


def test_a_folder_in_which_a_process_was_killed_at_once_is_taken(run):
    run.path.mkdir()
    (run.path / ".partial-7-config.json").touch()
    with run.claimed():
        pass


@pytest.mark.parametrize("name", ["checkpoints", "weights", "snapshots", "tensorboard", "networks"])
def test_a_file_where_a_folder_belongs_is_refused(run, name):
    run.write_config(run_record())
    (run.path / name).touch()
    with pytest.raises(BrokenRun, match=rf"{name} is a file where a folder belongs"), run.claimed():
        pass


def test_a_folder_where_a_file_belongs_is_refused(run):
    run.write_config(run_record())
    run.log_file.mkdir()
    with pytest.raises(BrokenRun, match=r"log\.jsonl is a folder where a file"), run.claimed():
        pass


# Configuration


def test_a_configuration_survives_the_disk(run):
    record = run_record(config={"dataset": "a", "batch_size": 3, "seed": 5, "sizes": [1, 2]})
    run.write_config(record)
    assert run.read_config_as(dict) == record


def test_of_a_configuration_is_read_what_all_kinds_share(run):
    run.write_config(run_record(config={"dataset": "a", "batch_size": 3, "seed": 5, "beta": 2.0}))
    assert run.read_config().config == Settings(dataset="a", batch_size=3, seed=5)


def test_a_folder_without_configuration_is_no_run(run):
    with pytest.raises(FileNotFoundError, match=r"no config.json.*genbench train RECIPE"):
        run.read_config()


def test_a_damaged_configuration_is_refused(run):
    run.path.mkdir()
    run.config_file.write_text('{"format": 1, "recipe": "vae"}')
    with pytest.raises(
        BrokenRun, match=r"config\.json is damaged: .*missing required field `kind`"
    ):
        run.read_config()


def test_the_place_of_the_data_is_noted_and_taken_back(run):
    assert run.read_place() is None
    run.write_place("/data/pictures")
    assert run.read_place() == "/data/pictures"
    run.write_place(None)
    assert run.read_place() is None


def test_a_damaged_place_of_the_data_is_refused_with_the_cure(run):
    run.path.mkdir()
    run.data_file.write_text('{"format": 1, "path": 3}')
    with pytest.raises(BrokenRun, match=r"data\.json is damaged.*Delete it, and say --data PATH"):
        run.read_place()


# Log


def test_an_unfinished_last_line_is_not_read(run):
    run.path.mkdir()
    run.append_log(log_line(1))
    with run.log_file.open("a") as file:
        file.write('{"step": 2, "lo')
    assert run.read_log() == [log_line(1)]


def test_a_folder_that_is_no_run_has_no_log(run):
    with pytest.raises(FileNotFoundError, match=r"run has no config\.json, so it is not a run"):
        run.read_log()


def test_a_run_may_have_no_log_yet(run):
    run.write_config(run_record())
    assert run.read_log() == []


# Checkpoints


def test_a_checkpoint_survives_the_disk(run):
    run.write_checkpoint(3, ARRAYS)
    step, arrays = run.read_checkpoint()
    assert step == 3
    assert_arrays_equal(arrays, ARRAYS)


def test_the_last_two_checkpoints_are_kept(run):
    for step in (800, 900, 1000):
        run.write_checkpoint(step, ARRAYS)
    assert [step for step, _ in runs.numbered(run.checkpoints, ".npz")] == [900, 1000]


def test_there_may_be_no_checkpoint(run):
    assert run.read_checkpoint() is None


@pytest.mark.parametrize("size", [0, 1, 100, 400])
def test_a_checkpoint_cut_short_is_passed_over_with_a_warning(run, size):
    for step in (1, 2):
        run.write_checkpoint(step, ARRAYS)
    file = run.checkpoints / "00000002.npz"
    file.write_bytes(file.read_bytes()[:size])
    with pytest.warns(UserWarning, match=r"00000002\.npz is damaged .*passed over"):
        step, _ = run.read_checkpoint()
    assert step == 1


@pytest.mark.filterwarnings("ignore:.*is damaged:UserWarning")
@pytest.mark.parametrize("flip", [0x01, 0x06, 0x80, 0xFF])
def test_a_flipped_byte_never_gives_wrong_arrays(run, flip):
    run.write_checkpoint(1, {})
    run.write_checkpoint(2, ARRAYS)
    file = run.checkpoints / "00000002.npz"
    whole = file.read_bytes()
    n_noticed = 0
    for i in range(len(whole)):
        file.write_bytes(whole[:i] + bytes([whole[i] ^ flip]) + whole[i + 1 :])
        step, arrays = run.read_checkpoint()
        n_noticed += step == 1
        # A damaged index can hide an array, which the model then misses.
        assert_arrays_equal(arrays, {name: ARRAYS[name] for name in arrays})
    # All but dates and other fields of the archive that say nothing of the arrays.
    assert n_noticed > len(whole) / 2


@pytest.mark.filterwarnings("ignore:.*is damaged:UserWarning")
def test_a_header_that_asks_for_fewer_bytes_is_noticed(run):
    run.write_checkpoint(1, {})
    run.write_checkpoint(2, {"a": np.zeros(5000, np.float32)})
    file = run.checkpoints / "00000002.npz"
    file.write_bytes(file.read_bytes().replace(b"'<f4'", b"'<f2'"))
    assert run.read_checkpoint() == (1, {})


def test_the_log_is_on_the_disk_before_a_checkpoint_has_its_name(run, calls):
    run.path.mkdir()
    run.append_log(log_line(1))
    run.write_checkpoint(1, ARRAYS)
    name = "00000001.npz"
    assert calls == [
        ("fsync", "log.jsonl"),
        ("fsync", "run"),  # Which holds the new folder's name.
        ("fsync", name),
        ("replace", name),
        ("fsync", "checkpoints"),
    ]
