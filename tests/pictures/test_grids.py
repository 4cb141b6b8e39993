import numpy as np
import pytest

from genbench.pictures import grids


def test_a_grid_goes_row_by_row():
    three = np.array([10, 20, 30], np.uint8).reshape(3, 1, 1, 1)
    np.testing.assert_array_equal(
        grids.grid(three, n_columns=2)[..., 0],
        [
            [128, 128, 128, 128, 128],
            [128, 10, 128, 20, 128],
            [128, 128, 128, 128, 128],
            [128, 30, 128, 128, 128],
            [128, 128, 128, 128, 128],
        ],
    )


def test_a_grid_keeps_pictures_upright_and_coloured():
    pictures = np.random.default_rng(0).integers(0, 256, [2, 3, 4, 3], np.uint8)
    grid = grids.grid(pictures, n_columns=2, border=0)
    np.testing.assert_array_equal(grid, np.concatenate(list(pictures), axis=1))


@pytest.mark.parametrize(("n", "shape"), [(1, (1, 1)), (5, (2, 3)), (100, (10, 10))])
def test_a_grid_is_as_square_as_possible(n, shape):
    assert grids.grid(np.zeros([n, 1, 1, 1], np.uint8), border=0).shape == (*shape, 1)


def test_a_picture_is_enlarged_by_repeating_its_pixels():
    picture = np.array([[[1], [2]]], np.uint8)
    np.testing.assert_array_equal(grids.enlarge(picture, 2)[..., 0], [[1, 1, 2, 2], [1, 1, 2, 2]])


@pytest.mark.parametrize("n_channels", [1, 3])
def test_a_picture_survives_the_disk(tmp_path, n_channels):
    picture = np.random.default_rng(0).integers(0, 256, [5, 7, n_channels], np.uint8)
    grids.write(tmp_path / "a.png", picture)
    np.testing.assert_array_equal(grids.read(tmp_path / "a.png"), picture)


@pytest.mark.parametrize("n_bytes", [0, 20, 60])
def test_a_broken_picture_is_named(tmp_path, n_bytes):
    grids.write(tmp_path / "a.png", np.zeros([50, 50, 3], np.uint8))
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes()[:n_bytes])
    with pytest.raises(OSError, match=r"b\.png cannot be read"):
        grids.read(tmp_path / "b.png")


def test_a_picture_without_pixels_is_named(tmp_path):
    path = tmp_path / "a.png"
    grids.write(path, np.zeros([4, 5, 1], np.uint8))
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"IDAT") - 4] + whole[whole.index(b"IEND") - 4 :])
    with pytest.raises(OSError, match=r"a\.png cannot be read"):
        grids.read(path)


def test_a_flipped_or_missing_byte_never_gives_another_picture(tmp_path):
    path = tmp_path / "a.png"
    picture = np.arange(60, dtype=np.uint8).reshape(5, 4, 3)
    grids.write(path, picture)
    whole = path.read_bytes()
    n_noticed = 0
    for i in range(len(whole)):
        for damaged in (whole[:i], whole[:i] + bytes([whole[i] ^ 4]) + whole[i + 1 :]):
            path.write_bytes(damaged)
            try:
                np.testing.assert_array_equal(grids.read(path), picture)
            except OSError:
                n_noticed += 1
    # All but the mark of the file's end.
    assert n_noticed == 2 * len(whole) - 12


SHAPE = (8, 8, 1)


def own(path, n=4, owner="us"):
    """Writes a picture of n images, and returns it with its step, as a run has them."""
    grids.write(path, grids.grid(np.zeros([n, *SHAPE], np.uint8)), owner=owner)
    return 1, path


def test_a_picture_belongs_to_its_owner_where_it_was_written(tmp_path):
    own(tmp_path / "a.png")
    assert grids.is_own(tmp_path / "a.png", "us")
    assert not grids.is_own(tmp_path / "a.png", "others")
    assert grids.whole([(1, tmp_path / "a.png")], SHAPE, "us") == [(1, tmp_path / "a.png")]


def test_a_picture_that_is_cut_short_is_not_ones_own(tmp_path):
    own(tmp_path / "a.png")
    (tmp_path / "a.png").write_bytes((tmp_path / "a.png").read_bytes()[:-40])
    assert not grids.is_own(tmp_path / "a.png", "us")


@pytest.mark.parametrize("owner", ["", "others"])
def test_a_picture_of_another_owner_is_left_out_and_named(tmp_path, owner):
    file = own(tmp_path / "a.png", owner=owner)
    with pytest.warns(UserWarning, match=r"a\.png is not of this run.* It is left out\."):
        assert grids.whole([file], SHAPE, "us") == []


def test_a_picture_that_was_renamed_is_left_out_and_named(tmp_path):
    _, path = own(tmp_path / "a.png")
    with pytest.warns(UserWarning, match=r"b\.png is not of this run, or of another step"):
        assert grids.whole([(2, path.rename(tmp_path / "b.png"))], SHAPE, "us") == []


def test_a_picture_larger_than_any_of_a_run_is_left_out_unread(tmp_path, monkeypatch):
    file = own(tmp_path / "a.png", n=grids.MOST_IMAGES + 1)
    monkeypatch.setattr(grids, "read", lambda path: 1 / 0)
    with pytest.warns(UserWarning, match=r"a\.png is of another size than this run's pictures"):
        assert grids.whole([file], SHAPE, "us") == []
