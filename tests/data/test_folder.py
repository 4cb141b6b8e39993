import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from genbench.data.folder import SUFFIXES, read_folder, read_picture
from genbench.system.errors import InvalidInput

GREY = np.arange(0, 240, 10, dtype=np.uint8).reshape(4, 6)
COLOURS = np.random.default_rng(0).integers(0, 256, [4, 6, 3], np.uint8)


def save(path, array, **options):
    path.parent.mkdir(exist_ok=True)
    Image.fromarray(array).save(path, **options)


def test_grey_pictures_have_one_channel(tmp_path):
    save(tmp_path / "a.png", GREY)
    save(tmp_path / "b.png", np.repeat(GREY[..., None], 3, axis=2))
    arrays, classes = read_folder(tmp_path)
    np.testing.assert_array_equal(arrays["images"], np.stack([GREY, GREY])[..., None])
    assert classes == ()


def test_one_colour_picture_makes_three_channels(tmp_path):
    save(tmp_path / "a.png", GREY)
    save(tmp_path / "b.png", COLOURS)
    images = read_folder(tmp_path)[0]["images"]
    np.testing.assert_array_equal(images[0], np.repeat(GREY[..., None], 3, axis=2))
    np.testing.assert_array_equal(images[1], COLOURS)


def test_subfolders_are_classes_in_order_of_their_names(tmp_path):
    for name, value in (("dog/1.png", 30), ("cat/2.png", 20), ("cat/1.png", 10)):
        save(tmp_path / name, np.full([2, 2], value, np.uint8))
    arrays, classes = read_folder(tmp_path)
    assert classes == ("cat", "dog")
    np.testing.assert_array_equal(arrays["labels"], [0, 0, 1])
    np.testing.assert_array_equal(arrays["images"][:, 0, 0, 0], [10, 20, 30])


def test_hidden_and_other_files_are_passed_over(tmp_path):
    save(tmp_path / "a.png", GREY)
    for name in (".b.png", "c.txt", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"no picture")
    (tmp_path / ".cache").mkdir()
    (tmp_path / "empty").mkdir()
    assert len(read_folder(tmp_path)[0]["images"]) == 1


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".PNG"])
def test_every_format_is_read(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    save(path, np.full([3, 5], 200, np.uint8))
    np.testing.assert_allclose(read_picture(path), np.full([3, 5, 3], 200), atol=1)


def test_sixteen_bits_are_scaled_to_eight(tmp_path):
    save(tmp_path / "a.png", np.array([[0, 128, 129, 257 * 7, 65535]], np.uint16))
    np.testing.assert_array_equal(read_picture(tmp_path / "a.png")[0, :, 0], [0, 0, 1, 7, 255])


def test_transparency_is_laid_over_black(tmp_path):
    rgba = np.array([[[200, 100, 50, 255], [200, 100, 50, 0], [200, 100, 50, 51]]], np.uint8)
    save(tmp_path / "a.png", rgba)
    expected = [[200, 100, 50], [0, 0, 0], [40, 20, 10]]
    np.testing.assert_array_equal(read_picture(tmp_path / "a.png")[0], expected)


def test_a_palette_becomes_its_colours(tmp_path):
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 40, 50, 60])
    image.putpixel((1, 0), 1)
    image.save(tmp_path / "a.png")
    np.testing.assert_array_equal(read_picture(tmp_path / "a.png"), [[[10, 20, 30], [40, 50, 60]]])


def test_a_transparent_palette_entry_becomes_black(tmp_path):
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 40, 50, 60])
    image.putpixel((1, 0), 1)
    image.save(tmp_path / "a.png", transparency=0)
    np.testing.assert_array_equal(read_picture(tmp_path / "a.png"), [[[0, 0, 0], [40, 50, 60]]])


def test_cmyk_becomes_rgb(tmp_path):
    Image.new("CMYK", (2, 2), (0, 255, 255, 0)).save(tmp_path / "a.tif")
    np.testing.assert_array_equal(read_picture(tmp_path / "a.tif")[0, 0], [255, 0, 0])


def test_exif_orientation_is_honoured(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter, clockwise
    save(tmp_path / "a.png", COLOURS, exif=exif)
    np.testing.assert_array_equal(read_picture(tmp_path / "a.png"), np.rot90(COLOURS, -1))


def test_the_first_frame_of_an_animation_is_taken(tmp_path):
    frames = [Image.new("L", (2, 2), value) for value in (10, 200)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    np.testing.assert_array_equal(read_picture(tmp_path / "a.gif"), np.full([2, 2, 3], 10))


def test_32_bits_are_refused(tmp_path):
    save(tmp_path / "a.tif", np.zeros([2, 2], np.float32))
    with pytest.raises(ValueError, match=r"a.tif cannot .* 32 bits; save it with 8 or 16"):
        read_picture(tmp_path / "a.tif")


def test_a_broken_picture_is_named(tmp_path):
    save(tmp_path / "a.png", GREY)
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes()[:60])
    with pytest.raises(ValueError, match=r"b.png cannot be read as a picture"):
        read_folder(tmp_path)


def test_mixed_sizes_are_named(tmp_path):
    save(tmp_path / "a.png", np.zeros([2, 3], np.uint8))
    save(tmp_path / "b.png", np.zeros([5, 4], np.uint8))
    with pytest.raises(ValueError, match=r"a.png is 3x2 and .*b.png is 4x5. Resize"):
        read_folder(tmp_path)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"has no pictures.* Expected: .png"):
        read_folder(tmp_path)


def test_pictures_on_two_levels_are_refused(tmp_path):
    save(tmp_path / "a.png", GREY)
    save(tmp_path / "cat" / "b.png", GREY)
    with pytest.raises(ValueError, match=r"both in itself \(a.png\) and in subfolders \(cat\)"):
        read_folder(tmp_path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pictures")


@settings(deadline=None)
@given(start=st.sampled_from(["PNG", "JPEG", "GIF", "BMP"]), data=st.data())
def test_damage_raises_nothing_but_value_errors(folder, start, data):
    file = io.BytesIO()
    Image.fromarray(GREY).save(file, start)
    damaged = bytearray(file.getvalue())
    damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    (folder / "x").write_bytes(damaged)
    try:
        picture = read_picture(folder / "x")
    except ValueError:
        return
    assert picture.shape[2] == 3


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_read(tmp_path):
    Image.new("1", (2**13, 2**13)).save(tmp_path / "a.png")
    with pytest.raises(InvalidInput, match="8192 x 8192 pixels are too many"):
        read_picture(tmp_path / "a.png")
