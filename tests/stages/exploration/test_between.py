import numpy as np

from genbench.pictures import grids
from genbench.stages.exploration import between


def test_a_way_between_pictures_begins_and_ends_at_them(subject, of_brightness, monkeypatch):
    shown = {}

    def keep(picture, rows, columns, **words):
        shown.update(picture=picture, rows=rows, columns=columns)

    monkeypatch.setattr(between.pictures, "strips", keep)
    subject.__dict__["own"] = of_brightness("own", [0.2, 0.6]).images
    between.between_pictures(subject)
    assert shown["rows"] == ["line", "arc"]
    assert shown["columns"] == ["original", "0", "0.25", "0.5", "0.75", "1", "original"]
    line, _ = grids.cells(shown["picture"], 2, 2).reshape(2, 7, 2, 2)
    np.testing.assert_allclose(line[:, 0, 0] / 255, [0.2, 0.2, 0.3, 0.4, 0.5, 0.6, 0.6], atol=4e-3)


def test_pairs_are_of_unlike_classes(subject):
    labels = np.array([0, 1, 2, 0, 0, 1, 2, 0])
    first, second = between.unlike_pairs(labels)
    assert sorted([*first, *second]) == list(range(8))
    assert (labels[first] != labels[second]).all()
