"""Arrays are read whole or not at all, and told apart by their digests."""

import hashlib

import numpy as np
import pytest

from genbench.system import arrays


@pytest.fixture
def path(tmp_path):
    arrays.write_arrays(tmp_path / "a.npz", {"a": np.arange(1000), "b": np.ones([2, 3], "f4")})
    return tmp_path / "a.npz"


def test_arrays_come_back_by_name(path):
    found = arrays.read_arrays(path)
    assert list(found) == ["a", "b"]
    np.testing.assert_array_equal(found["a"], np.arange(1000))
    assert found["b"].dtype == np.float32


def test_a_flipped_bit_anywhere_changes_nothing_or_is_damage(path):
    whole, content = arrays.read_arrays(path), path.read_bytes()
    for place in [
        *range(200),
        *range(200, len(content) - 700, 97),
        *range(len(content) - 700, len(content)),
    ]:
        flipped = bytearray(content)
        flipped[place] ^= 1 << place % 8
        path.write_bytes(flipped)
        try:
            found = arrays.read_arrays(path)
        except arrays.DAMAGE:
            continue
        assert list(found) == list(whole)
        assert arrays.digest(*found.values()) == arrays.digest(*whole.values())


def test_a_flipped_bit_in_the_content_is_damage(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(arrays.DAMAGE):
        arrays.read_arrays(path)


def test_arrays_of_another_program_are_refused(tmp_path):
    np.savez(tmp_path / "a.npz", a=np.arange(3))
    with pytest.raises(arrays.DAMAGE):
        arrays.read_arrays(tmp_path / "a.npz")


def test_the_seal_is_read_alone_and_follows_the_content(tmp_path):
    for name, last in (("a", 2), ("b", 2), ("c", 3)):
        arrays.write_arrays(tmp_path / f"{name}.npz", {"x": np.array([1, last])})
    a, b, c = (arrays.read_seal(tmp_path / f"{name}.npz") for name in "abc")
    assert a == b != c


def test_objects_are_never_loaded(tmp_path):
    np.savez(tmp_path / "a.npz", a=np.array([{}], object))
    with pytest.raises(arrays.DAMAGE, match="Python objects, never loaded"):
        arrays.read_arrays(tmp_path / "a.npz")


def test_a_digest_is_that_of_type_shape_and_bytes():
    array = np.arange(6, dtype=np.int16).reshape(2, 3)
    expected = hashlib.sha256(b"int16 [2, 3]" + array.tobytes()).hexdigest()
    assert arrays.digest(array) == expected
    assert arrays.digest(array.T.copy().T) == expected
    assert arrays.digest(array.reshape(3, 2)) != expected
    assert arrays.digest(array.view(np.uint16)) != expected


def test_an_array_is_described_by_type_and_shape():
    assert arrays.described(np.zeros([10, 28, 28, 1], np.uint8)) == "uint8 [10, 28, 28, 1]"
