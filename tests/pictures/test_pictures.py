from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex

from genbench import pictures
from genbench.pictures import grids


def test_curves_draw_every_scalar_over_the_images_seen():
    log = [{"images": 10, "loss": 3.0}, {"images": 20, "loss": 2.0, "held_out_loss": 2.5}]
    (axes,) = pictures.curves(log, ["loss"], title="").axes
    training, held_out = (np.asarray(line.get_xydata()).tolist() for line in axes.lines)
    assert training == [[10, 3], [20, 2]]
    assert held_out == [[20, 2.5]]


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_curves_have_a_panel_for_each_scalar(n):
    names = ["loss", "nll", "kl", "another"][:n]
    figure = pictures.curves([dict.fromkeys([*names, "images"], 1.0)], names, title="")
    titles = [axes.get_title() for axes in figure.axes if axes.lines]
    assert titles == [pictures.LABELS.get(name, name) for name in names]


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


def test_a_manifold_stands_upright_and_its_ticks_tell_the_latents(tmp_path):
    # The brightness of the lower left cell is 0, of the upper left 200, of the lower right 100.
    picture = np.array([[200, 250], [0, 100]], np.uint8).repeat(10, 0).repeat(10, 1)[..., None]
    figure = pictures.manifold(picture, np.array([-1.0, 1.0]))
    (axes,) = figure.axes
    ticks = {
        label.get_text(): tick
        for label, tick in zip(axes.get_yticklabels(), axes.get_yticks(), strict=True)
    }
    figure.savefig(tmp_path / "a.png")
    drawn = grids.read(tmp_path / "a.png")[..., 0]
    height = len(drawn)

    def brightness(first, second):
        x, y = axes.transData.transform((first, second))
        return int(drawn[height - 1 - round(y), round(x)])

    low, high = ticks["-1.0"], ticks["1.0"]
    cells = [brightness(low, low), brightness(high, low), brightness(low, high)]
    np.testing.assert_allclose(cells, [0, 100, 200], atol=2)


@pytest.mark.parametrize("draw", [pictures.rows, pictures.side_by_side])
def test_every_picture_is_shown_with_its_name(draw):
    pictures = {"one": np.zeros([4, 6, 1], np.uint8), "two": np.ones([4, 6, 3], np.uint8)}
    figure = draw(pictures, title="title")
    shown = [axes.images[0].get_array().reshape(4, 6, -1) for axes in figure.axes]
    for array, picture in zip(shown, pictures.values(), strict=True):
        np.testing.assert_array_equal(array, picture)
    said = [axes.get_title() + "".join(t.get_text() for t in axes.texts) for axes in figure.axes]
    assert said == ["one", "two"]


def test_many_pictures_stand_in_rows():
    blank = {str(i): np.zeros([4, 4, 1], np.uint8) for i in range(7)}
    figure: Any = pictures.side_by_side(blank, title="")
    assert len(figure.axes) == 7
    rows = {axes.get_subplotspec().rowspan.start for axes in figure.axes}
    columns = {axes.get_subplotspec().colspan.start for axes in figure.axes}
    assert (rows, columns) == ({0, 1}, {0, 1, 2, 3})


def test_a_figure_has_the_same_bytes_each_time(tmp_path):
    for name in ("a.png", "b.png"):
        pictures.save(
            pictures.rows({"one": np.zeros([4, 6, 1], np.uint8)}, title=""), tmp_path / name
        )
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_strips_name_their_rows_from_the_top_and_their_columns():
    picture = np.arange(60, dtype=np.uint8).reshape(6, 10, 1)
    (axes,) = pictures.strips(picture, ["a", "b", "c"], ["0", "1"], title="").axes
    rows = {t.get_text(): y for t, y in zip(axes.get_yticklabels(), axes.get_yticks(), strict=True)}
    columns = {
        t.get_text(): x for t, x in zip(axes.get_xticklabels(), axes.get_xticks(), strict=True)
    }
    assert (rows, columns) == ({"a": 5, "b": 3, "c": 1}, {"0": 2.5, "1": 7.5})


def test_strips_leave_names_out_before_they_run_into_each_other():
    names = [str(i) for i in range(30)]
    (axes,) = pictures.strips(np.zeros([2, 60, 1], np.uint8), ["a"], names, title="").axes
    assert [t.get_text() for t in axes.get_xticklabels()] == names[::3]


def test_every_line_over_the_way_has_its_name():
    lines = {"one": [0, 0.5], "two": [1, 0.25]}
    figure = pictures.over_way(lines, [0, 2], title="", across="step", upwards="share")
    drawn = {str(line.get_label()): line.get_xydata() for line in figure.axes[0].lines}
    assert {name: np.asarray(xy).tolist() for name, xy in drawn.items()} == {
        "one": [[0, 0], [2, 0.5]],
        "two": [[0, 1], [2, 0.25]],
    }
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["one", "two"]


def test_codes_in_a_plane_of_their_own_say_so():
    names = ("principal component 1 (8%)", "principal component 2 (7%)")
    figure = pictures.latents(np.zeros([3, 2]), None, (), axes_names=names, title="by PCA")
    (axes,) = figure.axes
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_title()) == (*names, "by PCA")


def test_intervals_stand_in_the_order_of_their_rows():
    panel = {"codes": (97.0, 96.5, 97.5), "pixels": (96.0, 95.0, 97.2)}
    axes: Any
    (axes,) = pictures.intervals({"nearest": panel}, title="").axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["codes", "pixels"]
    assert [text.get_text() for text in axes.texts] == ["97.00", "96.00"]
    ends = [bar.get_segments()[0][:, 0] for bar in axes.collections]
    np.testing.assert_allclose(ends, [[96.5, 97.5], [95.0, 97.2]])


def test_bands_reach_from_their_lower_to_their_upper_edge():
    line = ([2, 50], *np.array([[2.0, 4.0], [1.0, 2.0], [3.0, 6.0]]))
    axes: Any
    (axes,) = pictures.bands({"100": {"arm": line}}, x="", y="", title="").axes
    np.testing.assert_allclose(axes.lines[0].get_ydata(), [2, 4])
    assert {1, 2, 3, 6} == set(axes.collections[0].get_paths()[0].vertices[:, 1])
    assert [label.get_text() for label in axes.get_xticklabels()] == ["2", "50"]
