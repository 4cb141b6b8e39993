import numpy as np
import pytest

from genbench.runs.samples import Samples, read_samples, write_samples
from genbench.system.arrays import write_arrays
from genbench.system.errors import BrokenRun

IMAGES = np.arange(12, dtype=np.uint8).reshape(3, 2, 2, 1)


@pytest.mark.parametrize("labels", [None, np.array([2, 0, 1])])
def test_samples_survive_the_disk(tmp_path, labels):
    write_samples(tmp_path / "a.npz", Samples(IMAGES, 1, 60, "decoder", "means", labels))
    found = read_samples(tmp_path / "a.npz", cure="")
    assert found[1:5] == (1, 60, "decoder", "means")
    np.testing.assert_array_equal(found.images, IMAGES, strict=True)
    np.testing.assert_array_equal(found.labels, labels)


def test_samples_that_say_nothing_of_themselves_are_refused(tmp_path):
    write_arrays(tmp_path / "a.npz", {"images": IMAGES, "seed": np.array(1)})
    with pytest.raises(BrokenRun, match=r"a\.npz holds no about, sampler, step\. Draw again\."):
        read_samples(tmp_path / "a.npz", cure="Draw again.")


def test_damaged_samples_are_refused(tmp_path):
    (tmp_path / "a.npz").write_bytes(b"PK")
    with pytest.raises(BrokenRun, match=r"a\.npz is damaged.*Draw again\."):
        read_samples(tmp_path / "a.npz", cure="Draw again.")


@pytest.mark.parametrize("images", [IMAGES.astype(np.float32), IMAGES[0]])
def test_images_of_another_kind_are_refused(tmp_path, images):
    write_samples(tmp_path / "a.npz", Samples(images, 1, 60, "decoder", "means"))
    with pytest.raises(BrokenRun, match=r"must hold images uint8 \[n, h, w, c\]\. Received"):
        read_samples(tmp_path / "a.npz", cure="")
