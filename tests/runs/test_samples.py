import numpy as np
import pytest

from genbench.runs.samples import Samples, read_samples, write_samples
from genbench.system.arrays import write_arrays
from genbench.system.errors import BrokenRun

IMAGES = np.arange(12, dtype=np.uint8).reshape(3, 2, 2, 1)


@pytest.mark.parametrize("labels", [None, np.array([2, 0, 1])])
def test_samples_survive_the_disk(tmp_path, labels):
    write_samples(tmp_path / "a.npz", Samples(IMAGES, 1, 60, "6f", "decoder", "means", labels))
    found = read_samples(tmp_path / "a.npz", cure="")
    assert found[1:6] == (1, 60, "6f", "decoder", "means")
    np.testing.assert_array_equal(found.images, IMAGES, strict=True)
    np.testing.assert_array_equal(found.labels, labels)


def test_samples_that_say_nothing_of_themselves_are_refused(tmp_path):
    write_arrays(tmp_path / "a.npz", {"images": IMAGES, "seed": np.array(1)})
    with pytest.raises(
        BrokenRun, match=r"a\.npz holds no about, sampler, step, weights\. Draw again\."
    ):
        read_samples(tmp_path / "a.npz", cure="Draw again.")


def test_damaged_samples_are_refused(tmp_path):
    (tmp_path / "a.npz").write_bytes(b"PK")
    with pytest.raises(BrokenRun, match=r"a\.npz is damaged.*Draw again\."):
        read_samples(tmp_path / "a.npz", cure="Draw again.")


@pytest.mark.parametrize("images", [IMAGES.astype(np.float32), IMAGES[0]])
def test_images_of_another_kind_are_refused(tmp_path, images):
    write_samples(tmp_path / "a.npz", Samples(images, 1, 60, "6f", "decoder", "means"))
    with pytest.raises(BrokenRun, match=r"must hold images uint8 \[n, h, w, c\]\. Received"):
        read_samples(tmp_path / "a.npz", cure="")


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("seed", np.zeros(3, np.int64)),
        ("step", np.array(6.5)),
        ("step", np.array("60")),
        ("about", np.array(7)),
        ("labels", np.zeros(4, np.int64)),
        ("labels", np.zeros(3)),
        ("images", np.zeros([0, 2, 2, 1], np.uint8)),
    ],
)
def test_what_is_no_single_value_or_of_another_length_is_refused(tmp_path, name, array):
    samples = {
        "images": IMAGES,
        "seed": 1,
        "step": 60,
        "weights": "6f",
        "sampler": "a",
        "about": "",
    }
    arrays = {name: np.array(value) for name, value in samples.items()} | {name: array}
    write_arrays(tmp_path / "a.npz", arrays)
    with pytest.raises(BrokenRun, match=rf"a\.npz.* {name}.*Draw again\."):
        read_samples(tmp_path / "a.npz", cure="Draw again.")


def test_a_bare_array_is_no_samples(tmp_path):
    np.save(tmp_path / "a.npy", IMAGES)
    (tmp_path / "a.npy").rename(tmp_path / "a.npz")
    with pytest.raises(BrokenRun, match=r"a\.npz is damaged"):
        read_samples(tmp_path / "a.npz", cure="")
