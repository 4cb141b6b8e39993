import contextlib
import gzip
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from genbench.data import mapped
from genbench.data.idx import parse_idx, read_idx
from genbench.system.errors import InvalidInput


def idx(array):
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


def packed(array):
    # Without the time of day, which would stand in the tests' names: both processes must agree.
    return gzip.compress(idx(array), compresslevel=1, mtime=0)


ARRAYS = hnp.arrays(np.uint8, hnp.array_shapes(max_dims=4, min_side=0, max_side=5))
WRITERS = st.sampled_from([idx, packed])


@settings(deadline=None)
@given(ARRAYS, WRITERS)
def test_an_array_comes_back(array, write):
    np.testing.assert_array_equal(parse_idx(write(array), rank=array.ndim, name="x"), array)


@settings(deadline=None)
@given(ARRAYS, WRITERS, st.data())
def test_any_truncation_is_refused(array, write, data):
    whole = write(array)
    length = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(ValueError, match=r"^x "):
        parse_idx(whole[:length], rank=array.ndim, name="x")


@settings(deadline=None)
@given(ARRAYS, WRITERS, st.binary(min_size=1, max_size=30))
def test_any_appended_bytes_are_refused(array, write, more):
    with pytest.raises(ValueError, match=r"^x has .*trailing bytes"):
        parse_idx(write(array) + more, rank=array.ndim, name="x")


@settings(deadline=None)
@given(st.sampled_from([b"", b"\0\0\x08", b"\0\0\x08\x03", b"\x1f\x8b\x08"]), st.binary())
def test_random_bytes_raise_nothing_but_value_errors(start, rest):
    with contextlib.suppress(ValueError):
        assert parse_idx(start + rest, rank=3, name="x").ndim == 3


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "must begin with the bytes 00 00 08 03. Found: none"),
        (b"<html>", "is not an IDX file.* Found: 3c 68 74 6d"),
        (b"\0\0\x0d\x03", "unsigned bytes .*0x08.* Found: type 0x0d"),
        (idx(np.zeros(3, np.uint8)), "3 axes. Found: 1 axes"),
        (b"\0\0\x08\x03\0\0", "ends within its header of 16 bytes, at 6"),
        (idx(np.zeros([2, 3, 4], np.uint8))[:-1], r"truncated.*\[2, 3, 4\], 24 bytes. Found: 23"),
        (idx(np.zeros([2, 3, 4], np.uint8)) + b"!", "trailing bytes.* 24 bytes. Found: 25"),
        (b"\x1f\x8b" + b"?" * 20, "is corrupt gzip"),
        (packed(np.zeros([2, 3, 4], np.uint8))[:-1], "is truncated gzip"),
        (packed(np.zeros([2, 3, 4], np.uint8)) + b"\0", "has 1 trailing bytes after its gzip"),
    ],
)
def test_each_fault_has_its_own_message(data, message):
    with pytest.raises(ValueError, match=f"^x .*{message}"):
        parse_idx(data, rank=3, name="x")


def test_an_absurd_size_is_refused_unallocated():
    with pytest.raises(ValueError, match="truncated"):
        parse_idx(b"\0\0\x08\x03" + 12 * b"\xff", rank=3, name="x")


def test_nothing_of_an_absurd_size_is_refused():
    with pytest.raises(InvalidInput, match=r"^x cannot be read: its header says \[0, 4294967295,"):
        parse_idx(b"\0\0\x08\x03" + bytes(4) + 8 * b"\xff", rank=3, name="x")


@pytest.mark.parametrize("write", [idx, packed])
def test_a_file_is_read_whatever_its_suffix(tmp_path, write):
    array = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    (tmp_path / "x").write_bytes(write(array))
    np.testing.assert_array_equal(read_idx(tmp_path / "x", rank=3), array)


def test_a_fault_names_the_file(tmp_path):
    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(ValueError, match=str(tmp_path / "x")):
        read_idx(tmp_path / "x", rank=3)


@pytest.mark.parametrize("large", [1, 2**20])
def test_a_file_that_is_cut_short_later_has_been_read(tmp_path, monkeypatch, large):
    monkeypatch.setattr(mapped, "LARGE", large)
    monkeypatch.setenv("GENBENCH_CACHE", str(tmp_path / "cache"))
    array = np.resize(np.arange(251, dtype=np.uint8), [24_000]).reshape(20, 30, 40)
    (tmp_path / "x").write_bytes(idx(array))
    found = read_idx(tmp_path / "x", rank=3)
    os.truncate(tmp_path / "x", 20)
    np.testing.assert_array_equal(found, array)


def test_a_large_file_is_mapped_from_the_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(mapped, "LARGE", 1)
    monkeypatch.setenv("GENBENCH_CACHE", str(tmp_path / "cache"))
    (tmp_path / "x").write_bytes(idx(np.ones([2, 3, 4], np.uint8)))
    found = read_idx(tmp_path / "x", rank=3)
    assert isinstance(found, np.memmap)
    assert Path(str(found.filename)).is_relative_to(tmp_path / "cache")
