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
