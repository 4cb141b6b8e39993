import gzip

import numpy as np
import pytest
from PIL import Image

from genbench.data import load, splits

IMAGES = np.zeros([10, 3, 4], np.uint8)
IMAGES[:, 0, 0] = np.arange(10)
LABELS = np.arange(10) % 2
OTHERS = IMAGES + 100


@pytest.fixture
def npz(tmp_path):
    def write(**arrays):
        np.savez(tmp_path / "own.npz", **arrays)
        return tmp_path / "own.npz"

    return write


def write_idx(path, array):
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    data = bytes([0, 0, 8, array.ndim]) + sizes + array.astype(np.uint8).tobytes()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def first_pixels(split):
    return split.images[:, 0, 0, 0]


def test_an_npz_is_cut_in_three(npz):
    parts = splits(npz(images=IMAGES))
    assert [(part.image_shape, len(part)) for part in parts] == [
        ((3, 4, 1), 7),
        ((3, 4, 1), 1),
        ((3, 4, 1), 2),
    ]
    assert set(np.concatenate([first_pixels(part) for part in parts])) == set(range(10))


def test_the_cut_is_the_same_every_time(npz):
    path = npz(images=IMAGES, labels=LABELS)
    assert load(path, "train").sha256 == load(path, "train").sha256


def test_labels_stay_with_their_images(npz):
    train = load(npz(images=IMAGES, labels=LABELS.astype(np.uint8)), "train")
    np.testing.assert_array_equal(train.labels, first_pixels(train) % 2)
    assert train.classes == ("0", "1")


def test_three_channels_stay_three(npz):
    images = np.arange(5 * 2 * 7 * 3, dtype=np.uint8).reshape(5, 2, 7, 3)
    assert load(npz(images=images), "train").image_shape == (2, 7, 3)


def test_a_held_out_set_of_the_users_own_is_kept_in_order(npz):
    path = npz(
        images=IMAGES, labels=LABELS, held_out_images=OTHERS[::-1], held_out_labels=LABELS + 2
    )
    train, _, held_out = splits(path)
    assert len(train) == 9
    np.testing.assert_array_equal(first_pixels(held_out), OTHERS[::-1, 0, 0])
    np.testing.assert_array_equal(held_out.labels, LABELS + 2)
    assert train.classes == held_out.classes == ("0", "1", "2", "3")


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"images": IMAGES.astype(np.float32)}, r"must be uint8.* Received: float32.*astype"),
        ({"images": IMAGES[..., None].repeat(2, 3)}, r"c 1 or 3. Received: uint8 \[10, 3, 4, 2\]"),
        ({"images": IMAGES[:0]}, "not empty"),
        ({"images": IMAGES[:1]}, "must have 3 different pictures or more"),
        ({"images": IMAGES[0]}, r"must be uint8 \[n, h, w, c\]"),
        ({"images": IMAGES, "labels": LABELS[:9]}, r"labels must be int64 \[10\]"),
        ({"images": IMAGES, "labels": LABELS[:, None]}, r"Received: int64 \[10, 1\]"),
        ({"images": IMAGES, "labels": LABELS * 0.5}, r"whole numbers or texts.*float64.*astype"),
        ({"images": IMAGES, "labels": LABELS * np.nan}, "whole numbers or texts.*float64"),
        ({"images": IMAGES, "labels": LABELS * 1e300}, "whole numbers or texts.*float64"),
        ({"images": IMAGES, "labels": LABELS * 1j}, "whole numbers or texts.*complex128"),
        (
            {
                "images": IMAGES,
                "labels": LABELS,
                "held_out_images": IMAGES,
                "held_out_labels": LABELS.astype(str),
            },
            "labels and held_out_labels must both be numbers, or both texts",
        ),
        ({"images": IMAGES, "held_out_labels": LABELS}, "Found: images, held_out_labels"),
        ({"images": IMAGES, "labels": LABELS, "held_out_images": IMAGES}, "must have images; "),
        ({"images": IMAGES, "held_out_images": IMAGES[:, :2]}, r"one shape.*\(3, 4, 1\).*\(2, 4"),
        ({"pictures": IMAGES}, "Found: pictures"),
    ],
)
@pytest.mark.parametrize("split", ["train", "held_out"])
def test_wrong_arrays_are_refused_by_name(npz, arrays, message, split):
    with pytest.raises(ValueError, match=f"own.npz.*{message}"):
        load(npz(**arrays), split)


def test_held_out_pictures_among_those_to_train_on_are_counted(npz):
    with pytest.warns(UserWarning, match=r"own\.npz: 3 of 4 held-out pictures are among those"):
        load(npz(images=IMAGES, held_out_images=np.concatenate([IMAGES[:3], OTHERS[:1]])), "train")


@pytest.mark.parametrize(
    ("values", "classes", "labels"),
    [
        ([0, 60_000], ("0", "60000"), [0, 1]),
        ([10**9, -1], ("-1", "1000000000"), [1, 0]),
        ([True, False], ("0", "1"), [1, 0]),
        ([7.0, 3.0], ("3", "7"), [1, 0]),
        (["dog", "cat"], ("cat", "dog"), [1, 0]),
        (np.array([2**64 - 1, 5], np.uint64), ("5", "18446744073709551615"), [1, 0]),
    ],
)
def test_the_classes_are_the_labels_that_occur(npz, values, classes, labels):
    split = load(npz(images=IMAGES, labels=np.array(values)[LABELS]), "train")
    assert split.classes == classes
    np.testing.assert_array_equal(split.labels, np.array(labels)[first_pixels(split) % 2])


def test_a_class_of_the_held_out_images_alone_is_one(npz):
    arrays = {"images": IMAGES, "labels": LABELS, "held_out_images": OTHERS}
    train = load(npz(**arrays, held_out_labels=np.full(10, -3)), "train")
    assert train.classes == ("-3", "0", "1")
    assert train.class_counts.tolist() == [0, 4, 5]


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_a_folder_of_idx_files(tmp_path, suffix):
    write_idx(tmp_path / f"train-images-idx3-ubyte{suffix}", IMAGES)
    write_idx(tmp_path / f"train-labels-idx1-ubyte{suffix}", LABELS)
    write_idx(tmp_path / f"t10k-images-idx3-ubyte{suffix}", OTHERS[:4])
    write_idx(tmp_path / f"t10k-labels-idx1-ubyte{suffix}", LABELS[:4])
    held_out = load(tmp_path, "held_out")
    np.testing.assert_array_equal(held_out.images, OTHERS[:4, :, :, None])
    np.testing.assert_array_equal(held_out.labels, LABELS[:4])


def test_idx_images_alone_are_cut_in_three(tmp_path):
    write_idx(tmp_path / "train-images-idx3-ubyte", IMAGES)
    assert tuple(map(len, splits(tmp_path))) == (7, 1, 2)


def test_idx_labels_alone_are_refused(tmp_path):
    write_idx(tmp_path / "train-labels-idx1-ubyte", LABELS)
    with pytest.raises(ValueError, match=r"must have images; .* Found: labels"):
        load(tmp_path, "train")


def test_a_folder_of_pictures_is_cut_in_three(tmp_path):
    for i, image in enumerate(IMAGES):
        path = tmp_path / "ab"[i % 2] / f"{i}.png"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(image).save(path)
    parts = splits(tmp_path)
    assert parts.train.classes == ("a", "b")
    np.testing.assert_array_equal(parts.held_out.labels, first_pixels(parts.held_out) % 2)
    assert set(np.concatenate([first_pixels(part) for part in parts])) == set(range(10))


def test_another_file_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("1,2")
    with pytest.raises(ValueError, match=r"a.csv must be an .npz, a folder of pictures, or"):
        load(tmp_path / "a.csv", "train")
