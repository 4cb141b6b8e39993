import pytest
from made_records import noted_figures

from genbench.runs import Run
from genbench.stages.report.figures import FIGURES, REDRAWN, figures_of


@pytest.fixture
def draw(tmp_path):
    """A function that gives a run figures of these names."""

    def make(*names):
        run = Run(tmp_path)
        noted_figures(run, *names)
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


def test_a_damaged_figure_is_left_out_and_named(draw):
    run = draw("scores", "labels")
    (run.figures / "scores.png").write_bytes(b"PNG")
    with pytest.warns(UserWarning, match=r"Left out of .*: scores\.png, changed since"):
        assert len(figures_of(run)) == 1


def test_a_figure_of_another_run_is_left_out_and_named(draw, tmp_path):
    noted_figures(Run(tmp_path / "other"), "scores")
    run = draw("labels")
    (tmp_path / "other" / "figures" / "scores.png").rename(run.figures / "scores.png")
    with pytest.warns(UserWarning, match=r"scores\.png, not drawn by genbench for this run"):
        assert len(figures_of(run)) == 1


def test_of_many_runs_what_the_tables_say_too_is_left_out(draw):
    run = draw("scores", "labels")
    assert [len(figures_of(run, n_runs)) for n_runs in (4, 5)] == [2, 1]
