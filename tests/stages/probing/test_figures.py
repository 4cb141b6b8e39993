import pytest


@pytest.mark.parametrize("name", ["probe", "learning_curves"])
def test_figures_are_drawn(probed, name):
    assert (probed.figures / f"{name}.png").stat().st_size > 1000
