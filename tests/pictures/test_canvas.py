import numpy as np

from genbench import pictures


def test_a_figure_has_the_same_bytes_each_time(tmp_path):
    for name in ("a.png", "b.png"):
        pictures.save(
            pictures.rows({"one": np.zeros([4, 6, 1], np.uint8)}, title=""), tmp_path / name
        )
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
