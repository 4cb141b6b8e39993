import numpy as np
from matplotlib.colors import to_hex

from genbench import pictures


def test_codes_are_coloured_by_class():
    codes = np.array([[0, 1], [2, 3], [4, 5]], np.float32)
    axes, bar = pictures.latents(codes, np.array([2, 0, 2]), ["a", "b", "c"]).axes
    (points,) = axes.collections
    np.testing.assert_array_equal(points.get_offsets(), codes)
    points.update_scalarmappable()
    colours = [to_hex(colour).upper() for colour in np.asarray(points.get_facecolor())]
    assert colours == [pictures.COLOURS[2], pictures.COLOURS[0], pictures.COLOURS[2]]
    assert [label.get_text() for label in bar.get_yticklabels()] == ["a", "b", "c"]


def test_each_class_is_named_at_its_median():
    codes = np.array([[0, 0], [1, 10], [8, 3], [5, 5]], np.float32)
    axes, _ = pictures.latents(codes, np.array([0, 0, 0, 1]), ["a", "b"]).axes
    assert [(t.get_text(), t.get_position()) for t in axes.texts] == [("a", (1, 3)), ("b", (5, 5))]


def test_names_of_classes_do_not_hide_each_other():
    codes = np.array([[0, 0], [0, 1], [1, 0], [100, 100]], np.float32)
    axes, _ = pictures.latents(codes, np.arange(4), ["a", "b", "c", "d"]).axes
    places = np.array([text.get_position() for text in axes.texts])
    np.testing.assert_array_equal(places[:, 0], codes[:, 0])
    assert np.diff(np.sort(places[:, 1])).min() >= 100 * pictures.NAME_HEIGHT - 1e-9
    np.testing.assert_array_equal(places[[0, 3]], codes[[0, 3]])


def test_codes_without_labels_have_no_colour_bar():
    assert len(pictures.latents(np.zeros([3, 2]), None, ()).axes) == 1


def test_codes_in_a_plane_of_their_own_say_so():
    names = ("principal component 1 (8%)", "principal component 2 (7%)")
    figure = pictures.latents(np.zeros([3, 2]), None, (), axes_names=names, title="by PCA")
    (axes,) = figure.axes
    assert (axes.get_xlabel(), axes.get_ylabel(), figure.get_suptitle()) == (*names, "by PCA")


def test_classes_whose_codes_are_all_one_are_named_all_the_same():
    figure = pictures.latents(np.full([4, 2], 0.01), np.arange(4) % 2, ["a", "b"])
    figure.canvas.draw()  # Matplotlib warns where there is no room.
    axes, _ = figure.axes
    assert sorted(text.get_text() for text in axes.texts) == ["a", "b"]
    assert np.isfinite([text.get_position() for text in axes.texts]).all()
