import contextlib
import signal
import subprocess
import sys

import pytest

from genbench.system.files import _OURS, free_name, locked, remove_partial, replacing

# What a process that is gone was writing.
DEAD = f"{_OURS}{2**22 + 1}-"


def test_a_file_is_replaced_as_a_whole(tmp_path):
    file = tmp_path / "new" / "a.txt"
    with replacing(file) as beside:
        beside.write_text("new")
        assert not file.exists()
    assert [(path.name, path.read_text()) for path in file.parent.iterdir()] == [("a.txt", "new")]


def test_a_file_stays_as_it_was_if_writing_fails(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("old")
    with contextlib.suppress(ZeroDivisionError), replacing(file) as beside:
        beside.write_text("half")
        raise ZeroDivisionError
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.txt", "old")]


def test_content_is_on_the_disk_before_its_name_and_both_before_the_end(tmp_path, calls):
    with replacing(tmp_path / "a.txt") as beside:
        beside.write_text("new")
        assert calls == []
    assert calls == [("fsync", "a.txt"), ("replace", "a.txt"), ("fsync", tmp_path.name)]


def test_the_names_of_new_folders_are_on_the_disk_too(tmp_path, calls):
    with replacing(tmp_path / "new" / "below" / "a.txt") as beside:
        beside.touch()
    assert calls[:2] == [("fsync", tmp_path.name), ("fsync", "new")]


def test_a_free_name_is_the_next_that_nothing_has(tmp_path):
    path = tmp_path / "run"
    assert free_name(path) == tmp_path / "run.old-1"
    (tmp_path / "run.old-1").symlink_to("nowhere")
    assert free_name(path) == tmp_path / "run.old-2"


def test_what_reads_the_old_file_is_not_disturbed(tmp_path):
    file, link = tmp_path / "a.txt", tmp_path / "link"
    file.write_text("old")
    link.hardlink_to(file)
    with replacing(file) as beside:
        beside.write_text("new")
    assert (file.read_text(), link.read_text()) == ("new", "old")


def test_the_name_beside_has_the_same_ending(tmp_path):
    with replacing(tmp_path / "a.keras") as beside:
        beside.touch()
        assert beside.suffix == ".keras"


def test_what_a_killed_process_was_writing_is_removed(tmp_path):
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / f"{DEAD}a.npz").touch()
    (tmp_path / "below" / "a.npz").touch()
    remove_partial(tmp_path)
    assert [path.name for path in tmp_path.rglob("*.npz")] == ["a.npz"]


def test_what_a_killed_process_was_writing_is_removed_by_the_next_that_writes_there(tmp_path):
    (tmp_path / f"{DEAD}a.npz").touch()
    with replacing(tmp_path / "b.txt") as beside:
        beside.touch()
    assert [path.name for path in tmp_path.iterdir()] == ["b.txt"]


def test_what_a_living_process_writes_is_left_alone(tmp_path):
    with replacing(tmp_path / "a.txt") as beside:
        beside.touch()
        remove_partial(tmp_path)
        assert beside.exists()


def test_a_lock_is_held_once(tmp_path):
    with (
        locked(tmp_path / ".lock", "genbench a"),
        pytest.raises(BlockingIOError, match="is being written by `genbench a`, process"),
        locked(tmp_path / ".lock", "genbench a"),
    ):
        pass


def test_a_killed_process_leaves_no_lock(tmp_path):
    code = (
        "import pathlib, sys, time; from genbench.system.files import _OURS, locked\n"
        "with locked(pathlib.Path(sys.argv[1]), 'a'): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / ".lock")], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(BlockingIOError), locked(tmp_path / ".lock", "genbench b"):
            pass
        process.kill()
    assert process.returncode == -signal.SIGKILL
    with locked(tmp_path / ".lock", "genbench b"):
        pass
