from typing import Any

import numpy as np
import pytest

from genbench import pictures


def test_curves_draw_every_scalar_over_the_images_seen():
    log = [{"images": 10, "loss": 3.0}, {"images": 20, "loss": 2.0, "validation_loss": 2.5}]
    (axes,) = pictures.curves(log, ["loss"], title="").axes
    training, validation = (np.asarray(line.get_xydata()).tolist() for line in axes.lines)
    assert training == [[10, 3], [20, 2]]
    assert validation == [[20, 2.5]]


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_curves_have_a_panel_for_each_scalar(n):
    names = ["loss", "nll", "kl", "another"][:n]
    figure = pictures.curves([dict.fromkeys([*names, "images"], 1.0)], names, title="")
    titles = [axes.get_title() for axes in figure.axes if axes.lines]
    assert titles == [pictures.LABELS.get(name, name) for name in names]


def test_what_differs_by_its_rounding_alone_is_no_curve():
    betas = [float(np.full(n, 0.3, np.float32).mean()) for n in (1, 7, 100)] + [0.3]
    log = [{"images": i, "beta": beta, "kl": float(i)} for i, beta in enumerate(betas)]
    assert len(set(betas)) > 1
    assert [axes.get_title() for axes in pictures.curves(log, ["beta", "kl"], title="").axes] == [
        pictures.LABELS["kl"]
    ]


def test_every_line_over_the_way_has_its_name():
    lines = {"one": [0, 0.5], "two": [1, 0.25]}
    figure = pictures.over_way(
        lines, [0, 2], band=([0.5, 0], [1, 0.5]), title="", across="step", upwards="share"
    )
    drawn = {str(line.get_label()): line.get_xydata() for line in figure.axes[0].lines}
    assert {name: np.asarray(xy).tolist() for name, xy in drawn.items()} == {
        "one": [[0, 0], [2, 0.5]],
        "two": [[0, 1], [2, 0.25]],
    }
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["one", "two"]
    (band,) = figure.axes[0].collections
    assert {(0.0, 0.5), (0.0, 1.0), (2.0, 0.0), (2.0, 0.5)} == {
        tuple(edge) for edge in np.asarray(band.get_paths()[0].vertices).tolist()
    }


def test_bands_reach_from_their_lower_to_their_upper_edge():
    line = ([2, 50], *np.array([[2.0, 4.0], [1.0, 2.0], [3.0, 6.0]]))
    axes: Any
    (axes,) = pictures.bands({"100": {"arm": line}}, x="", y="", title="").axes
    np.testing.assert_allclose(axes.lines[0].get_ydata(), [2, 4])
    assert {1, 2, 3, 6} == set(axes.collections[0].get_paths()[0].vertices[:, 1])
    assert [label.get_text() for label in axes.get_xticklabels()] == ["2", "50"]
