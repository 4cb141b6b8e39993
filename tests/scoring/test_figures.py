"""The figures of a measurement."""

import numpy as np

from genbench import pictures
from genbench.metrics import Interval
from genbench.scoring import figures
from genbench.scoring.entries import RowEntry
from genbench.scoring.records import Point

FOUND = {
    "frechet_distance/judge": {"a": Interval(2.0, 1.0, 3.0), "b": Interval(4.0, 3.0, 5.0)},
    "sharpness/pictures": {"a": Interval(0.5, 0.4, 0.6), "b": Interval(0.9, 0.8, 1.0)},
    "elbo/pictures": {"a": Interval(1.0, 1.0, 1.0), "b": Interval(1.0, 1.0, 1.0)},
}
CALIBRATION = {
    "noise": {
        "frechet_distance/judge": RowEntry(value=99.0, n=100),
        "sharpness/pictures": RowEntry(value=None, n=100, error="Too few."),
    },
    "null": {"frechet_distance/judge": RowEntry(value=0.5, n=100)},
}


def test_panels_and_rows_have_readable_names():
    shown = figures.panels(FOUND, CALIBRATION)
    assert list(shown) == [
        "Fréchet distance (judge), less is better",
        "Sharpness (pixels), 1 is best",
    ]
    assert list(shown["Fréchet distance (judge), less is better"]) == [
        "a", "b", "noise", "two real draws, expected",
    ]  # fmt: skip


def test_a_calibration_row_without_a_value_has_no_bar():
    assert list(figures.panels(FOUND, CALIBRATION)["Sharpness (pixels), 1 is best"]) == ["a", "b"]


def test_each_model_has_a_colour_of_its_own_and_the_other_rows_are_grey():
    rows = {f"model {i}": (1.0, 1.0, 1.0) for i in range(11)} | {"noise": (2.0, 2.0, 2.0)}
    figure = pictures.scores({"metric": rows}, n_models=11, title="title")
    *bars, noise = [patch.get_facecolor() for patch in figure.axes[0].patches]
    assert len(set(bars[:9])) == 9
    assert noise not in bars


def test_the_real_interval_is_a_band_behind_the_bars():
    rows = {"a": (3.0, 2.5, 3.5), "real": (1.0, 0.5, 1.5)}
    (axes,) = pictures.scores({"metric": rows}, band="real", title="title").axes
    band = axes.patches[-1]
    assert band.get_zorder() < min(patch.get_zorder() for patch in axes.patches[:-1])
    edges = band.get_window_extent().transformed(axes.transData.inverted())
    np.testing.assert_allclose([edges.x0, edges.x1], [0.5, 1.5])


def test_every_model_has_a_line_over_the_training():
    points = [Point(1, 100, 3.0, "judge", 100), Point(2, 200, 2.0, "judge", 100)]
    (axes,) = figures.over_training({"a": points, "b": points[:1]}, title="title").axes
    assert [line.get_label() for line in axes.lines] == ["a", "b"]
    assert np.asarray(axes.lines[0].get_xydata()).tolist() == [[100, 3], [200, 2]]
