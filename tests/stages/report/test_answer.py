"""The answer in words: what may be claimed, and what may not."""

import pytest
from made_records import between, drawn, entry, metrics_record, protocol, row

from genbench.stages.report.answer import answers, headline, interval


def measured(calibration=None, **metrics):
    """Returns a record; a name such as recall_judge stands for recall/judge."""
    entries = {"/".join(name.rsplit("_", 1)): found for name, found in metrics.items()}
    return metrics_record(entries, calibration=calibration or {})


def answer(quality, **runs):
    return next(found for found in answers(runs) if found.quality.name == quality)


def test_who_is_ahead_is_named_with_the_figures():
    found = answer(
        "likeness",
        a=measured(frechet_distance_judge=between(10, 11)),
        b=measured(frechet_distance_judge=between(12, 13)),
    )
    assert found.leaders == (found.answer,) == ("a",)
    assert found.sure == (
        "Fréchet distance, less is better: a 10.5 (10.0 to 11.0) and b 12.5 (12.0 to 13.0). "
        "Told apart by Welch's test with Holm's correction at 95 %. It takes a difference of 0.587 "
        "(judge) to tell the two best apart."
    )


def test_draws_that_cannot_be_told_apart_say_so():
    found = answer(
        "likeness",
        a=measured(frechet_distance_judge=drawn(10, 11, 12, 13, 14)),
        b=measured(frechet_distance_judge=drawn(11, 12, 13, 14)),
    )
    assert (found.leaders, found.answer) == ((), "nobody is told apart")
    assert "Nobody is told apart by Welch's test with Holm's correction at 95 %." in found.sure


def test_leaders_that_are_not_told_apart_lead_together():
    """Trap 37: two equals and a third far behind."""
    near, behind = between(10, 12), between(50, 52)
    runs = {name: measured(frechet_distance_judge=e) for name, e in (("a", near), ("b", near))}
    runs["c"] = measured(frechet_distance_judge=behind)
    found = answer("likeness", **runs)
    assert (found.leaders, found.answer) == (("a", "b"), "a and b, not told apart")
    assert headline(answers(runs), list(runs)) == "a and b, not told apart, are closer to the data"


def test_feature_spaces_that_disagree_have_no_winner():
    found = answer(
        "likeness",
        a=measured(frechet_distance_judge=between(1, 2), frechet_distance_pca=between(8, 9)),
        b=measured(frechet_distance_judge=between(3, 4), frechet_distance_pca=between(5, 6)),
    )
    assert (found.leaders, found.answer) == ((), "the feature spaces disagree")
    assert "The feature spaces do not agree: a (judge) and b (PCA)." in found.sure


def test_feature_spaces_that_agree_are_counted():
    found = answer(
        "likeness",
        a=measured(frechet_distance_judge=between(1, 2), frechet_distance_pca=between(1, 2)),
        b=measured(frechet_distance_judge=between(3, 4), frechet_distance_pca=between(3, 4)),
    )
    assert found.leaders == ("a",)
    assert "in both feature spaces, judge and PCA" in found.sure


def test_only_the_named_metric_decides_and_counts():
    def record(distance, recall):
        ends, variants = between(distance, distance + 1), between(0.5, 0.6, "higher")
        return measured(
            recall_judge=recall,
            recall_pca=recall,
            capped_recall_judge=variants,
            improved_recall_pca=variants,
            frechet_distance_judge=ends,
            extrapolated_frechet_distance_judge=between(5, 6),
        )

    runs = {
        "a": record(1, between(0.1, 0.2, "higher")),
        "b": record(3, between(0.3, 0.4, "higher")),
    }
    assert answer("variety", **runs).metric == "Recall"
    assert "in both feature spaces, judge and PCA." in answer("variety", **runs).sure
    assert answer("variety", **runs).leaders == ("b",)
    assert answer("likeness", **runs).leaders == ("a",)


def test_runs_that_were_measured_differently_have_no_winner():
    def record(value, draw_size):
        found = {"frechet_distance/judge": between(value - 1, value + 1)}
        return metrics_record(found, protocol=protocol(draw_size=draw_size))

    found = answer("likeness", a=record(10, 500), b=record(90, 30))
    assert (found.leaders, found.answer) == ((), "cannot say")
    assert "Measured differently (draw size)" in found.sure
    assert answer("likeness", a=record(10, 500), b=record(90, 500)).leaders == ("a",)


def test_too_few_values_decide_nothing():
    found = answer(
        "likeness",
        a=measured(frechet_distance_judge=drawn(1, 1.1)),
        b=measured(frechet_distance_judge=drawn(9, 9.1)),
    )
    assert (found.leaders, found.answer) == ((), "nobody is told apart")
    assert found.sure.endswith(
        "Fewer than three values, or values without any spread, decide nothing."
    )


def test_of_many_runs_the_best_two_are_named():
    runs = {
        f"run{i}": measured(recall_judge=between(0.1 * i, 0.1 * i + 0.05, "higher"))
        for i in range(6)
    }
    found = answer("variety", **runs)
    assert "best run5 0.525 (0.500 to 0.550), then run4 0.425" in found.sure
    assert "run3" not in found.sure
    assert len([dot for dot in found.dots if dot.run is not None]) == 6


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (between(-2, 3), "−2.00 to 3.00"),
        (entry(1.0, 1.0, 1.0), "in every draw"),
        (entry(1.0), ""),
    ],
)
def test_an_interval_is_told_in_words(found, said):
    assert interval(found) == said


def test_to_be_more_original_than_real_images_is_no_merit():
    real = {"real held out": row(authenticity_judge=[0.59, 0.6, 0.61])}
    a = measured(real, authenticity_judge=between(0.99, 1, "higher"))
    b = measured(real, authenticity_judge=between(0.7, 0.8, "higher"))
    found = answer("copying", a=a, b=b)
    assert (found.leaders, found.answer) == ((), "all as good as real")
    copier = measured(real, authenticity_judge=between(0.1, 0.2, "higher"))
    assert answer("copying", a=a, c=copier).leaders == ("a",)


def test_a_target_is_told_as_best():
    a, b = (measured(sharpness_pictures=between(*ends, 1.0)) for ends in ((0.3, 0.4), (1.1, 1.2)))
    found = answer("sharpness", a=a, b=b)
    assert found.leaders == ("b",)
    assert found.sure.startswith("Sharpness, 1 is best: ")


def test_what_is_best_is_not_told_where_it_is_not_known():
    a = measured(ssim_diversity_pictures=entry(0.4, 0.3, 0.5, better=None))
    assert answer("variety", a=a).sure == (
        "Structural likeness between samples: a 0.400 (0.300 to 0.500)."
    )


def test_another_metric_of_the_quality_decides_where_the_first_is_not_shared():
    found = answer(
        "likeness",
        a=measured(frechet_distance_judge=between(1, 2), kernel_distance_judge=between(0.1, 0.2)),
        b=measured(kernel_distance_judge=between(0.3, 0.4)),
    )
    assert found.metric == "Kernel distance"
    assert found.leaders == ("a",)


def test_a_failed_metric_says_why():
    failed = measured(sharpness_pictures=entry(None, error="flat images"))
    found = answer("sharpness", a=failed, b=failed)
    assert not found.is_measured
    assert found.sure == "It failed. sharpness/pictures: flat images"


def test_who_was_not_measured_is_named():
    found = answer("variety", a=measured(recall_judge=between(0.1, 0.2, "higher")), b=measured())
    assert found.answer == "only a is measured"
    assert found.sure.endswith("Not measured: b.")


def test_a_likelihood_is_not_missed():
    assert "likelihood" not in [found.quality.name for found in answers({"a": None})]


def test_a_likelihood_that_one_of_two_models_has_is_no_answer():
    bound = measured(iwae_bernoulli=between(-101, -99, "higher"))
    assert all(v.quality.name != "likelihood" for v in answers({"a": bound, "b": measured()}))
    assert answer("likelihood", a=bound).is_measured


def test_nats_of_other_pixels_are_not_compared():
    a = measured(iwae_bernoulli=between(-101, -99, "higher"))
    b = measured(iwae_gaussian=between(500, 501, "higher"))
    assert all(found.leaders == () for found in answers({"a": a, "b": b}))


def test_another_sampler_decides_nothing():
    a, b = (between(*ends, "higher") for ends in ((0.1, 0.2), (0.3, 0.4)))
    others = {"draws": {"recall/judge": between(0.9, 0.9, "higher")}}
    with_draws = metrics_record({"recall/judge": a}, others=others)
    found = answer("variety", a=with_draws, b=measured(recall_judge=b))
    assert found == answer("variety", a=measured(recall_judge=a), b=measured(recall_judge=b))
    assert found.leaders == ("b",)


# Headline


def test_the_headline_names_who_is_better_in_what():
    runs = {
        "a": measured(
            frechet_distance_judge=between(1, 2), recall_judge=between(0.5, 0.6, "higher")
        ),
        "b": measured(
            frechet_distance_judge=between(3, 4), recall_judge=between(0.7, 0.8, "higher")
        ),
    }
    assert headline(answers(runs), list(runs)) == "a is closer to the data; b is more varied"


def test_the_headline_claims_nothing_without_measurements():
    assert headline(answers({"a": None, "b": None}), ["a", "b"]) == "No verdict yet"


def test_the_headline_of_one_run_claims_nothing():
    assert headline(answers({"a": None}), ["a"]) == "A portrait of a"
    one = {"a": measured(recall_judge=between(0.1, 0.2, "higher"))}
    assert headline(answers(one), ["a"]) == "a, measured"


def test_the_headline_claims_nothing_where_one_run_alone_is_measured():
    runs = {"a": measured(recall_judge=between(0.1, 0.2, "higher")), "b": None}
    assert headline(answers(runs), list(runs)) == "No verdict yet: nothing is measured of both"


def test_the_headline_says_where_nobody_is_told_apart():
    same = measured(recall_judge=between(0.1, 0.2, "higher"))
    assert headline(answers({"a": same, "b": same}), ["a", "b"]) == "Nobody is told apart"


def test_the_headline_says_where_nothing_can_be_compared():
    bare = measured(ssim_diversity_pictures=entry(0.1, better=None))
    assert headline(answers({"a": bare, "b": bare}), ["a", "b"]) == (
        "No verdict: the measurements cannot be compared"
    )


# Dots


def test_dots_stand_in_order_beside_the_real_row():
    real = {"real train": row(frechet_distance_judge=0.5)}
    found = answer(
        "likeness",
        a=measured(real, frechet_distance_judge=between(10, 11)),
        b=measured(frechet_distance_judge=between(12, 13)),
    )
    a, b, mark = found.dots
    assert (mark.run, mark.name) == (None, "real train")
    assert 0 <= mark.at < a.low < a.at < a.high < b.at < b.high <= 100


def test_held_out_images_are_the_mark_where_they_are_known():
    real = {
        "real train": row(frechet_distance_judge=0.5),
        "real held out": row(frechet_distance_judge=0.75),
    }
    *_, mark = answer("likeness", a=measured(real, frechet_distance_judge=between(1, 2))).dots
    assert (mark.name, mark.text) == ("real held out", "0.750")


def test_real_images_have_an_interval():
    real = {"real held out": row(frechet_distance_judge=[0.5, 0.75, 1.0])}
    *_, mark = answer("likeness", a=measured(real, frechet_distance_judge=between(1, 2))).dots
    assert mark.text == "0.750 (0.500 to 1.00)"
    assert mark.low < mark.at < mark.high


def test_a_cut_interval_says_so():
    assert interval(entry(0.99, 0.97, 1.0, is_cut=True)) == "0.970 to 1.00, cut"
