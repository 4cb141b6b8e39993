import json

import numpy as np
import pytest

from genbench import runs
from genbench.runs import Run
from genbench.system.errors import BrokenRun

ARRAYS = {"networks/a/0": np.arange(6, dtype=np.float32).reshape(2, 3), "n": np.array(7)}


@pytest.fixture
def run(tmp_path):
    return Run(tmp_path / "run")


def add_run(path, **record):
    Run(path).write_config(record)


def assert_arrays_equal(arrays, expected):
    assert arrays.keys() == expected.keys()
    for name, array in expected.items():
        np.testing.assert_array_equal(arrays[name], array, strict=True)


# Names


def test_a_run_is_named_by_its_folder(here):
    (here / "vae").mkdir()
    assert Run(here / "vae" / ".").name == "vae"


@pytest.mark.parametrize("name", ["vae-1", "trials/vae-1", "my run (2)", "vae-1/"])
def test_a_run_lies_below_the_root(name):
    assert runs.in_root(name, "root").path.as_posix() == f"root/{name}".rstrip("/")


@pytest.mark.parametrize("name", ["", ".", "..", "../vae", "a/../../vae", "/tmp/vae"])
def test_a_name_that_leads_out_of_the_root_is_refused(name):
    with pytest.raises(ValueError, match=r"run_name must name a folder below runs, such as"):
        runs.in_root(name)


@pytest.mark.parametrize(
    ("dataset", "name"),
    [
        ("mnist5k", "vae-mnist5k"),
        ("pictures/digits.npz", "vae-digits"),
        ("my pictures (1)/", "vae-my-pictures-1"),
        ("a; rm -rf $HOME", "vae-a-rm-rf-HOME"),
        ("Ökologie", "vae-Ökologie"),
        (".", "vae-photos"),
        ("/", "vae"),
    ],
)
def test_the_default_name_needs_no_quotes(tmp_path, monkeypatch, dataset, name):
    (tmp_path / "photos").mkdir()
    monkeypatch.chdir(tmp_path / "photos")
    assert runs.default_name("vae", dataset) == name


def test_files_are_in_the_order_of_their_steps(tmp_path):
    for name in ("1000.png", "200.png", "00000300.png", "x.png", "5.txt", ".partial-1-4.png"):
        (tmp_path / name).touch()
    assert [step for step, _ in runs.numbered(tmp_path, ".png")] == [200, 300, 1000]


# Finding


@pytest.mark.parametrize("name", ["a", "duel/vae", "runs/a"])
def test_a_run_is_found_by_name_or_folder(here, name):
    add_run(here / "runs" / "a")
    add_run(here / "runs" / "duel" / "vae")
    assert runs.find(name).config_file.is_file()


def test_an_unknown_run_is_refused_with_the_nearest(here):
    add_run(here / "runs" / "vae-mnist5k")
    with pytest.raises(FileNotFoundError, match=r"no run 'vae-mnist'.*'vae-mnist5k'\?"):
        runs.find("vae-mnist")


def test_runs_are_found_at_every_depth(tmp_path):
    for name in ("b", "a/x", "c/y/z"):
        add_run(tmp_path / name)
    assert [run.path.relative_to(tmp_path).as_posix() for run in runs.found(tmp_path)] == [
        "a/x",
        "b",
        "c/y/z",
    ]


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


# Configuration


def test_a_configuration_survives_the_disk(run):
    run.write_config({"a": [1, None, "ü"]})
    assert run.read_config() == {"format": runs.FORMAT, "a": [1, None, "ü"]}


def test_a_folder_without_configuration_is_no_run(run):
    with pytest.raises(FileNotFoundError, match=r"no config.json.*genbench train RECIPE"):
        run.read_config()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 99}', "{}", "\x00\x00"])
def test_a_damaged_configuration_is_refused(run, text):
    run.write_config({})
    run.config_file.write_text(text)
    with pytest.raises(BrokenRun, match=r"config\.json (is damaged|has format)"):
        run.read_config()


# Log


def test_an_unfinished_last_line_is_not_read(run):
    run.path.mkdir()
    run.append_log({"step": 1})
    with run.log_file.open("a") as file:
        file.write('{"step": 2, "lo')
    assert run.read_log() == [{"step": 1}]


def test_a_damaged_line_is_refused(run):
    run.path.mkdir()
    run.log_file.write_text('{"step": 1}\nnonsense\n')
    with pytest.raises(BrokenRun, match=r"log\.jsonl holds a line that is no JSON"):
        run.read_log()


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


# Rewinding


@pytest.fixture
def long_run(run):
    run.write_config({})
    for step in (0, 10, 20, 30):
        if step:
            run.append_log({"step": step})
            run.write_checkpoint(step, ARRAYS)
        for folder in (run.snapshots, run.reconstructions):
            folder.mkdir(exist_ok=True)
            (folder / f"{step:08d}.png").touch()
    run.tensorboard.mkdir()
    (run.tensorboard / "events").touch()
    (run.snapshots / ".partial-7-00000040.png").touch()
    return run


@pytest.mark.parametrize(("step", "kept"), [(20, [0, 10, 20]), (30, [0, 10, 20, 30]), (0, [])])
def test_rewinding_removes_what_came_after(long_run, step, kept):
    long_run.rewind(step)
    assert [entry["step"] for entry in long_run.read_log()] == [s for s in kept if s]
    for folder in (long_run.snapshots, long_run.reconstructions):
        assert [path.name for path in sorted(folder.iterdir())] == [f"{s:08d}.png" for s in kept]
    assert all(s <= step for s, _ in runs.numbered(long_run.checkpoints, ".npz"))
    assert not long_run.tensorboard.exists()


# Summary


def test_a_summary_tells_how_far_a_run_is(run):
    record = {"recipe": "vae", "data": {"name": "blobs"}, "schedule": {"steps": 2000}}
    run.write_config(record)
    assert run.summary() == ("vae", "blobs", "0 of 2,000", "0", "-", "not done")
    run.append_log({"step": 2000, "seconds": 7.4})
    assert run.summary() == ("vae", "blobs", "2,000 of 2,000", "7", "-", "not done")
    run.write_checkpoint(2000, ARRAYS)
    assert run.summary() == ("vae", "blobs", "2,000 of 2,000", "7", "-", "done")


def test_a_summary_of_a_broken_run_says_so(run):
    run.write_config({})
    run.config_file.write_text(json.dumps({"format": 99}))
    assert run.summary()[-1] == "broken"


def test_a_summary_tells_the_frechet_distance_and_its_space(run):
    record = {"recipe": "vae", "data": {"name": "blobs"}, "schedule": {"steps": 2000}}
    run.write_config(record)
    failed, found = {"value": None, "error": "too few"}, {"value": 12.3456}
    names = "extrapolated_frechet_distance/judge", "frechet_distance/judge", "frechet_distance/pca"
    run.write_record("metrics", {"metrics": dict(zip(names, (found, failed, found), strict=True))})
    assert run.summary()[4] == "12.35 (pca)"


def test_damaged_metrics_make_a_summary_say_broken(run):
    run.write_config({"recipe": "vae", "data": {"name": "blobs"}, "schedule": {"steps": 2000}})
    run.record_file("metrics").write_text("{")
    assert run.summary()[-1] == "broken"
