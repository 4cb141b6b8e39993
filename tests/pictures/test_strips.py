from typing import Any

import numpy as np
import pytest

from genbench import pictures
from genbench.pictures import grids


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
