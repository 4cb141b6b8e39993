import numpy as np
import pytest
from scipy import stats

from genbench import metrics
from genbench.metrics import Question, decide

N_TRIALS = 500


def told_apart(make, better: str | float = "lower", real=None):
    """Returns how often anybody is told apart where make(rng) gives the values, [k, n]."""
    rng = np.random.default_rng(0)
    n_told = 0
    for _ in range(N_TRIALS):
        values = {str(i): own for i, own in enumerate(make(rng))}
        n_told += decide(values, better, None if real is None else real(rng)).is_told
    return n_told / N_TRIALS


def welch(values, others, axis=0):
    """Returns the p-value of Welch's test as scipy has it."""
    _, p = np.array(stats.ttest_ind(values, others, axis=axis, equal_var=False))
    return p


# Nothing differs: at most one false winner in twenty, and a little for chance


@pytest.mark.parametrize("n", [3, 5])
@pytest.mark.parametrize("k", [2, 3, 5])
def test_equals_are_rarely_told_apart(k, n):
    assert told_apart(lambda rng: rng.normal(size=(k, n))) <= 0.06


@pytest.mark.parametrize("distance", [0, 0.02, 0.5])
@pytest.mark.parametrize("k", [2, 5])
def test_equals_at_any_distance_from_a_target_are_rarely_told_apart(k, distance):
    assert told_apart(lambda rng: 0.5 + distance + 0.01 * rng.normal(size=(k, 5)), 0.5) <= 0.06


@pytest.mark.parametrize("mean", [1.0, 1.02])
def test_a_steady_contender_at_the_target_is_no_winner(mean):
    """Trap 36: distances of draws from the target name a winner in a third of the cases."""
    deviations = np.array([[0.04], [0.01]])
    assert told_apart(lambda rng: mean + deviations * rng.normal(size=(2, 5)), 1.0) <= 0.06


def test_equal_distances_on_both_sides_of_a_target_are_rarely_told_apart():
    means, deviations = np.array([[1.03], [0.97]]), np.array([[0.04], [0.01]])
    assert told_apart(lambda rng: means + deviations * rng.normal(size=(2, 5)), 1.0) <= 0.06


def test_equals_beside_real_images_are_rarely_told_apart():
    deviations = np.array([[0.04], [0.01], [0.02]])
    found = told_apart(
        lambda rng: 0.9 + deviations * rng.normal(size=(3, 5)),
        "higher",
        real=lambda rng: rng.normal(0.9, 0.02, 5),
    )
    assert found <= 0.06


@pytest.mark.parametrize("n", [2, 3, 5])
@pytest.mark.parametrize("k", [2, 5])
def test_a_metric_of_two_values_names_few_false_winners(k, n):
    """Trap 39: with two seeds, a value without spread wins in an eighth of the cases."""
    assert told_apart(lambda rng: 9.0 + (rng.random((k, n)) < 0.5), "higher") <= 0.06


@pytest.mark.parametrize("mean", [0.3, 1.0])
def test_rare_counts_name_few_false_winners(mean):
    assert told_apart(lambda rng: rng.poisson(mean, (3, 5)).astype(float)) <= 0.06


# Something differs


def leads(make, better):
    rng = np.random.default_rng(1)
    return np.mean([decide(make(rng), better).leaders == ("a",) for _ in range(N_TRIALS)])


def test_three_deviations_are_found_with_five_values_each():
    assert leads(lambda r: {"a": r.normal(0, 1, 5), "b": r.normal(3, 1, 5)}, "lower") >= 0.95


def test_three_deviations_are_found_on_the_other_side_of_a_target():
    assert leads(lambda r: {"a": r.normal(11, 1, 5), "b": r.normal(6, 1, 5)}, 10.0) >= 0.95


# The test


@pytest.mark.parametrize("seed", range(10))
def test_p_is_that_of_scipys_welch_test(seed):
    rng = np.random.default_rng(seed)
    values, others = rng.normal(0, 1, 5), rng.normal(1, 2, 7)
    (pair,) = decide({"a": values, "b": others}, "lower").pairs
    assert pair.p == pytest.approx(welch(values, others))
    ends = stats.ttest_ind(values, others, equal_var=False).confidence_interval()
    assert sorted(map(abs, pair.difference[1:])) == pytest.approx(sorted(map(abs, ends)))


def test_the_pairs_share_what_may_be_wrong():
    """Holm: the least of three p counts three times, the next one twice, the last one once."""
    values = {"a": [0.0, 1, 2], "b": [2.5, 3.5, 4.5], "c": [3.5, 4.5, 5.5]}
    pairs = decide(values, "lower").pairs
    raw = {
        (pair.ahead, pair.behind): welch(values[pair.ahead], values[pair.behind]) for pair in pairs
    }
    found = {(pair.ahead, pair.behind): pair.p for pair in pairs}
    assert found["a", "c"] == pytest.approx(3 * raw["a", "c"])
    assert found["a", "b"] == pytest.approx(2 * raw["a", "b"])
    assert found["b", "c"] == pytest.approx(raw["b", "c"])


def test_questions_that_are_asked_together_share_it_too():
    values = {"a": [0.0, 1, 2], "b": [3.0, 4, 5]}
    alone = decide(values, "lower")
    assert alone.leaders == ("a",)
    together = metrics.decide_together({str(i): Question(values, "lower") for i in range(3)})
    assert not any(decision.is_told for decision in together.values())
    assert together["0"].pairs[0].p == pytest.approx(3 * alone.pairs[0].p)


@pytest.mark.parametrize("seed", range(5))
def test_the_interval_holds_no_difference_just_where_the_two_are_not_told_apart(seed):
    rng = np.random.default_rng(seed)
    values = {name: rng.normal(i, 1, 4) for i, name in enumerate("abcd")}
    for pair in decide(values, "lower").pairs:
        assert (pair.difference.low <= 0) == (not pair.is_told)
        assert pair.is_told == (pair.difference.value >= pair.smallest)


# Groups


LOW, HIGH = [1.0, 1.1, 1.2], [5.0, 5.1, 5.2]


@pytest.mark.parametrize(
    ("better", "leader"), [("higher", "b"), ("lower", "a"), (2.0, "a"), (9.0, "b")]
)
def test_the_better_values_lead(better, leader):
    assert decide({"a": LOW, "b": HIGH}, better).leaders == (leader,)


def test_two_equal_leaders_and_a_third_far_behind_are_two_groups():
    """Trap 37: nobody beats all others, and yet there is a difference."""
    found = decide({"c": [50.0, 51, 52], "a": [1.0, 2, 3], "b": [1.5, 2.5, 3.5]}, "lower")
    assert found.groups == (("a", "b"), ("c",))
    assert str(found) == "a and b, not told apart"


def test_groups_go_from_the_best_to_the_worst():
    values = {"c": [9.0, 9.1, 9.2], "a": LOW, "b": HIGH}
    assert decide(values, "lower").groups == (("a",), ("b",), ("c",))
    assert decide(values, "higher").groups == (("c",), ("b",), ("a",))


def test_nobody_in_a_group_beats_another_there():
    values = {
        "wide": [0.0, 3, 6, -3, 1],
        "narrow": [1.5, 1.6, 1.4, 1.5, 1.55],
        "narrow behind": [2.5, 2.6, 2.4, 2.5, 2.55],
    }
    assert decide(values, "lower").groups == (("wide", "narrow"), ("narrow behind",))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"a": LOW, "b": HIGH}, "a"),
        ({"a": LOW, "b": LOW}, "nobody is told apart"),
        ({"a": LOW, "b": LOW, "c": LOW, "d": HIGH}, "a, b and c, not told apart"),
    ],
)
def test_a_decision_is_told_in_words(values, said):
    assert str(decide(values, "lower")) == said


# Real images


REAL = [0.95, 0.97, 0.99]


def test_better_than_real_is_as_good_as_real():
    """Trap 38: a density of 7.7 where real images have .97."""
    found = decide({"a": [7.6, 7.7, 7.8], "b": [1.1, 1.2, 1.3]}, "higher", REAL)
    assert str(found) == "all as good as real"
    assert found.as_real == ("a", "b")
    assert decide({"a": [7.6, 7.7, 7.8], "b": [1.1, 1.2, 1.3]}, "higher").leaders == ("a",)


def test_within_the_interval_of_real_images_nobody_leads():
    values = {"a": [0.97, 0.971, 0.972], "b": [0.95, 0.951, 0.952]}
    assert str(decide(values, "higher", REAL)) == "all as good as real"


def test_who_is_worse_than_real_images_stands_behind_those_that_are_not():
    values = {"a": [7.6, 7.7, 7.8], "b": [1.1, 1.2, 1.3], "c": [0.1, 0.11, 0.12]}
    found = decide(values, "higher", REAL)
    assert found.groups == (("a", "b"), ("c",))
    assert found.as_real == ("a", "b")


def test_as_near_to_a_target_as_real_images_is_near_enough():
    values = {"a": [0.5, 0.501, 0.499], "b": [0.46, 0.461, 0.459]}
    assert decide(values, 0.5).leaders == ("a",)
    assert str(decide(values, 0.5, [0.44, 0.46, 0.47])) == "all as good as real"


# What decides nothing


def test_two_values_each_decide_nothing():
    """Trap 39: two draws each of 10 and 9 are no win."""
    found = decide({"a": [10, 10], "b": [9, 9]}, "higher")
    assert not found.is_told
    assert decide({"a": [1.0, 1.1], "b": [9.0, 9.1]}, "higher").pairs[0].smallest == np.inf


def test_without_any_spread_nothing_is_decided():
    assert not decide({"a": [10] * 20, "b": [9] * 20}, "higher").is_told


def test_without_any_spread_a_known_resolution_decides():
    assert decide({"a": [10] * 5, "b": [1] * 5}, "higher", resolution=1).leaders == ("a",)
    assert not decide({"a": [10] * 5, "b": [9] * 5}, "higher", resolution=1).is_told
    assert not decide({"a": [10] * 2, "b": [1] * 2}, "higher", resolution=1).is_told


def test_one_unit_of_the_resolution_is_the_least_spread():
    """Ten classes in each of three draws, against nine, nine and ten."""
    assert not decide({"a": [10, 10, 10], "b": [9, 9, 8]}, "higher").is_told
    assert decide({"a": [10, 10, 10], "b": [3, 2, 3]}, "higher").leaders == ("a",)


def test_the_floor_leaves_values_alone_that_all_differ():
    values = {"a": [0.0, 1.0, 2.0], "b": [3.0, 4.0, 5.0]}
    expected = welch(values["a"], values["b"])
    assert decide(values, "lower").pairs[0].p == pytest.approx(expected)


# Power


def test_the_number_of_values_needed_tells_such_a_difference_four_times_in_five():
    (pair,) = decide({"a": [0.0, 1, 2], "b": [1.0, 2, 3]}, "lower").pairs
    assert pair.difference.value == 1
    assert pair.n_needed is not None
    rng = np.random.default_rng(0)

    def found(n):
        draws = rng.normal([[0], [1]], 1, (2000, 2, n))
        return np.mean(welch(draws[:, 0], draws[:, 1], axis=1) < 0.05)

    assert found(pair.n_needed) == pytest.approx(0.8, abs=0.03)


def test_two_values_say_how_many_it_takes():
    (pair,) = decide({"a": [1.0, 1.1], "b": [9.0, 9.1]}, "lower").pairs
    assert pair.n_needed == 3


def test_no_number_of_values_tells_equals():
    (pair,) = decide({"a": [1.0, 2, 3], "b": [1.0, 2, 3]}, "lower").pairs
    assert pair.n_needed is None


# Refusals


@pytest.mark.parametrize(
    ("values", "better", "real", "said"),
    [
        ({"a": [1, 2, 3]}, "lower", None, "two or more contenders. Received: a"),
        ({}, "lower", None, "Received: none"),
        ({"a": [1, 2], "b": []}, "lower", None, "b must have at least 1 rows"),
        ({"a": [1, 2], "b": [np.nan]}, "lower", None, "b must be a vector of finite numbers"),
        ({"a": [1, 2], "b": [1]}, "more", None, "better must be .* Received: 'more'"),
        ({"a": [1, 2], "b": [1]}, "lower", [1.0], "values must have at least 2 rows"),
    ],
)
def test_what_cannot_be_asked_is_refused(values, better, real, said):
    with pytest.raises(ValueError, match=said):
        decide(values, better, real)
