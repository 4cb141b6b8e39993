from made_records import drawn, likelihood_record
from matplotlib.patches import Rectangle

from genbench import pictures
from genbench.metrics import Interval
from genbench.scoring.records import Point
from genbench.stages.comparison.compare import compare
from genbench.stages.comparison.figures import draw_compared, draw_comparison, likelihood

POINTS = [Point(i, 128 * i, 9.0 / i, "judge", 100) for i in (1, 2)]


def test_the_figures_stand_beside_the_first_run(make):
    runs = [
        make(name, recipe=name, recall_judge=[0.1, 0.2], record={"over_training": POINTS})
        for name in ("a", "b")
    ]
    written = draw_comparison(compare(*runs))
    folder = runs[0].path.parent / "compare-a-vs-b"
    assert written == [folder / "scores.png", folder / "frechet.png"]
    assert all(path.stat().st_size > 1000 for path in written)


def test_the_folder_of_many_runs_names_three(make):
    runs = [make(name, recipe=name, recall_judge=[0.1, 0.2]) for name in "abcde"]
    assert draw_comparison(compare(*runs))[0].parent.name == "compare-a-vs-b-vs-c-vs-2-more"


def test_the_folder_names_the_sampler_that_was_asked_for(make):
    others = {"draws": {"recall/judge": drawn(0.9, 0.91)}}
    a = make("a", recall_judge=[0.5, 0.51])
    b = make("b", recipe="gan", recall_judge=[0.1, 0.11], record={"others": others})
    (scores,) = draw_comparison(compare(a, b, sampler="draws"))
    assert scores.parent.name == "compare-a-vs-b-draws"


def test_what_is_not_known_has_no_figure(make, here):
    a, b = make("a", elbo_pca=[1, 2]), make("b", recipe="gan", elbo_pca=[1, 2])
    assert draw_comparison(compare(a, b), here / "figures") == []


def test_many_models_have_a_short_title(tmp_path, monkeypatch):
    saved = []
    monkeypatch.setattr(pictures, "save", lambda figure, path: saved.append(figure))
    found = {"recall/judge": {f"model {i}": Interval(0.5, 0.4, 0.6) for i in range(5)}}
    draw_compared(tmp_path, found, {}, "draws", {name: [] for name in found["recall/judge"]})
    assert saved[0].get_suptitle() == "5 models: means and 95 % intervals over draws"


def test_the_likelihoods_of_two_models_stand_beside_their_windows(make, here):
    runs = [make(name, recipe=name, recall_judge=[0.1, 0.2]) for name in ("a", "b")]
    records = {run.name: likelihood_record(run, 600.0, gap=10.0) for run in runs}
    drawn, windows = likelihood(records).axes
    bars = [bar for bar in drawn.patches if isinstance(bar, Rectangle)]
    assert [bar.get_width() for bar in bars] == [600.0, 600.0]
    assert [text.get_text() for text in drawn.get_yticklabels()] == [
        "a", "b", "real training images",
    ]  # fmt: skip
    assert len(windows.patches) == 3


def test_two_runs_whose_likelihood_is_known_have_a_figure_of_it(make, here):
    runs = [make(name, recipe=name, elbo_pca=[1, 2]) for name in ("a", "b")]
    for run in runs:
        run.write_record("likelihood", likelihood_record(run, 600.0))
    assert draw_comparison(compare(*runs), here)[-1] == here / "likelihood.png"


def test_the_interval_of_a_likelihood_holds_what_its_bracket_leaves_open(make):
    record = likelihood_record(make("a", recall_judge=[0.1, 0.2]), 600.0, gap=10.0)
    assert record.span == (600.0, record.estimates["ais"].low, record.estimates["ais_upper"].high)
