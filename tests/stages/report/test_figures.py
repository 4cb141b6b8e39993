import pytest
from PIL import Image

from genbench.runs import Run
from genbench.stages.report.figures import FIGURES, REDRAWN, figures_of


@pytest.fixture
def draw(tmp_path):
    """A function that gives a run figures of these names."""

    def make(*names):
        run = Run(tmp_path)
        run.figures.mkdir()
        for name in names:
            Image.new("RGB", (16, 9), "white").save(run.figures / f"{name}.png")
        return run

    return make


def test_known_figures_stand_first_and_in_the_order_of_the_page(draw):
    found = figures_of(draw("a_figure", *reversed(FIGURES)))
    captions = [caption for caption, _ in FIGURES.values()]
    assert [figure.caption for figure in found] == [*captions, "a figure"]


def test_what_the_page_draws_itself_is_left_out(draw):
    assert figures_of(draw(*REDRAWN)) == []


def test_a_run_without_figures_has_none(tmp_path):
    assert figures_of(Run(tmp_path)) == []
