import numpy as np
import pytest
from made_records import between, drawn, entry
from scipy import stats

from genbench.metrics import Interval
from genbench.scoring import verdicts
from genbench.scoring.verdicts import Reason


def decide(**contenders):
    """Returns the decision in a single space."""
    return verdicts.decide({"judge": contenders})


# By intervals


def test_intervals_apart_have_a_winner():
    found = decide(a=between(10, 11), b=between(12, 13))
    assert (found.winner, found.reason) == ("a", Reason.AHEAD)


def test_more_is_better_where_the_metric_says_so():
    assert decide(a=between(0.1, 0.2, "higher"), b=between(0.3, 0.4, "higher")).winner == "b"


def test_intervals_that_overlap_have_none():
    found = decide(a=between(10, 12.5), b=between(12, 13))
    assert (found.winner, found.reason) == (None, Reason.NOT_AHEAD)


def test_the_best_of_three_must_be_apart_from_both():
    close, far = {"a": between(10, 12), "b": between(11, 13)}, between(50, 51)
    found = decide(**close, c=far)
    assert (found.winner, found.reason) == (None, Reason.NOT_AHEAD)
    assert decide(a=close["a"], b=between(13, 14), c=far).winner == "a"


def test_a_target_is_won_from_either_side():
    assert decide(a=between(0.3, 0.4, 1.0), b=between(1.1, 1.2, 1.0)).winner == "b"
    assert decide(a=between(0.9, 0.95, 1.0), b=between(1.1, 1.2, 1.0)).winner == "a"


def test_an_interval_around_the_target_may_be_right_on_it():
    assert verdicts.loss_interval(Interval(1.0, 0.75, 1.5), 1.0) == (0.0, 0.5)


def test_a_value_that_is_the_same_in_every_draw_has_an_interval():
    found = decide(a=between(1, 1, "higher"), b=between(0.8, 0.9, "higher"))
    assert (found.winner, found.reason) == ("a", Reason.AHEAD)


def test_without_an_interval_on_all_of_them_nobody_wins():
    found = decide(a=between(1, 2), b=entry(9.0))
    assert (found.winner, found.reason) == (None, Reason.NO_INTERVALS)


def test_where_it_is_not_known_what_is_best_nobody_is_ahead():
    found = decide(a=entry(1, 0, 2, better=None), b=entry(9, 8, 10, better=None))
    assert (found.winner, found.reason) == (None, Reason.NOT_AHEAD)


# By draws


def test_draws_decide_by_welchs_test_where_intervals_overlap():
    found = decide(a=drawn(10, 11, 12, 13, 14), b=drawn(13, 14, 15, 16, 17))
    assert (found.winner, found.reason, found.is_tested) == ("a", Reason.AHEAD, True)


def test_draws_that_welchs_test_cannot_tell_apart_have_no_winner():
    found = decide(a=drawn(10, 11, 12, 13, 14), b=drawn(11, 12, 13, 14))
    assert (found.winner, found.reason, found.is_tested) == (None, Reason.NOT_AHEAD, True)


def test_draws_of_one_alone_are_no_test():
    found = decide(a=drawn(10, 11, 12, 13, 14), b=between(13, 17))
    assert (found.winner, found.is_tested) == (None, False)


def test_draws_without_any_spread_are_told_apart():
    assert decide(a=drawn(1, 1, better="higher"), b=drawn(0.8, 0.8, better="higher")).winner == "a"


@pytest.mark.parametrize("seed", range(20))
def test_better_is_what_scipy_calls_significantly_less(seed):
    rng = np.random.default_rng(seed)
    values, others = rng.normal(0, 1, 5), rng.normal(1.5, 2, 7)
    # Two-sided at 95 %, on the one side that counts.
    statistic, p = np.array(stats.ttest_ind(values, others, equal_var=False))
    expected = p < 0.05 and statistic < 0
    assert verdicts.beats(values.tolist(), others.tolist(), "lower") == expected
    assert verdicts.beats((-values).tolist(), (-others).tolist(), "higher") == expected


# In several spaces


def test_feature_spaces_that_disagree_have_no_winner():
    found = verdicts.decide(
        {
            "judge": {"a": between(1, 2), "b": between(3, 4)},
            "pca": {"a": between(8, 9), "b": between(5, 6)},
        }
    )
    assert (found.winner, found.reason) == (None, Reason.SPACES_DISAGREE)
    assert found.ahead == {"judge": "a", "pca": "b"}


def test_a_space_without_a_winner_does_not_agree_with_one_that_has_one():
    found = verdicts.agreed({"judge": "a", "pca": None})
    assert (found.winner, found.reason) == (None, Reason.SPACES_DISAGREE)


def test_feature_spaces_that_agree_name_the_winner():
    found = verdicts.decide(
        {
            "judge": {"a": between(1, 2), "b": between(3, 4)},
            "pca": {"a": between(8, 9), "b": between(10, 11)},
        }
    )
    assert (found.winner, found.reason) == ("a", Reason.AHEAD)


# What stands above the values


def test_who_was_measured_with_another_ruler_wins_nothing():
    contenders = {"a": between(9, 11), "b": between(89, 91)}
    found = verdicts.decide({"judge": contenders}, differing=["draw_size"])
    assert (found.winner, found.reason) == (None, Reason.DIFFERENT_RULERS)


def test_another_ruler_is_the_reason_also_where_an_interval_is_missing():
    contenders = {"a": entry(1), "b": entry(9)}
    found = verdicts.decide({"judge": contenders}, differing=["draw_size"])
    assert found.reason is Reason.DIFFERENT_RULERS


ORIGINAL, ABOVE_REAL = between(0.99, 1, "higher"), between(0.7, 0.8, "higher")
COPIER = between(0.1, 0.2, "higher")


def test_to_be_better_than_real_images_is_no_merit():
    contenders = {"a": ORIGINAL, "b": ABOVE_REAL}
    found = verdicts.decide({"judge": contenders}, enough={"judge": 0.6})
    assert (found.winner, found.reason) == (None, Reason.ALL_AS_REAL)


def test_who_is_worse_than_real_images_loses():
    contenders = {"a": ORIGINAL, "c": COPIER}
    found = verdicts.decide({"judge": contenders}, enough={"judge": 0.6})
    assert (found.winner, found.reason) == ("a", Reason.AHEAD)


def test_all_must_be_as_real_in_every_space():
    good, bad = {"a": ORIGINAL, "b": ABOVE_REAL}, {"a": ORIGINAL, "b": COPIER}
    found = verdicts.decide({"judge": good, "pca": bad}, enough={"judge": 0.6, "pca": 0.6})
    assert (found.winner, found.reason) == ("a", Reason.AHEAD)


def test_where_real_images_are_not_known_more_is_better():
    contenders = {"a": ORIGINAL, "b": ABOVE_REAL}
    found = verdicts.decide({"judge": contenders}, enough={})
    assert (found.winner, found.reason) == ("a", Reason.AHEAD)


# By values


@pytest.mark.parametrize(
    ("better", "winner"), [("higher", "b"), ("lower", "a"), (2.0, "a"), (9.0, "b")]
)
def test_the_better_values_win(better, winner):
    values = {"a": [1.0, 1.1, 0.9], "b": [8.0, 8.1, 7.9]}
    assert verdicts.winner(values, better) == winner


def test_nobody_wins_where_the_values_overlap():
    assert verdicts.winner({"a": [1.0, 2.0, 3.0], "b": [1.5, 2.5, 3.5]}, "higher") is None


def test_a_winner_beats_every_other():
    values = {"a": [5.0, 5.1], "b": [5.05, 5.15], "c": [0.0, 0.1]}
    assert verdicts.winner(values, "higher") is None
    assert verdicts.winner(values | {"b": [1.0, 1.1]}, "higher") == "a"


def test_equal_values_without_spread_do_not_win():
    assert verdicts.winner({"a": [1.0, 1.0], "b": [1.0, 1.0]}, "higher") is None
