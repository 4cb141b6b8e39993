import pytest
from made_records import drawn, row
from scipy import stats

from genbench.scoring import records
from genbench.scoring.calibration_rows import REAL
from genbench.stages.comparison.compare import compare
from genbench.system.errors import BrokenRun


def test_the_better_draws_win(make):
    a = make("a", recall_judge=[0.1, 0.11, 0.12], better="higher")
    b = make("b", recipe="gan", recall_judge=[0.5, 0.51, 0.52], better="higher")
    comparison = compare(a, b)
    (verdict,) = comparison.verdicts
    assert verdict.decision.leaders == ("b",)
    assert comparison.over == "fresh draws of one training of each"


def test_overlapping_draws_are_not_told_apart(make):
    a = make("a", recall_judge=[0.1, 0.2, 0.3])
    b = make("b", recipe="gan", recall_judge=[0.15, 0.25, 0.35])
    comparison = compare(a, b)
    assert comparison.table()[1][-1] == "nobody is told apart"


def test_a_table_has_a_line_for_each_metric_with_intervals_and_verdict(make):
    draws = [0.1, 0.11, 0.12], [0.5, 0.51, 0.52]
    a = make("a", recall_judge=draws[0], better="higher")
    b = make("b", recipe="gan", recall_judge=draws[1], better="higher")
    head, line = compare(a, b).table()
    assert head == ("quality", "metric", "a", "b", "better", "verdict")
    assert (*line[:2], *line[4:]) == ("variety", "recall/judge", "higher", "b")
    own = records.read(b).metrics["recall/judge"]
    assert line[3] == f"0.510 ({own.low:.3f} to {own.high:.3f})"


def test_runs_that_differ_in_the_seed_are_one_model(make):
    runs = [make(f"a{s}", seed=s, recall_judge=[v, v]) for s, v in enumerate([1.0, 1.2, 1.4])]
    runs += [
        make(f"b{s}", recipe="gan", seed=s, recall_judge=[v, v])
        for s, v in enumerate([3.0, 3.3, 3.2])
    ]
    comparison = compare(*runs)
    assert [c.name for c in comparison.contenders] == ["vae, 3 seeds", "gan, 3 seeds"]
    assert comparison.over == "training seeds"
    (verdict,) = comparison.verdicts
    assert verdict.entries["vae, 3 seeds"].value == pytest.approx(1.2)
    assert verdict.decision.leaders == ("vae, 3 seeds",)


def test_draws_of_several_trainings_are_not_thrown_together(make):
    seeds = [make(f"a{seed}", seed=seed, recall_judge=[seed, seed + 0.1]) for seed in range(3)]
    comparison = compare(*seeds, make("b", recipe="gan", recall_judge=[5, 5.1]))
    assert comparison.over == "fresh draws of one training of each"
    assert comparison.verdicts[0].entries["vae, only seed 0"].value == pytest.approx(0.05)


def test_a_metric_that_one_run_lacks_is_left_out(make):
    a = make("a", recall_judge=[0.1, 0.2], density_judge=[1.0, 1.1])
    b = make("b", recipe="gan", recall_judge=[0.1, 0.2])
    assert [verdict.metric for verdict in compare(a, b).verdicts] == ["recall/judge"]


def test_a_metric_without_a_known_best_is_left_out(make):
    runs = [
        make(name, recipe=name, ssim_diversity_pictures=[1, 2], better=None) for name in ("a", "b")
    ]
    assert compare(*runs).verdicts == ()


def test_runs_of_one_name_are_two_contenders(make):
    a = make("duel1/vae", recall_judge=[0.1, 0.11, 0.12], better="higher")
    b = make("duel2/vae", recipe="gan", recall_judge=[0.5, 0.51, 0.52], better="higher")
    comparison = compare(a, b)
    assert [c.name for c in comparison.contenders] == ["duel1/vae", "duel2/vae"]
    assert comparison.verdicts[0].decision.leaders == ("duel2/vae",)


def test_the_calibration_rows_are_those_of_the_first_run(make):
    rows = {"noise": row(recall_judge=0.25)}
    a = make("a", recall_judge=[1, 2], record={"calibration": rows})
    b = make("b", recipe="gan", recall_judge=[1, 2])
    assert compare(a, b).calibration == rows


def test_two_seeds_decide_nothing_and_say_how_many_it_takes(make):
    runs = [make(f"a{s}", seed=s, frechet_distance_pca=[v] * 3) for s, v in enumerate([1.0, 1.2])]
    runs += [
        make(f"b{s}", recipe="gan", seed=s, frechet_distance_pca=[v] * 3)
        for s, v in enumerate([3.0, 3.3])
    ]
    comparison = compare(*runs)
    assert str(comparison.verdicts[0].decision) == "nobody is told apart"
    assert comparison.could_tell == (
        "By Fréchet distance it takes 3 (PCA) seeds of each to tell theirs."
    )


# Power


def test_it_is_told_how_small_a_difference_could_have_been_told(make):
    a = make("a", frechet_distance_pca=[1.0, 2.0, 3.0])
    b = make("b", recipe="gan", frechet_distance_pca=[1.5, 2.5, 3.5])
    # Welch's test of three and three values with a deviation of 1 each: four degrees of freedom.
    smallest = stats.t.ppf(0.975, 4) * (2 / 3) ** 0.5
    comparison = compare(a, b)
    assert comparison.could_tell == (
        f"By Fréchet distance it takes a difference of {smallest:.2f} (PCA) to tell the two best "
        "apart."
    )
    needed = comparison.verdicts[0].decision.pairs[0].n_needed
    assert comparison.power() == [
        ("metric", "better", "than", "by", "told apart from", "draws to tell it"),
        ("frechet_distance/pca", "a", "b", "0.500", f"{smallest:.2f}", f"{needed}"),
    ]


def test_between_two_that_are_as_good_as_real_there_is_nothing_to_tell(make):
    record = {"calibration": {REAL: row(frechet_distance_pca=[4.0, 5.0, 6.0])}}
    draws = {"a": [1.0, 2.0, 3.0], "b": [1.5, 2.5, 3.5]}
    runs = [
        make(name, recipe=name, record=record, frechet_distance_pca=own)
        for name, own in draws.items()
    ]
    (_, line) = compare(*runs).power()
    assert (line[3], line[5]) == ("both as good as real", "none to tell")


def test_over_seeds_it_is_told_how_many_tell_the_difference_that_is_seen(make):
    runs = [make(f"a{s}", seed=s, frechet_distance_pca=[s + 1.0] * 3) for s in range(3)]
    runs += [
        make(f"b{s}", recipe="gan", seed=s, frechet_distance_pca=[s + 1.5] * 3) for s in range(3)
    ]
    comparison = compare(*runs)
    needed = comparison.verdicts[0].decision.pairs[0].n_needed
    assert comparison.could_tell.endswith(f"and {needed} (PCA) seeds of each to tell theirs.")


# Overall

LOW, SAME, HIGH = [1.0, 1.1, 1.2], [3.0, 3.1, 3.2], [5.0, 5.1, 5.2]


@pytest.mark.parametrize(
    ("judge", "pca", "random", "overall"),
    [
        (LOW, LOW, LOW, "a, by frechet_distance in all 3 feature spaces: judge, PCA and random"),
        (LOW, SAME, LOW, "a, by frechet_distance in 2 of 3 feature spaces: judge and random"),
        (SAME, SAME, LOW, "nobody is told apart, by frechet_distance in all 3 feature spaces"),
    ],
)
def test_the_overall_verdict_says_in_how_many_spaces_who_leads(make, judge, pca, random, overall):
    spaces = {"judge": judge, "pca": pca, "random": random}
    a = make("a", **{f"frechet_distance_{space}": own for space, own in spaces.items()})
    b = make("b", recipe="gan", **{f"frechet_distance_{space}": SAME for space in spaces})
    assert compare(a, b).overall.startswith(f"Overall: {overall}")


def test_spaces_that_disagree_name_no_overall_winner(make):
    a = make("a", frechet_distance_judge=LOW, frechet_distance_pca=HIGH)
    b = make("b", recipe="gan", frechet_distance_judge=HIGH, frechet_distance_pca=LOW)
    assert compare(a, b).overall == "No overall verdict: by frechet_distance a (judge) and b (PCA)."


def test_one_space_is_no_overall_verdict(make):
    a = make("a", frechet_distance_pca=[1.0, 1.1])
    b = make("b", recipe="gan", frechet_distance_pca=[2.0, 2.1])
    assert "not measured in two feature spaces" in compare(a, b).overall


# Samplers


def test_every_sampler_of_every_model_stands_in_a_table(make):
    others = {"draws": {"precision/pca": drawn(0.9, 0.9)}}
    a = make("a", precision_pca=[0.1, 0.2], authenticity_pca=[0.1, 0.2])
    b = make("b", recipe="gan", precision_pca=[0.3, 0.4], record={"others": others})
    assert compare(a, b).samplers() == [
        ("model", "samples", "step", "precision/pca"),
        ("a", "means of p(x|z)", "2,000", "0.150"),
        ("b", "means of p(x|z)", "2,000", "0.350"),
        ("b", "draws from p(x|z), each value 0 or 1", "2,000", "0.900"),
    ]


def test_what_a_sampler_was_not_measured_by_is_unknown(make):
    others = {"draws": {"precision/pca": drawn(0.9, 0.9)}}
    a = make("a", precision_pca=[1, 2], recall_pca=[1, 2], record={"others": others})
    b = make("b", recipe="gan", precision_pca=[1, 2], recall_pca=[1, 2])
    assert compare(a, b).samplers()[2][-2:] == ("0.900", "unknown")


def test_another_sampler_is_compared_where_there_is_one(make):
    others = {"draws": {"recall/judge": drawn(0.9, 0.91, 0.92, better="higher")}}
    a = make("a", recall_judge=[0.5, 0.51, 0.52], better="higher")
    b = make(
        "b",
        recipe="gan",
        recall_judge=[0.1, 0.11, 0.12],
        better="higher",
        record={"others": others},
    )
    assert compare(a, b).verdicts[0].decision.leaders == ("a",)
    comparison = compare(a, b, sampler="draws")
    assert comparison.verdicts[0].decision.leaders == ("b",)
    assert [c.budget["samples"] for c in comparison.contenders] == [
        "means of p(x|z)",
        "draws from p(x|z), each value 0 or 1",
    ]


def test_a_sampler_that_nobody_has_is_refused(make):
    a, b = make("a", recall_judge=[1, 2]), make("b", recipe="gan", recall_judge=[1, 2])
    with pytest.raises(ValueError, match=r"no sampler 'draw'.*Samplers of these runs: decoder"):
        compare(a, b, sampler="draw")


# Refusals


def test_a_run_that_is_not_measured_says_what_to_do(make, vae_copy):
    a = make("a", recall_judge=[1, 2])
    vae_copy.record_file("metrics").unlink(missing_ok=True)
    with pytest.raises(FileNotFoundError, match=r"no metrics.json. Run `genbench evaluate"):
        compare(a, vae_copy)


@pytest.mark.parametrize("written", ["{", "[]", '{"format": 99}', '{"format": 1, "metrics": {}}'])
def test_a_metrics_json_of_another_kind_is_refused(make, written):
    a, b = make("a", recall_judge=[1, 2]), make("b", recipe="gan", recall_judge=[1, 2])
    b.record_file("metrics").write_text(written)
    with pytest.raises(BrokenRun, match=r"metrics.json.*Run `genbench evaluate .*b` again"):
        compare(a, b)
