"""A training is spelled as a name and as a command, and both mean this very run."""

import dataclasses
import shlex

import pytest
from made_records import run_record

import genbench
from genbench.cli.main import main
from genbench.models.recipes import RECIPES
from genbench.models.recipes.spelling import command, default_name, going_on
from genbench.runs import Run
from genbench.runs.record import Origin


def test_the_command_names_what_differs_from_the_recipe(vae_run):
    words = command(vae_run).split()
    assert words[:3] == ["genbench", "train", "vae"]
    assert words[words.index("--steps") + 1] == "60"
    assert "--no-jit-compile" in words
    assert "--beta" not in words


def test_the_command_trains_the_same_again(vae_run, here):
    main(shlex.split(command(vae_run))[1:])
    again = Run(here / "runs" / vae_run.name)
    assert again.read_config_as(dict) == vae_run.read_config_as(dict)


def test_a_recipe_that_is_gone_has_every_field_told(tmp_path):
    run = Run(tmp_path / "old")
    run.write_config(run_record("no longer there", config={"beta": 1.0, "sizes": [3, 4]}))
    assert command(run) == (
        "genbench train 'no longer there' --dataset blobs --batch-size 16 --seed 0 --beta 1.0 "
        "--sizes 3 4 --run-name old"
    )


def test_a_copy_is_told_by_what_it_is_a_copy_of(tmp_path):
    run = Run(tmp_path / "copy")
    record = run_record("no longer there", config={"beta": 2.0})
    run.write_config(dataclasses.replace(record, origin=Origin("duel/vae", 300, "1" * 64)))
    flags = "--dataset blobs --batch-size 16 --seed 0 --beta 2.0 --run-name copy"
    assert command(run) == f"genbench fork duel/vae@300 {flags}"
    assert going_on(run).startswith("genbench.fork('duel/vae', step=300, root=")


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "vae-mnist5k"),
        ({"steps": 5}, "vae-mnist5k"),
        ({"epochs": 40.0}, "vae-mnist5k"),
        ({"seed": 1}, "vae-mnist5k-seed-1"),
        ({"dataset": "mnist", "latent_size": 10}, "vae-mnist-latent-size-10"),
    ],
)
def test_a_default_name_tells_all_but_the_length(changes, name):
    usual = RECIPES["vae"].config
    assert default_name("vae", dataclasses.replace(usual, **changes), usual=usual) == name


def test_every_other_field_of_a_recipe_gives_another_name():
    config = RECIPES["vae"].config
    others = {"seed": 1, "latent_size": 3, "hidden_sizes": (4,), "jit_compile": False, "beta": 2.0}
    named = {
        default_name("vae", dataclasses.replace(config, **{k: v}), usual=config)
        for k, v in others.items()
    }
    assert len(named) == len(others)


def test_steps_are_told_where_the_recipe_counts_in_epochs(tmp_path):
    run = Run(tmp_path / "runs" / "pca")
    config = RECIPES["pca"].config
    record = run_record("pca", config={**dataclasses.asdict(config), "epochs": None})
    run.write_config(record)
    assert f"--steps {config.steps}" in command(run)
    assert "--epochs" not in command(run)


@pytest.fixture
def stopped(train_briefly, here):
    """A function that gives a run whose last checkpoints are gone, in a folder."""

    def stopped(root, name):
        run = train_briefly("gan", here / root, run_name=name, steps=10)
        for path in (*run.checkpoints.iterdir(), *run.networks_folder.iterdir()):
            path.unlink()
        return Run(here / root / name)

    return stopped


def test_what_is_told_goes_on_with_this_very_run(stopped):
    run = stopped("runs", "duel 1/a $b")
    told = going_on(run, restart=True)
    assert told.startswith("genbench train gan ")
    main(shlex.split(told)[1:])
    assert run.read_checkpoint() is not None


def test_another_folder_with_runs_is_gone_to_first(stopped, tmp_path):
    told = going_on(stopped("other place/runs", "a"))
    assert told.startswith(f"cd '{tmp_path}/other place' && genbench train gan ")
    assert told.endswith("--run-name a")


def test_a_run_outside_of_runs_goes_on_in_python(stopped):
    run = stopped("kept", "a")
    assert eval(going_on(run, restart=True), {"genbench": genbench}).path == run.path
    assert run.read_checkpoint() is not None
