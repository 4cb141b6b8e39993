import numpy as np
import pytest
from PIL import Image
from read_page import pixels

from genbench.pictures import grids
from genbench.stages.report.sheets import N_FRAMES, cells_shown, data_uri, embedded, reel, sheet


def noise_images(n, shape):
    return np.random.default_rng(0).integers(0, 256, (n, *shape), np.uint8)


@pytest.mark.parametrize("channels", [1, 3])
def test_pictures_come_back_exactly(channels):
    picture = noise_images(1, (9, 7, channels))[0]
    np.testing.assert_array_equal(pixels(data_uri(picture)), np.broadcast_to(picture, (9, 7, 3)))


def test_a_sheet_holds_its_cells_row_by_row():
    pictures = noise_images(5, (4, 6, 1))
    found = sheet(pictures, n_columns=3)
    whole = pixels(found.uri)[..., 0]
    np.testing.assert_array_equal(whole[4:8, 6:12], pictures[4, ..., 0])


def test_a_sheet_is_as_square_as_possible():
    assert [sheet(noise_images(n, (4, 4, 1))).n_columns for n in (1, 9, 10)] == [1, 3, 4]


def test_a_reel_has_a_frame_for_every_snapshot(tmp_path):
    paths = [tmp_path / f"{i}.png" for i in range(N_FRAMES + 2)]
    for path in paths:
        grids.write(path, grids.grid(noise_images(9, (4, 4, 1))))
    assert [s.n for s in reel(paths, (4, 4, 1))] == [N_FRAMES, 2]


def test_a_frame_of_large_pictures_keeps_the_first_ones(tmp_path):
    path = tmp_path / "0.png"
    grids.write(path, grids.grid(noise_images(100, (64, 64, 1))))
    (found,) = reel([path], (64, 64, 1))
    assert (found.width, found.height) == (5 * 65 + 1, 5 * 65 + 1)


def test_an_embedded_file_tells_its_size(tmp_path):
    Image.new("RGB", (16, 9), (1, 2, 3)).save(tmp_path / "a.png")
    found = embedded(tmp_path / "a.png")
    assert (found.w, found.h) == (16, 9)
    assert pixels(found.uri)[0, 0].tolist() == [1, 2, 3]


def test_frames_of_many_runs_keep_fewer_pictures():
    assert [cells_shown((28, 28, 1), n_runs) for n_runs in (1, 2, 5, 10)] == [10, 10, 7, 5]
