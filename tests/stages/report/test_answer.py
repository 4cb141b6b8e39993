"""Scores, verdicts and tables: what may be claimed, and what may not."""

import math

import pytest

from genbench.scoring import calibration_rows, table, verdicts
from genbench.scoring.glossary import METRICS, NULL, ROWS, look_up, row_label
from genbench.stages.report.answer import headline, judge
from genbench.stages.report.scores import read_scores, short, text
from genbench.stages.report.tables import groups


def scores(calibration=None, **metrics):
    """Returns scores from name=(low, high, better) or (low, high, better, space)."""
    entries = {}
    for name, (low, high, better, *space) in metrics.items():
        entries[name] = {
            "value": (low + high) / 2,
            "low": low,
            "high": high,
            "n": 100,
            "better": better,
            "space": space[0] if space else "judge",
        }
    return read_scores({"metrics": entries, "calibration": calibration or {}})


def verdict(quality, **runs):
    return next(v for v in judge(runs) if v.quality.name == quality)


def test_intervals_apart_have_a_winner():
    found = verdict(
        "likeness",
        a=scores(frechet_distance=(10, 11, "lower")),
        b=scores(frechet_distance=(12, 13, "lower")),
    )
    assert found.winner == "a"


def test_where_there_are_draws_welchs_test_decides_as_in_compare():
    def measured(*draws):
        mean = sum(draws) / len(draws)
        ends = {"value": mean, "low": mean - 2, "high": mean + 2, "better": "lower"}
        return read_scores({"metrics": {"frechet_distance": {**ends, "draws": draws}}})

    a, b, c = measured(10, 11, 12, 13, 14), measured(13, 14, 15, 16, 17), measured(11, 12, 13, 14)
    found = verdict("likeness", a=a, b=b)
    assert found.winner == verdicts.winner(
        {"a": (10, 11, 12, 13, 14), "b": (13, 14, 15, 16, 17)}, "lower"
    )
    assert found.winner == "a"
    assert found.sure.endswith("The difference is significant by Welch's test at 95 %.")
    assert verdict("likeness", a=a, c=c).winner is None


def test_more_is_better_where_the_metric_says_so():
    found = verdict(
        "coverage", a=scores(recall=(0.1, 0.2, "higher")), b=scores(recall=(0.3, 0.4, "higher"))
    )
    assert found.winner == "b"


def test_intervals_that_overlap_have_none():
    found = verdict(
        "likeness",
        a=scores(frechet_distance=(10, 12.5, "lower")),
        b=scores(frechet_distance=(12, 13, "lower")),
    )
    assert found.winner is None
    assert found.answer == "no significant difference"


def test_the_best_of_three_must_be_apart_from_both():
    far = scores(frechet_distance=(50, 51, "lower"))
    close = {
        "a": scores(frechet_distance=(10, 12, "lower")),
        "b": scores(frechet_distance=(11, 13, "lower")),
    }
    assert verdict("likeness", **close, c=far).winner is None


def test_feature_spaces_that_disagree_have_no_winner():
    found = verdict(
        "likeness",
        a=scores(
            frechet_distance_judge=(1, 2, "lower"),
            frechet_distance_pca64=(8, 9, "lower", "pca64"),
        ),
        b=scores(
            frechet_distance_judge=(3, 4, "lower"),
            frechet_distance_pca64=(5, 6, "lower", "pca64"),
        ),
    )
    assert found.winner is None
    assert "do not agree" in found.sure


def test_feature_spaces_that_agree_are_counted():
    found = verdict(
        "likeness",
        a=scores(
            frechet_distance_judge=(1, 2, "lower"),
            frechet_distance_pca64=(1, 2, "lower", "pca64"),
        ),
        b=scores(
            frechet_distance_judge=(3, 4, "lower"),
            frechet_distance_pca64=(5, 6, "lower", "pca64"),
        ),
    )
    assert found.winner == "a"
    assert "in both feature spaces, judge and pca64" in found.sure


def test_only_the_named_metric_decides_and_counts():
    def measured(distance, recall):
        ends = distance, distance + 1
        return scores(
            **{
                "recall/judge": (*recall, "higher"),
                "recall/pca": (*recall, "higher", "pca"),
                "capped_recall/judge": (0.5, 0.6, "higher"),
                "improved_recall/pca": (0.5, 0.6, "higher", "pca"),
                "frechet_distance/judge": (*ends, "lower"),
                "extrapolated_frechet_distance/judge": (5, 6, "lower"),
            }
        )

    runs = {"a": measured(1, (0.1, 0.2)), "b": measured(3, (0.3, 0.4))}
    assert verdict("coverage", **runs).sure.endswith("in both feature spaces, judge and PCA.")
    assert verdict("coverage", **runs).winner == "b"
    assert verdict("likeness", **runs).winner == "a"


def test_runs_that_were_measured_differently_have_no_winner():
    def measured(value, draw_size):
        entry = {"value": value, "low": value - 1, "high": value + 1, "better": "lower"}
        protocol = {"draw_size": draw_size}
        return read_scores({"metrics": {"frechet_distance": entry}, "protocol": protocol})

    found = verdict("likeness", a=measured(10, 500), b=measured(90, 30))
    assert found.winner is None
    assert "Measured differently (draw size)" in found.sure
    assert verdict("likeness", a=measured(10, 500), b=measured(90, 500)).winner == "a"


def test_of_many_runs_the_best_two_are_named():
    runs = {f"run{i}": scores(recall=(0.1 * i, 0.1 * i + 0.05, "higher")) for i in range(6)}
    found = verdict("coverage", **runs)
    assert "best run5 0.525 (0.500 to 0.550), then run4 0.425" in found.sure
    assert "run3" not in found.sure
    assert len([dot for dot in found.dots if dot.run is not None]) == 6


def test_a_value_that_is_the_same_in_every_draw_has_an_interval():
    found = verdict(
        "copying",
        a=scores(authenticity=(1, 1, "higher")),
        b=scores(authenticity=(0.8, 0.9, "higher")),
    )
    assert found.winner == "a"
    assert "1.00 (in every draw)" in found.sure


def test_to_be_more_original_than_real_images_is_no_merit():
    real = {"real held out": {"authenticity": 0.6}}
    found = {
        "a": scores(real, authenticity=(0.99, 1, "higher")),
        "b": scores(real, authenticity=(0.7, 0.8, "higher")),
    }
    assert verdict("copying", **found).answer == "nobody copies"
    copier = scores(real, authenticity=(0.1, 0.2, "higher"))
    assert verdict("copying", a=found["a"], c=copier).winner == "a"


def test_a_target_is_won_from_either_side():
    found = verdict(
        "sharpness", a=scores(sharpness=(0.3, 0.4, "1")), b=scores(sharpness=(1.1, 1.2, "1"))
    )
    assert found.winner == "b"


def test_without_intervals_nobody_wins():
    found = verdict(
        "likeness",
        a=read_scores({"metrics": {"frechet_distance": 1.0}}),
        b=read_scores({"metrics": {"frechet_distance": {"value": 9.0, "low": None}}}),
    )
    assert found.winner is None
    assert found.answer == "cannot say"


def test_another_metric_of_the_quality_decides_where_the_first_is_not_shared():
    found = verdict(
        "likeness",
        a=scores(frechet_distance=(1, 2, "lower"), kernel_distance=(0.1, 0.2, "lower")),
        b=scores(kernel_distance=(0.3, 0.4, "lower")),
    )
    assert found.metric == "Kernel distance"
    assert found.winner == "a"


def test_a_failed_metric_says_why():
    failed = read_scores({"metrics": {"sharpness": {"value": None, "error": "flat images"}}})
    found = verdict("sharpness", a=failed, b=failed)
    assert not found.is_measured
    assert "flat images" in found.sure


def test_a_likelihood_is_not_missed():
    assert "likelihood" not in [v.quality.name for v in judge({"a": None})]


def test_the_headline_names_who_is_better_in_what():
    runs = {
        "a": scores(frechet_distance=(1, 2, "lower"), recall=(0.5, 0.6, "higher")),
        "b": scores(frechet_distance=(3, 4, "lower"), recall=(0.7, 0.8, "higher")),
    }
    assert headline(judge(runs), list(runs)) == "a is closer to the data; b is more varied"


def test_the_headline_claims_nothing_without_measurements():
    assert headline(judge({"a": None, "b": None}), ["a", "b"]) == "No verdict yet"


def test_the_headline_claims_nothing_where_one_run_alone_is_measured():
    runs = {"a": scores(recall=(0.1, 0.2, "higher")), "b": None}
    assert headline(judge(runs), list(runs)) == "No verdict yet: nothing is measured of both"


def test_the_headline_says_where_nothing_separates_the_runs():
    same = scores(recall=(0.1, 0.2, "higher"))
    assert headline(judge({"a": same, "b": same}), ["a", "b"]) == "No significant difference"


def test_dots_stand_in_order_beside_the_real_row():
    real = {"real-train": {"frechet_distance": 0.5}}
    found = verdict(
        "likeness",
        a=scores(real, frechet_distance=(10, 11, "lower")),
        b=scores(frechet_distance=(12, 13, "lower")),
    )
    a, b, mark = found.dots
    assert mark.run is None
    assert 0 <= mark.at < a.low < a.at < a.high < b.at < b.high <= 100


@pytest.mark.parametrize("value", [None, math.nan, math.inf, "12", True])
def test_a_value_that_is_no_number_has_failed(value):
    found = read_scores({"metrics": {"recall": {"value": value}}})
    assert "recall" in found.failed


def test_calibration_rows_may_hold_numbers_or_objects():
    rows = {"noise": {"recall": {"value": 0.1}, "coverage": 0.2, "density": None}}
    found = read_scores({"metrics": {}, "calibration": rows})
    assert found.calibration == {"noise": {"recall": 0.1, "coverage": 0.2}}


@pytest.mark.parametrize(
    ("value", "written"),
    [(1234.5, "1,234"), (123.45, "123.5"), (12.34, "12.3"), (1.234, "1.23"), (0.1234, "0.123"),
     (-2.5, "−2.50"), (0, "0.00"), (0.00012, "0.00012")],
)  # fmt: skip
def test_numbers_are_short(value, written):
    assert short(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(True, "yes"), (None, "none"), ([256, 128], "256, 128"), ([], "none"), (0.001, "0.001"),
     (20000, "20,000"), (2048, "2048"), ("bernoulli", "bernoulli")],
)  # fmt: skip
def test_settings_are_written_plainly(value, written):
    assert text(value) == written


@pytest.mark.parametrize(
    ("name", "space", "label"),
    [
        ("frechet_distance", "judge", "Fréchet distance"),
        ("frechet_distance_pca64", "pca64", "Fréchet distance"),
        ("frechet_distance/best", "judge", "Fréchet distance, best"),
        ("nearest_neighbour_accuracy_real/judge", "judge", "1-NN accuracy, real images"),
        ("capped_precision/pca", "pca", "Precision, capped"),
        ("something_new", "judge", "Something new"),
        ("something_new/judge", "judge", "Something new"),
    ],
)
def test_metrics_are_known_by_name_space_and_variant(name, space, label):
    assert look_up(name, space).label == label


def test_every_metric_says_what_it_misses_or_rewards():
    words = ("misses", "rewards", "says little", "takes noise", "hide")
    silent = [m for m in METRICS.values() if not any(w in m.meaning.lower() for w in words)]
    assert silent == []


@pytest.mark.parametrize("metric", table.METRICS, ids=lambda metric: metric.name)
def test_every_metric_that_is_measured_is_explained(metric):
    known = METRICS[metric.name]
    for space in metric.spaces:
        assert look_up(f"{metric.name}/{space}", space) == known
    if metric.better != table.LIKE_REAL:
        assert known.better == metric.better


def test_every_metric_has_a_name_of_its_own():
    assert len({metric.label for metric in METRICS.values()}) == len(METRICS)


def test_every_calibration_row_is_explained():
    assert set(ROWS) == {*calibration_rows.ROWS, NULL}
    assert row_label("null") == NULL


def test_a_table_holds_runs_then_calibration():
    measured = scores({"noise": {"recall": 0.0}}, recall=(0.1, 0.2, "higher"))
    (group,) = groups({"a": measured, "b": None})
    assert [row.name for row in group.first.rows] == ["a", "b", "noise"]
    assert [row.cells[0].text for row in group.first.rows] == ["0.150", "–", "0.00"]


def test_another_sampler_stands_below_its_run_and_decides_nothing():
    a, b = scores(recall=(0.1, 0.2, "higher")), scores(recall=(0.3, 0.4, "higher"))
    entries = {"recall": {"value": 0.9, "low": 0.9, "high": 0.9, "better": "higher"}}
    record = {"recall": {"value": 0.15, "low": 0.1, "high": 0.2, "better": "higher"}}
    drawn = read_scores({"metrics": record, "others": {"draws": entries}})
    (group,) = groups({"a": drawn, "b": b})
    rows = [(row.name, row.run, row.cells[0].text) for row in group.first.rows]
    assert rows == [("a", 0, "0.150"), ("a, draws", 0, "0.900"), ("b", 1, "0.350")]
    assert verdict("coverage", a=drawn, b=b).winner == verdict("coverage", a=a, b=b).winner == "b"


def test_a_likelihood_that_one_of_two_models_has_is_no_verdict():
    bound = scores(**{"iwae/bernoulli": (-101, -99, "higher", "bernoulli")})
    assert all(v.quality.name != "likelihood" for v in judge({"a": bound, "b": scores()}))
    assert verdict("likelihood", a=bound).is_measured


def test_nats_of_other_pixels_are_not_compared():
    found = {
        "a": scores(**{"iwae/bernoulli": (-101, -99, "higher", "bernoulli")}),
        "b": scores(**{"iwae/gaussian": (500, 501, "higher", "gaussian")}),
    }
    assert all(v.winner is None for v in judge(found))


def test_a_table_holds_one_metric_in_all_its_spaces():
    measured = scores(
        **{
            "capped_recall/judge": (0.1, 0.2, "higher"),
            "recall/judge": (0.1, 0.2, "higher"),
            "recall/pca": (0.1, 0.2, "higher", "pca"),
        }
    )
    (group,) = groups({"a": measured})
    assert (group.first.label, [c.space for c in group.first.columns]) == (
        "Recall",
        ["judge", "PCA"],
    )
    assert [other.label for other in group.others] == ["Recall, capped"]


def test_the_metric_that_decides_stands_first():
    measured = scores(frechet_distance=(1, 2, "lower"), precision=(0.1, 0.2, "higher"))
    other = scores(precision=(0.1, 0.2, "higher"))
    (group,) = groups({"a": measured, "b": other})
    assert group.first.label == verdict("likeness", a=measured, b=other).metric == "Precision"


def test_a_failed_metric_stands_in_the_table_with_its_reason():
    failed = read_scores({"metrics": {"recall": {"value": None, "error": "too few samples"}}})
    (group,) = groups({"a": failed})
    assert group.first.rows[0].cells[0].text == "failed"
    assert group.first.failures == ["a, failed: too few samples"]
