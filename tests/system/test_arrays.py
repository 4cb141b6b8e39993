"""Arrays are read whole or not at all, and told apart by their digests."""

import hashlib

import numpy as np
import pytest

from genbench.system import arrays


@pytest.fixture
def path(tmp_path):
    np.savez(tmp_path / "a.npz", a=np.arange(1000), b=np.ones([2, 3], np.float32))
    return tmp_path / "a.npz"


def test_arrays_come_back_by_name(path):
    found = arrays.read_arrays(path)
    assert list(found) == ["a", "b"]
    np.testing.assert_array_equal(found["a"], np.arange(1000))
    assert found["b"].dtype == np.float32


@pytest.mark.parametrize("place", [0.0, 0.1, 0.5, 0.9])
def test_a_flipped_byte_is_damage(path, place):
    content = bytearray(path.read_bytes())
    content[round(place * len(content))] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(arrays.DAMAGE):
        arrays.read_arrays(path)


def test_objects_are_never_loaded(tmp_path):
    np.savez(tmp_path / "a.npz", a=np.array([{}], object))
    with pytest.raises(arrays.DAMAGE, match="pickle"):
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
