import numpy as np

from genbench.experiments.curve import CurveRecord, Point, Protocol, SquaredError, draw


def record():
    points = (
        Point(2, SquaredError(0.03, 0.02, 0.04), SquaredError(0.04, 0.03, 0.05)),
        Point(5, SquaredError(0.03, 0.02, 0.04), SquaredError(0.02, 0.01, 0.03)),
    )
    protocol = Protocol("blobs", "a", "b", 1000, 10, 16, 0, "95 %", "0")
    return CurveRecord("vae", points, protocol)


def test_the_table_says_what_is_saved():
    assert record().table() == [
        ("latents", "vae", "pca", "error less"),
        ("2", "0.0300 (0.0200 to 0.0400)", "0.0400 (0.0300 to 0.0500)", "25 %"),
        ("5", "0.0300 (0.0200 to 0.0400)", "0.0200 (0.0100 to 0.0300)", "-50 %"),
    ]


def test_the_figure_has_a_line_for_the_model_and_one_for_the_components():
    (axes,) = draw(record()).axes
    model, pca = axes.lines
    assert (axes.get_title(), model.get_label(), pca.get_label()) == (
        "1,000 held-out images of blobs",
        "vae",
        "pca",
    )
    np.testing.assert_array_equal(pca.get_xdata(), [2, 5])
    np.testing.assert_array_equal(pca.get_ydata(), [0.04, 0.02])
