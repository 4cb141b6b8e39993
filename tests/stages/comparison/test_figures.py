from made_records import drawn

from genbench import pictures
from genbench.metrics import Interval
from genbench.scoring.records import Point
from genbench.stages.comparison.compare import compare
from genbench.stages.comparison.figures import draw_compared, draw_comparison

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
