from dataclasses import replace

import pytest

from genbench.experiments.study import plan as plans
from genbench.experiments.study.asked import Study
from genbench.experiments.study.planning import planned
from genbench.system.errors import BrokenRun, InvalidInput


@pytest.fixture
def small(blobs):
    """A study of a small VAE on the blobs."""
    return Study(
        recipes=("vae",),
        datasets=(str(blobs),),
        seeds=2,
        grid={"hidden_sizes": ([16],), "beta": (0.5, 2.0)},
        budget="images=320",
        batch_size=16,
        n_samples=20,
    )


def test_a_plan_is_the_product_of_all_that_is_varied(small, tmp_path):
    plan = planned(small, tmp_path)
    assert [(job.setting, job.seed) for job in plan.jobs] == [
        ({"beta": beta}, seed) for beta in (0.5, 2.0) for seed in (0, 1)
    ]
    assert len({job.name for job in plan.jobs}) == 4


def test_a_job_says_all_that_is_not_the_recipes_own(small, tmp_path, blobs):
    job = planned(small, tmp_path).jobs[0]
    assert job.changes == {
        "hidden_sizes": [16], "beta": 0.5, "dataset": str(blobs), "batch_size": 16, "steps": 20,
        "seed": 0,
    }  # fmt: skip
    assert (job.steps, job.n_samples, job.contender) == (20, 20, "vae, beta 0.5")


def test_a_plan_that_was_written_is_kept(small, tmp_path):
    plans.write(tmp_path, planned(small, tmp_path))
    there = planned(small, tmp_path)
    assert there == plans.read(tmp_path)


def test_another_study_in_the_folder_is_refused_with_what_differs(small, tmp_path):
    plans.write(tmp_path, planned(small, tmp_path))
    with pytest.raises(BrokenRun, match="seeds is 2 there and 3 here"):
        planned(replace(small, seeds=3), tmp_path)


def test_a_folder_of_something_else_is_left_alone(small, tmp_path):
    (tmp_path / "a.txt").touch()
    with pytest.raises(BrokenRun, match="holds files but no study"):
        planned(small, tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"recipes": ("vaee",)}, "Did you mean 'vae'?"),
        ({"grid": {"bet": (1.0,)}}, "vae: There is no field 'bet'. Did you mean 'beta'?"),
        ({"grid": {"beta": (-1.0,)}}, "vae: beta must be"),
        ({"search": {"latent_size": "-3..0"}, "grid": {}}, "vae: latent_size must be a positive"),
        ({"batch_size": 10_000}, "does not fit"),
        ({"n_samples": 3}, "Measuring needs"),
        ({"datasets": ("nowhere",)}, "There is no data set or path 'nowhere'"),
        ({"budget": "epochs=3"}, "budget must be images=N"),
        ({"budget": "seconds=3"}, "A budget of seconds is for recipes as they stand"),
    ],
)
def test_a_job_that_cannot_be_is_told_before_any_starts(small, tmp_path, change, said):
    with pytest.raises((InvalidInput, FileNotFoundError)) as told:
        planned(replace(small, **change), tmp_path)
    assert said in str(told.value)
    assert list(tmp_path.iterdir()) == []
