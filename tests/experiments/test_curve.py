import numpy as np

from genbench.experiments.curve import CurveRecord, Point, Protocol, SquaredError, draw

MODEL = SquaredError(0.03, 0.02, 0.04)


def record():
    points = (
        Point(2, MODEL, SquaredError(0.04, 0.03, 0.05), SquaredError(0.01, 0.009, 0.011)),
        Point(5, MODEL, SquaredError(0.02, 0.01, 0.03), SquaredError(-0.01, -0.011, -0.009)),
        Point(9, MODEL, MODEL, SquaredError(0.0, -0.001, 0.001)),
    )
    protocol = Protocol("blobs", "a", "b", 1000, 10, 16, 0, "95 %", "0")
    return CurveRecord("vae", points, protocol)


def test_the_table_says_what_is_saved_and_who_is_better():
    assert record().table() == [
        ("latents", "vae", "pca", "error less", "verdict"),
        ("2", "0.0300 (0.0200 to 0.0400)", "0.0400 (0.0300 to 0.0500)", "25 %", "vae"),
        ("5", "0.0300 (0.0200 to 0.0400)", "0.0200 (0.0100 to 0.0300)", "-50 %", "pca"),
        ("9", str(MODEL), str(MODEL), "0 %", "nobody is told apart"),
    ]


def test_the_figure_has_a_line_for_the_model_and_one_for_the_components():
    (axes,) = draw(record()).axes
    model, pca = axes.lines
    assert (axes.get_title(), model.get_label(), pca.get_label()) == (
        "1,000 held-out images of blobs",
        "vae",
        "pca",
    )
    np.testing.assert_array_equal(pca.get_xdata(), [2, 5, 9])
    np.testing.assert_array_equal(pca.get_ydata(), [0.04, 0.02, 0.03])
