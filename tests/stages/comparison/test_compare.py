import copy

import pytest

from genbench.runs import Run
from genbench.stages.comparison.compare import UNDECIDED, compare
from genbench.stages.comparison.figures import draw_comparison
from genbench.system.errors import BrokenRun

PROTOCOL = {
    "dataset": "blobs",
    "train_sha256": "1",
    "held_out_sha256": "2",
    "spaces": {"judge": {"sha256": "3"}, "pca": {"sha256": "4"}},
    "draw_size": 20,
    "n_draws": 3,
    "sampler": "decoder",
    "samplers": {
        "decoder": {"about": "means", "step": 5},
        "draws": {"about": "draws from it", "step": 5},
    },
}


@pytest.fixture
def make(here):
    """A function that writes a measured run with the given draws of metrics."""

    def write(name, *, recipe="vae", seed=0, steps=5, protocol=PROTOCOL, better="lower", **draws):
        run = Run(here / name)
        run.path.mkdir(parents=True)
        run.write_config({"recipe": recipe, "config": {"seed": seed, "steps": steps}})
        run.append_log({"step": 5, "images": 640, "seconds": 2.0})
        entries = {}
        for key, values in draws.items():
            metric, _, space = key.rpartition("_")
            value = sum(values) / len(values)
            entries[f"{metric}/{space}"] = {
                "value": value, "low": value, "high": value, "n": 20,
                "better": better, "space": space, "draws": values,
            }  # fmt: skip
        record = {"metrics": entries, "others": {}, "calibration": {}, "protocol": protocol}
        run.write_record("metrics", copy.deepcopy(record))
        return run

    return write


def test_the_better_draws_win(make):
    a = make("a", recall_judge=[0.1, 0.11, 0.12], better="higher")
    b = make("b", recipe="gan", recall_judge=[0.5, 0.51, 0.52], better="higher")
    comparison = compare(a, b)
    (verdict,) = comparison.verdicts
    assert verdict.winner == "b"
    assert comparison.over == "fresh draws of one training of each"


def test_overlapping_draws_are_no_significant_difference(make):
    a = make("a", recall_judge=[0.1, 0.2, 0.3])
    b = make("b", recipe="gan", recall_judge=[0.15, 0.25, 0.35])
    comparison = compare(a, b)
    assert comparison.verdicts[0].winner is None
    assert comparison.table()[1][-1] == UNDECIDED


def test_runs_that_differ_in_the_seed_are_one_model(make):
    runs = [make(f"a{s}", seed=s, recall_judge=[v, v]) for s, v in enumerate([1.0, 1.2, 1.4])]
    runs += [
        make(f"b{s}", recipe="gan", seed=s, recall_judge=[v, v]) for s, v in enumerate([3.0, 3.3])
    ]
    comparison = compare(*runs)
    assert [c.name for c in comparison.contenders] == ["vae, 3 seeds", "gan, 2 seeds"]
    assert comparison.over == "training seeds"
    (verdict,) = comparison.verdicts
    assert verdict.intervals["vae, 3 seeds"].value == pytest.approx(1.2)
    assert verdict.winner == "vae, 3 seeds"


def test_an_overall_winner_wins_in_both_spaces(make):
    low, high = [1.0, 1.1, 1.2], [5.0, 5.1, 5.2]
    a = make("a", frechet_distance_judge=low, frechet_distance_pca=low)
    b = make("b", recipe="gan", frechet_distance_judge=high, frechet_distance_pca=high)
    assert compare(a, b).overall.startswith("Overall: a, by frechet_distance")


def test_spaces_that_disagree_name_no_overall_winner(make):
    low, high = [1.0, 1.1, 1.2], [5.0, 5.1, 5.2]
    a = make("a", frechet_distance_judge=low, frechet_distance_pca=high)
    b = make("b", recipe="gan", frechet_distance_judge=high, frechet_distance_pca=low)
    assert compare(a, b).overall.startswith("No overall verdict")


def test_one_space_is_no_overall_verdict(make):
    a = make("a", frechet_distance_pca=[1.0, 1.1])
    b = make("b", recipe="gan", frechet_distance_pca=[2.0, 2.1])
    assert "not measured in two feature spaces" in compare(a, b).overall


def test_a_metric_that_one_run_lacks_is_left_out(make):
    a = make("a", recall_judge=[0.1, 0.2], density_judge=[1.0, 1.1])
    b = make("b", recipe="gan", recall_judge=[0.1, 0.2])
    assert [verdict.metric for verdict in compare(a, b).verdicts] == ["recall/judge"]


def test_budgets_are_told(make):
    a, b = make("a", recall_judge=[1, 2]), make("b", recipe="gan", recall_judge=[1, 2])
    budget = compare(a, b).contenders[0].budget
    assert budget == {"images": "640", "seconds": "2", "parameters": "-", "samples": "means"}


def test_every_sampler_of_every_model_stands_in_a_table(make):
    a = make("a", precision_pca=[0.1, 0.2])
    b = make("b", recipe="gan", precision_pca=[0.3, 0.4])
    record = b.read_record("metrics")
    record["others"] = {"draws": {"precision/pca": {"value": 0.9}}}
    b.write_record("metrics", record)
    rows = compare(a, b).samplers()
    assert rows[0] == ("model", "samples", "step", "precision/pca")
    assert [(row[0], row[1], row[-1]) for row in rows[1:]] == [
        ("a", "means", "0.15"),
        ("b", "means", "0.35"),
        ("b", "draws from it", "0.9"),
    ]


def test_another_sampler_is_compared_where_there_is_one(make):
    a = make("a", recall_judge=[0.5, 0.51], better="higher")
    b = make("b", recipe="gan", recall_judge=[0.1, 0.11], better="higher")
    record = b.read_record("metrics")
    record["others"] = {"draws": {"recall/judge": {"value": 0.9, "draws": [0.9, 0.91]}}}
    b.write_record("metrics", record)
    assert compare(a, b).verdicts[0].winner == "a"
    comparison = compare(a, b, sampler="draws")
    assert comparison.verdicts[0].winner == "b"
    assert [c.budget["samples"] for c in comparison.contenders] == ["means", "draws from it"]
    assert draw_comparison(comparison)[0].parent.name == "compare-a-vs-b-draws"


def test_a_sampler_that_nobody_has_is_refused(make):
    a, b = make("a", recall_judge=[1, 2]), make("b", recipe="gan", recall_judge=[1, 2])
    with pytest.raises(ValueError, match=r"no sampler 'draw'.*Samplers of these runs: decoder"):
        compare(a, b, sampler="draw")


def test_the_figures_stand_beside_the_first_run(make):
    points = [{"images": 128 * i, "value": 9.0 / i} for i in (1, 2)]
    runs = [make(name, recipe=name, recall_judge=[0.1, 0.2]) for name in ("a", "b")]
    for run in runs:
        run.write_record("metrics", run.read_record("metrics") | {"over_training": points})
    written = draw_comparison(compare(*runs))
    folder = runs[0].path.parent / "compare-a-vs-b"
    assert written == [folder / "scores.png", folder / "frechet.png"]
    assert all(path.stat().st_size > 1000 for path in written)


def test_what_is_not_known_has_no_figure(make, here):
    a, b = make("a", elbo_pca=[1, 2]), make("b", recipe="gan", elbo_pca=[1, 2])
    assert draw_comparison(compare(a, b), here / "figures") == []


def test_parameters_are_those_that_are_trained(make):
    protocol = {**PROTOCOL, "parameters": {"encoder": 1200, "decoder": 1044}}
    a = make("a", protocol=protocol, recall_judge=[1, 2])
    b = make("b", recipe="gan", recall_judge=[1, 2])
    assert compare(a, b).contenders[0].budget["parameters"] == "2,244"


def test_runs_of_one_name_are_two_contenders(make):
    a = make("duel1/vae", recall_judge=[0.1, 0.11, 0.12], better="higher")
    b = make("duel2/vae", recipe="gan", recall_judge=[0.5, 0.51, 0.52], better="higher")
    comparison = compare(a, b)
    assert [c.name for c in comparison.contenders] == ["duel1/vae", "duel2/vae"]
    assert comparison.verdicts[0].winner == "duel2/vae"


def test_seeds_of_two_configurations_of_one_recipe_are_two_contenders(make):
    runs = [
        make(f"{name}-{seed}", seed=seed, steps=steps, recall_judge=[1, 2])
        for name, steps in (("short", 5), ("long", 50))
        for seed in (0, 1)
    ]
    contenders = compare(*runs).contenders
    assert [contender.name for contender in contenders] == ["short-0, 2 seeds", "long-0, 2 seeds"]
    assert [contender.first for contender in contenders] == ["short-0", "long-0"]


def test_one_training_given_twice_is_refused(make):
    a, b = make("a", recall_judge=[1, 2]), make("b", recipe="gan", recall_judge=[1, 2])
    with pytest.raises(ValueError, match="are one training, with the seed 0, and not two"):
        compare(a, a, b)


def test_draws_of_several_trainings_are_not_thrown_together(make):
    seeds = [make(f"a{seed}", seed=seed, recall_judge=[seed, seed + 0.1]) for seed in range(3)]
    comparison = compare(*seeds, make("b", recipe="gan", recall_judge=[5, 5.1]))
    assert comparison.over == "fresh draws of one training of each"
    assert comparison.verdicts[0].intervals["vae, 3 seeds"].value == pytest.approx(0.05)


def test_another_ruler_is_refused(make):
    a = make("a", recall_judge=[1, 2])
    b = make("b", recipe="gan", protocol=PROTOCOL | {"draw_size": 30}, recall_judge=[1, 2])
    with pytest.raises(BrokenRun, match="measured differently: draw_size is 20 and 30"):
        compare(a, b)


def test_one_model_is_no_comparison(make):
    with pytest.raises(ValueError, match="two or more measured runs"):
        compare(make("a", recall_judge=[1, 2]), make("b", seed=1, recall_judge=[1, 2]))


def test_a_run_that_is_not_measured_says_what_to_do(make, vae_copy):
    a = make("a", recall_judge=[1, 2])
    vae_copy.record_file("metrics").unlink(missing_ok=True)
    with pytest.raises(FileNotFoundError, match=r"no metrics.json. Run `genbench evaluate"):
        compare(a, vae_copy)


@pytest.mark.parametrize("written", ["{", "[]", '{"format": 99}'])
def test_a_metrics_json_of_another_kind_is_refused(make, written):
    a, b = make("a", recall_judge=[1, 2]), make("b", recipe="gan", recall_judge=[1, 2])
    b.record_file("metrics").write_text(written)
    with pytest.raises(BrokenRun, match=r"metrics.json.*Run `genbench evaluate .*b` again"):
        compare(a, b)
