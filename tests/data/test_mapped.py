"""Many pictures are mapped from the cache folder, and are the same as few in the memory."""

import shutil
from collections import namedtuple

import numpy as np
import pytest
from PIL import Image

from genbench.data import load, mapped

PICTURES = np.random.default_rng(0).integers(0, 256, [40, 6, 5, 3], np.uint8)
LABELS = np.arange(40) % 3


def as_npz(path):
    np.savez(path / "own.npz", images=PICTURES, labels=LABELS)
    return path / "own.npz"


def as_compressed_npz(path):
    np.savez_compressed(path / "own.npz", images=PICTURES, labels=LABELS)
    return path / "own.npz"


def as_folder(path):
    for i, picture in enumerate(PICTURES):
        (path / "abc"[LABELS[i]]).mkdir(exist_ok=True)
        Image.fromarray(picture).save(path / "abc"[LABELS[i]] / f"{i}.png")
    return path


def as_grey_folder(path):
    for i, picture in enumerate(PICTURES):
        Image.fromarray(picture[..., 0]).save(path / f"{i}.png")
    return path


def as_idx(path):
    sizes = b"".join(n.to_bytes(4, "big") for n in PICTURES.shape[:3])
    (path / "train-images-idx3-ubyte").write_bytes(
        b"\0\0\x08\x03" + sizes + PICTURES[..., 0].tobytes()
    )
    return path


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache folder, and a memory that is full at once."""
    monkeypatch.setenv("GENBENCH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(mapped, "LARGE", 100)
    monkeypatch.setattr(mapped, "BLOCK", 1000)
    return tmp_path / "cache" / "pictures"


@pytest.mark.parametrize("part", ["train", "held_out"])
@pytest.mark.parametrize("write", [as_npz, as_compressed_npz, as_folder, as_grey_folder, as_idx])
def test_mapped_pictures_are_those_of_the_memory(tmp_path, cache, write, part):
    (tmp_path / "own").mkdir()
    path = write(tmp_path / "own")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mapped, "LARGE", 10**9)
        expected = load(path, part)
    found = load(path, part)
    assert isinstance(found.images, np.memmap)
    assert not isinstance(expected.images, np.memmap)
    assert found.sha256 == expected.sha256
    assert found.classes == expected.classes
    np.testing.assert_array_equal(found.images, expected.images)


def test_what_is_kept_is_said_once_with_its_size_and_folder(tmp_path, cache, capsys):
    path = as_npz(tmp_path)
    load(path, "train")
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(" are kept in ")[0] for line in said] == [
        "40 pictures of 6x5x3",
        "8 pictures of 6x5x3",
        "28 pictures of 6x5x3",
        "4 pictures of 6x5x3",
    ]
    assert str(cache) in said[0]
    load(path, "train")
    assert capsys.readouterr().err == ""


def test_a_kept_file_with_a_flipped_bit_is_made_again(tmp_path, cache):
    path = as_npz(tmp_path)
    expected = load(path, "train").sha256
    for file in cache.glob("*.npy"):
        content = bytearray(file.read_bytes())
        content[-1] ^= 1
        file.write_bytes(content)
    with pytest.warns(UserWarning, match="is damaged, and is made again"):
        assert load(path, "train").sha256 == expected


def test_a_changed_file_under_the_same_name_is_read_anew(tmp_path, cache):
    path = as_npz(tmp_path)
    load(path, "train")
    np.savez(path, images=255 - PICTURES, labels=LABELS)
    train = load(path, "train")
    originals = {picture.tobytes() for picture in 255 - PICTURES}
    assert all(picture.tobytes() in originals for picture in train.images)


def test_a_damaged_npz_is_refused_and_leaves_nothing(tmp_path, cache):
    path = as_npz(tmp_path)
    content = bytearray(path.read_bytes())
    content[content.index(PICTURES.tobytes()[:50]) + 60] ^= 1
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"own\.npz cannot be read as an \.npz.*Bad CRC"):
        load(path, "train")
    assert not list(cache.glob("*"))


def test_a_disk_without_room_is_told_with_what_it_would_take(tmp_path, cache, monkeypatch):
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(3000))
    with pytest.raises(ValueError, match=r"40 pictures would take .*GENBENCH_CACHE"):
        load(as_npz(tmp_path), "train")
