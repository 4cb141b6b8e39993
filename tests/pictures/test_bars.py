from typing import Any

import numpy as np

from genbench import pictures


def test_intervals_stand_in_the_order_of_their_rows():
    panel = {"codes": (97.0, 96.5, 97.5), "pixels": (96.0, 95.0, 97.2)}
    axes: Any
    (axes,) = pictures.intervals({"nearest": panel}, title="").axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["codes", "pixels"]
    assert [text.get_text() for text in axes.texts] == ["97.00", "96.00"]
    ends = [bar.get_segments()[0][:, 0] for bar in axes.collections]
    np.testing.assert_allclose(ends, [[96.5, 97.5], [95.0, 97.2]])


def test_of_very_many_classes_the_figure_stays_a_figure():
    names = [str(i) for i in range(2000)]
    figure = pictures.label_shares({"a": np.full(2000, 1 / 2000)}, names, title="t")
    assert figure.get_figwidth() == 40


def test_quantities_stand_beside_their_bars_and_a_word_where_there_is_none():
    figure = pictures.quantities(
        {"GiB": {"a": 1.5, "b": None}, "s": {"a": 2.0, "b": 3.0}}, title=""
    )
    axes: Any = figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]
    assert [text.get_text() for text in axes.texts] == ["1.50", "unknown"]
    assert [bar.get_width() for bar in axes.patches] == [1.5, 0.0]


def test_of_an_odd_number_of_quantities_no_empty_panel_is_left():
    figure = pictures.quantities({"a": {"r": 1.0}, "b": {"r": 1.0}, "c": {"r": 1.0}}, title="")
    assert [axes.get_title() for axes in figure.axes if axes.axison] == ["a", "b", "c"]
