from dataclasses import replace

import pytest
from made_records import entry, metrics_record, protocol
from scipy import stats

from genbench.runs.record import Origin
from genbench.scoring import records
from genbench.scoring.records import SpaceRecord
from genbench.stages.comparison.contenders import contenders
from genbench.system.errors import BrokenRun


@pytest.fixture
def two(make):
    """Two measured runs of different recipes."""
    return make("a", recall_judge=[1, 2]), make("b", recipe="gan", recall_judge=[3, 4])


def test_budgets_are_told(two):
    assert contenders(two, None)[0].budget == {
        "images": "640",
        "updates": "5",
        "seconds": "2",
        "parameters": "2,244",
        "samples": "means of p(x|z)",
    }


def test_parameters_are_those_of_all_networks(make, two):
    told = {"protocol": protocol(parameters={"generator": 1000, "discriminator": 500})}
    found = contenders([make("c", recipe="c", recall_judge=[1, 2], record=told), *two], None)
    assert [each.budget["parameters"] for each in found] == ["1,500", "2,244", "2,244"]


def test_a_run_without_a_log_has_seen_nothing(two):
    two[0].log_file.unlink()
    assert contenders(two, None)[0].budget["images"] == "0"


def test_one_run_of_each_configuration_is_called_by_its_name(two):
    assert [(each.name, each.first) for each in contenders(two, None)] == [("a", "a"), ("b", "b")]


def test_seeds_of_two_configurations_of_one_recipe_are_two_contenders(make):
    runs = [
        make(f"{name}-{seed}", seed=seed, steps=steps, recall_judge=[1, 2])
        for name, steps in (("short", 5), ("long", 50))
        for seed in (0, 1)
    ]
    found = contenders(runs, None)
    assert [each.name for each in found] == ["short-0, 2 seeds", "long-0, 2 seeds"]
    assert [each.first for each in found] == ["short-0", "long-0"]
    assert [[run.name for run in each.runs] for each in found] == [
        ["short-0", "short-1"],
        ["long-0", "long-1"],
    ]


def test_a_copy_is_another_contender_and_copies_of_several_seeds_are_one(make):
    runs = [
        make(f"{name}{seed}", seed=seed, recall_judge=[1, 2]) for name in "ab" for seed in (0, 1)
    ]
    for run in runs[2:]:
        origin = Origin(f"a{run.name[1]}", 3, run.name[1] * 64)
        run.write_config(replace(run.read_config_as(dict), origin=origin))
    assert [each.name for each in contenders(runs, None)] == ["a0, 2 seeds", "b0, 2 seeds"]


def test_a_name_says_which_seed_is_compared_where_one_contender_has_no_other(make):
    runs = [make(f"a{seed}", seed=seed, recall_judge=[1, 2]) for seed in (4, 5, 6)]
    found = contenders([*runs, make("b", recipe="gan", recall_judge=[1, 2])], None)
    assert [each.name for each in found] == ["vae, only seed 4", "b"]


def test_equal_configurations_of_two_recipes_are_two_contenders(make):
    runs = make("a", recipe="vae", recall_judge=[1, 2]), make("b", recipe="x", recall_judge=[1, 2])
    assert len(contenders(runs, None)) == 2


def test_a_record_is_that_of_the_first_training_or_over_the_seeds(make, two):
    first = make("a0", steps=7, kernel_distance_judge=[1, 2])
    again = make("a1", seed=1, steps=7, kernel_distance_judge=[5, 6])
    found, _ = contenders([first, again, two[1]], None)
    assert found.record(over_seeds=False) == records.read(first)
    over = found.record(over_seeds=True).metrics["kernel_distance/judge"]
    assert (over.value, over.draws, over.over) == (3.5, (1.5, 5.5), "2 training seeds")
    assert over.interval == pytest.approx((3.5, *stats.t.interval(0.95, 1, loc=3.5, scale=2)))


def test_what_one_training_lacks_is_not_there_over_the_seeds(make, two):
    again = make("a1", seed=1)
    records.write(again, metrics_record({"recall/judge": entry(None, error="Too few.")}))
    found, _ = contenders([two[0], again, two[1]], None)
    assert "recall/judge" in found.record(over_seeds=False).metrics
    assert found.record(over_seeds=True).metrics == {}


# Refusals


def test_one_training_given_twice_is_refused(two):
    a, b = two
    with pytest.raises(ValueError, match="are one training, with the seed 0, and not two"):
        contenders([a, a, b], None)


def test_one_model_is_no_comparison(make):
    runs = make("a", recall_judge=[1, 2]), make("b", seed=1, recall_judge=[1, 2])
    with pytest.raises(ValueError, match="two or more measured runs"):
        contenders(runs, None)


def test_no_run_is_no_comparison():
    with pytest.raises(ValueError, match="Received: none"):
        contenders([], None)


@pytest.mark.parametrize(
    ("name", "value", "there"),
    [
        ("held_out_sha256", "7", "2" * 64),
        ("draw_size", 30, "20"),
        ("n_draws", 4, "3"),
        ("spaces", {"judge": SpaceRecord("another", "7")}, ".*principal components.*"),
    ],
)
def test_another_ruler_is_refused(make, name, value, there):
    a = make("a", recall_judge=[1, 2])
    b = make("b", recipe="x", recall_judge=[1, 2], record={"protocol": protocol(**{name: value})})
    with pytest.raises(BrokenRun, match=f"measured differently: {name} is {there} and "):
        contenders([a, b], None)


def test_data_that_were_moved_between_two_measurements_are_no_other_ruler(make):
    a = make("a", recall_judge=[1, 2])
    spaces = {
        name: replace(space, description="of moved/blobs.npz")
        for name, space in protocol().spaces.items()
    }
    told = {"protocol": protocol(dataset="moved/blobs.npz", spaces=spaces)}
    assert len(contenders([a, make("b", recipe="x", recall_judge=[1, 2], record=told)], None)) == 2


def test_metrics_of_other_data_than_the_runs_are_refused(make):
    a = make("a", recall_judge=[1, 2])
    told = {"protocol": protocol(train_sha256="7")}
    b = make("b", recipe="x", recall_judge=[1, 2], record=told)
    with pytest.raises(BrokenRun, match=r"b/metrics\.json was measured on other data.*evaluate"):
        contenders([a, b], None)


def test_other_weights_and_seeds_are_no_other_ruler(make):
    a = make("a", recall_judge=[1, 2])
    told = {"protocol": protocol(step=5, seed=7, parameters={}, best_step="5")}
    assert len(contenders([a, make("b", recipe="x", recall_judge=[1, 2], record=told)], None)) == 2
