import pytest
from made_records import between, drawn, entry, metrics_record, protocol, row

from genbench import metrics
from genbench.scoring import verdicts
from genbench.scoring.verdicts import DISAGREE

LOW, HIGH = (1.0, 1.1, 1.2), (5.0, 5.1, 5.2)


def measured(calibration=None, **entries):
    """Returns a record; a name such as recall_judge stands for recall/judge."""
    named = {"/".join(name.rsplit("_", 1)): found for name, found in entries.items()}
    return metrics_record(named, calibration=calibration or {})


def decided(**values):
    return metrics.decide(values, "lower")


# In several spaces


def test_feature_spaces_that_agree_have_their_leaders():
    found = verdicts.agreed({"judge": decided(a=LOW, b=HIGH), "pca": decided(b=HIGH, a=LOW)})
    assert (found.leaders, found.said) == (("a",), "a")


def test_feature_spaces_with_other_leaders_disagree():
    found = verdicts.agreed({"judge": decided(a=LOW, b=HIGH), "pca": decided(a=HIGH, b=LOW)})
    assert (found.leaders, found.said) == ((), DISAGREE)


@pytest.mark.parametrize(
    ("n_told", "leaders", "said"),
    [
        (3, ("a",), "a"),
        (2, ("a",), "a, in 2 of 3 feature spaces"),
        (1, (), "nobody is told apart"),
    ],
)
def test_more_than_half_of_the_spaces_must_tell_who_leads(n_told, leaders, said):
    votes = [decided(a=LOW, b=HIGH)] * n_told + [decided(a=LOW, b=LOW)] * (3 - n_told)
    found = verdicts.agreed(dict(zip(("judge", "pca", "random"), votes, strict=True)))
    assert (found.leaders, str(found)) == (leaders, said)


def test_one_space_that_has_another_leader_is_enough_to_disagree():
    one, other = decided(a=LOW, b=HIGH), decided(a=HIGH, b=LOW)
    decisions = {"judge": one, "pca": other, "random": one}
    assert verdicts.agreed(decisions).said == DISAGREE
    assert verdicts.votes(decisions) == "a (judge and random network) and b (PCA)"


def test_as_good_as_real_in_one_space_alone_is_not_told_apart():
    values = {"a": LOW, "b": (1.1, 1.2, 1.3)}
    as_real = metrics.decide(values, "lower", [2.0, 2.1])
    assert verdicts.agreed({"judge": as_real, "pca": as_real}).said == "all as good as real"
    both = verdicts.agreed({"judge": as_real, "pca": decided(**values)})
    assert both.said == "nobody is told apart"


# Of measured runs


def test_what_decides_a_quality_is_asked_together():
    """Of the same values: six deciding metrics share what may be wrong, another is by itself."""
    close, behind = (0.0, 1.0, 2.0), (3.0, 4.0, 5.0)

    def record(values):
        names = ("frechet_distance_judge", "frechet_distance_pca", "kernel_distance_judge")
        return measured(**{name: drawn(*values) for name in names})

    found = verdicts.decisions({"a": record(close), "b": record(behind)})
    alone = metrics.decide({"a": close, "b": behind}, "lower").pairs[0].p
    assert found["frechet_distance/judge"].pairs[0].p == pytest.approx(2 * alone)
    assert found["kernel_distance/judge"].pairs[0].p == pytest.approx(alone)
    assert str(found["kernel_distance/judge"]) == "a"


def test_more_than_real_images_have_is_no_merit_in_any_quality():
    real = {"real held out": row(recall_judge=[0.6, 0.62, 0.64])}
    a = measured(real, recall_judge=between(0.8, 0.9, "higher"))
    b = measured(real, recall_judge=between(0.7, 0.75, "higher"))
    assert str(verdicts.decisions({"a": a, "b": b})["recall/judge"]) == "all as good as real"


def test_one_draw_of_real_images_bounds_nothing():
    real = {"real held out": row(recall_judge=0.6)}
    a = measured(real, recall_judge=between(0.8, 0.9, "higher"))
    b = measured(real, recall_judge=between(0.7, 0.75, "higher"))
    assert str(verdicts.decisions({"a": a, "b": b})["recall/judge"]) == "a"


def test_without_draws_nothing_is_decided():
    found = verdicts.decisions(
        {"a": measured(recall_judge=entry(1.0)), "b": measured(recall_judge=entry(9.0))}
    )
    assert str(found["recall/judge"]) == "nobody is told apart"


def test_there_is_no_decision_where_it_is_not_known_what_is_best():
    a = measured(ssim_diversity_pictures=entry(1.0, better=None))
    b = measured(ssim_diversity_pictures=entry(5.0, better=None))
    assert verdicts.decisions({"a": a, "b": b}) == {}


def test_there_is_no_decision_about_what_one_run_has():
    a, b = measured(recall_judge=drawn(*LOW)), measured(coverage_judge=drawn(*LOW))
    assert verdicts.decisions({"a": a, "b": b, "c": None}) == {}


def test_what_decides_has_an_entry_of_each_run_in_each_space():
    a = measured(
        recall_judge=entry(1), recall_pca=entry(2), coverage_judge=entry(3), sharpness_pca=entry(4)
    )
    b = measured(recall_judge=entry(5), recall_pca=entry(6), coverage_judge=entry(7))
    found = verdicts.deciding("variety", {"a": a, "b": b})
    values = {name: {run: e.value for run, e in each.items()} for name, each in found.items()}
    assert values == {"recall/judge": {"a": 1, "b": 5}, "recall/pca": {"a": 2, "b": 6}}


def test_what_was_not_measured_alike_is_named():
    a, b = (metrics_record({}, protocol=protocol(draw_size=size)) for size in (500, 30))
    assert verdicts.differing({"a": a, "b": b, "c": None}) == ["draw_size"]
    assert verdicts.differing({"a": None}) == []


# Power, in words


def test_the_smallest_difference_is_told_by_space():
    found = decided(a=LOW, b=HIGH)
    (pair,) = found.pairs
    assert verdicts.told_from({"judge": found, "pca": found}) == (
        f"{pair.smallest:.3f} (judge) and {pair.smallest:.3f} (PCA)"
    )


def test_where_nothing_can_be_told_there_is_no_smallest_difference():
    assert verdicts.told_from({"judge": decided(a=(1, 2), b=(8, 9))}) == ""


def test_how_many_it_takes_is_told_of_those_that_are_not_told_apart():
    close = decided(a=(0, 1, 2), b=(1, 2, 3))
    told = verdicts.takes({"judge": decided(a=LOW, b=HIGH), "pca": close})
    assert told == f"{close.pairs[0].n_needed} (PCA)"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"a": (0, 1, 2), "b": (1.001, 0, 2)}, "more than 1,000"),
        ({"a": (0, 1, 2), "b": (0, 1, 2)}, "unknown"),
        ({"a": (1, 1, 1), "b": (2, 2, 2)}, "unknown"),
    ],
)
def test_how_many_it_takes_can_be_unknown(values, said):
    assert verdicts.needed(decided(**values).pairs[0]) == said
