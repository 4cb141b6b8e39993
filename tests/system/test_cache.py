import numpy as np
import pytest

from genbench.system.cache import cached, cached_record, key


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("GENBENCH_CACHE", str(tmp_path))
    return tmp_path


def fail():
    raise AssertionError("It is kept, and must not be made again.")


def test_arrays_are_made_once():
    cached("room/a", lambda: {"x": np.arange(3)})
    np.testing.assert_equal(cached("room/a", fail), {"x": np.arange(3)})


def test_a_record_is_made_once():
    cached_record("a", lambda: {"x": [0.1, None]})
    assert cached_record("a", fail) == {"x": [0.1, None]}


def test_what_is_kept_reads_as_what_was_made():
    made = cached("a", lambda: {"b": np.ones([2, 3], np.float16), "a": np.zeros(0)})
    read = cached("a", fail)
    assert list(read) == list(made)
    assert read["b"].dtype == np.float16


@pytest.mark.parametrize("damage", [b"", b"{", b"PK\x03\x04"])
def test_what_is_damaged_is_made_again(folder, damage):
    (folder / "a.npz").write_bytes(damage)
    with pytest.warns(UserWarning, match=r"a\.npz is damaged"):
        assert cached("a", lambda: {"x": np.arange(2)})["x"].sum() == 1
    cached("a", fail)


def test_a_folder_that_cannot_be_written_is_done_without(folder, monkeypatch):
    (folder / "file").write_text("")
    monkeypatch.setenv("GENBENCH_CACHE", str(folder / "file"))
    with pytest.warns(UserWarning, match="Set GENBENCH_CACHE"):
        assert cached_record("a", lambda: {"x": 1}) == {"x": 1}


def test_a_key_tells_its_parts_apart():
    assert len({key("ab", "c"), key("a", "bc"), key("abc"), key("ab", "c", 1)}) == 4
