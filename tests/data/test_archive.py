import contextlib
import io
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genbench.data.archive import read_archive

IMAGES = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)


def npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("archive") / "x.npz"


def test_known_arrays_come_back_and_others_are_left(path):
    path.write_bytes(npz(images=IMAGES, labels=[1, 0], seed=3))
    arrays = read_archive(path)
    assert list(arrays) == ["images", "labels"]
    np.testing.assert_array_equal(arrays["images"], IMAGES)


def test_missing_images_are_told_with_what_was_found(path):
    path.write_bytes(npz(x=IMAGES, y=[1, 0]))
    with pytest.raises(ValueError, match=r'x.npz must hold an array "images". Found: x, y'):
        read_archive(path)


class Bomb:
    def __reduce__(self):
        return pytest.fail, ("unpickled",)


def test_python_objects_are_never_unpickled(path):
    path.write_bytes(npz(images=np.array([Bomb()], object)))
    with pytest.raises(ValueError, match=r"Python objects are never loaded"):
        read_archive(path)


def test_objects_under_other_names_do_no_harm(path):
    path.write_bytes(npz(images=IMAGES, extra=np.array([Bomb()], object)))
    np.testing.assert_array_equal(read_archive(path)["images"], IMAGES)


def test_a_pickle_is_no_npz(path):
    np.save(path.with_suffix(".npy"), np.array([Bomb()], object))
    path.write_bytes(path.with_suffix(".npy").read_bytes())
    with pytest.raises(ValueError, match=r"cannot be read as an .npz"):
        read_archive(path)


def test_an_absurd_size_is_refused(path):
    header = b"{'descr': '|u1', 'fortran_order': False, 'shape': (9" + b"9" * 14 + b",), }\n"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("images.npy", b"\x93NUMPY\x01\0" + bytes([len(header), 0]) + header)
    with pytest.raises(ValueError, match=r"cannot be read as an .npz"):
        read_archive(path)


@settings(deadline=None)
@given(data=st.data())
def test_any_truncation_is_refused(path, data):
    whole = npz(images=IMAGES, labels=[1, 0])
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(ValueError, match=r"cannot be read as an .npz"):
        read_archive(path)


@settings(deadline=None)
@given(at=st.integers(0, 600), byte=st.integers(0, 255), compress=st.booleans())
def test_a_damaged_byte_raises_nothing_but_a_value_error(path, at, byte, compress):
    file = io.BytesIO()
    (np.savez_compressed if compress else np.savez)(file, images=IMAGES, labels=[1, 0])
    damaged = bytearray(file.getvalue())
    damaged[at % len(damaged)] = byte
    path.write_bytes(damaged)
    with contextlib.suppress(ValueError):
        np.testing.assert_array_equal(read_archive(path)["images"], IMAGES)


@settings(deadline=None)
@given(rest=st.binary())
def test_random_bytes_raise_nothing_but_value_errors(path, rest):
    path.write_bytes(b"PK\x03\x04" + rest)
    with pytest.raises(ValueError, match=r"cannot be read as an .npz"):
        read_archive(path)


def test_an_absent_file_is_not_called_damaged(path):
    with pytest.raises(FileNotFoundError):
        read_archive(path.with_name("absent.npz"))
