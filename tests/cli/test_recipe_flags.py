import dataclasses
import shlex

import numpy as np
import pytest

from genbench.cli.main import main
from genbench.cli.recipe_flags import Training, parse_training
from genbench.models.recipes import RECIPES
from genbench.models.recipes.spelling import command
from genbench.pictures import grids
from genbench.runs import Run


@pytest.mark.parametrize("recipe", ["vae", "gan"])
def test_help_of_a_recipe_explains_its_fields(read_help, recipe):
    text = read_help("train", recipe)
    for flag in ("--run-name", "--dataset", "--epochs", "--steps", "--seed", "--latent-size"):
        assert flag in text
    assert "Passes over the training images" in text


@pytest.mark.parametrize("recipe", RECIPES)
def test_every_field_of_a_recipe_is_a_flag_with_its_default(read_help, recipe):
    text = read_help("train", recipe)
    for field in dataclasses.fields(RECIPES[recipe].config):
        assert f" --{field.name.replace('_', '-')}" in text
    assert parse_training(recipe, []) == Training(config=RECIPES[recipe].config)


def test_flags_set_the_fields_of_the_recipes_own_config():
    words = "--hidden-sizes 8 4 --no-jit-compile --epochs 2.5 --decoder_sizes 3 --run-name x"
    training = parse_training("vae", words.split())
    changed = {"hidden_sizes": (8, 4), "jit_compile": False, "epochs": 2.5, "decoder_sizes": (3,)}
    assert training == Training(
        config=dataclasses.replace(RECIPES["vae"].config, **changed), run_name="x"
    )


def test_help_after_a_recipe_that_is_not_named_lists_them(read_help):
    assert all(f"{name}: " in read_help("train") for name in RECIPES)
    assert read_help("train", "--epochs=5") == read_help("train")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("train", "Name the recipe first"),
        ("train --epochs 5 vae", "Name the recipe first"),
        ("train vea", "There is no recipe 'vea'. Did you mean 'vae'?"),
        ("train vae --latent-size 0", "must be a positive integer. Received: --latent-size 0"),
        ("train vae --latent-size -3", "must be a positive integer. Received: --latent-size -3"),
        ("train vae --steps 0", "Received: --steps 0"),
        ("train vae --epochs -1", "Received: --epochs -1.0"),
        ("train vae --batch-size 0", "Received: --batch-size 0"),
        ("train vae --learning-rate nan", "Received: --learning-rate nan"),
        ("train vae --seed -1", "Received: --seed -1"),
        ("train vae --batch-size 3501", "at most the number of training images, 3500"),
        ("train vae --steps 10 --epochs 1", "Give --steps or --epochs, not both"),
        ("train vae --log-every 10 --snapshot-every 25", "multiple of --log-every 10"),
        ("train vae --dataset mnst", "no data set or path 'mnst'. Did you mean 'mnist'?"),
        ("train vae --run-name ..", "--run-name must name a folder below runs"),
        ("train vae --run-name=-x", "--run-name must not begin with -"),
        ("train vae --hidden-sizes 0", "--hidden-sizes must be a tuple"),
        (
            "train gan --adversarial hinge --label-smoothing 0.1",
            "--label-smoothing needs a loss with targets: non_saturating, minimax or "
            "least_squares. Received: --adversarial 'hinge'.",
        ),
        ("train vae --run-name /tmp/x", "--run-name must name a folder below runs"),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(refused, here, command, said):
    assert said in refused(*command.split())
    assert list(here.iterdir()) == []


def test_steps_stand_in_the_place_of_a_recipes_epochs(here, blobs):
    main(["train", "pca", f"--dataset={blobs}", "--steps=3", "--batch-size=16", "--latent-size=2"])
    assert Run("runs/pca-blobs-batch-size-16-latent-size-2").read_log()[-1]["step"] == 3


def test_a_run_name_may_have_slashes_and_spaces(here, capsys, blobs, brief):
    main(["train", "gan", f"--dataset={blobs}", "--run-name=trials/no 1", *brief])
    assert "genbench gif 'runs/trials/no 1'" in capsys.readouterr().out
    main(["gif", "runs/trials/no 1"])
    assert (here / "gifs" / "trials" / "no 1.gif").is_file()


def test_the_same_command_after_the_end_changes_no_weights(here, capsys, blobs, brief):
    words = ["train", "gan", f"--dataset={blobs}", "--run-name=gan-blobs", *brief]
    main(words)
    before = Run("runs/gan-blobs").read_checkpoint()
    main(words)
    assert capsys.readouterr().out.count("is trained") == 2
    np.testing.assert_equal(Run("runs/gan-blobs").read_checkpoint(), before)


def test_another_configuration_is_refused(refused, vae_copy, blobs, brief):
    said = refused("train", "vae", f"--dataset={blobs}", "--run-name=vae-blobs", *brief)
    assert "config.snapshot_every is 10 there and None here" in said


def test_a_copy_is_trained_and_its_own_command_goes_on_with_it(here, capsys, vae_copy):
    main(["fork", "vae-blobs@40", "--beta=2"])
    copy = Run("runs/vae-blobs-from-40-beta-2.0")
    assert f"genbench gif {copy.path}" in capsys.readouterr().out
    before = copy.read_checkpoint()
    main(shlex.split(command(copy))[1:])
    np.testing.assert_equal(copy.read_checkpoint(), before)
    assert not list(copy.path.parent.glob("*from*from*"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Name the run and the step first, as in `genbench fork vae-mnist5k@300"),
        ("--beta 2 vae-blobs", "Name the run and the step first"),
        ("vae-blob@40", "There is no run 'vae-blob'. Did you mean 'vae-blobs'?"),
        ("vae-blobs@30", "has no checkpoint of step 30. It has those of 40, 60"),
        ("vae-blobs@40 --beta no", "--beta"),
        ("vae-blobs@40 --batch-size 8", "--batch-size must stay 16 in a copy"),
        ("vae-blobs@40 --latent-size 5", "--latent-size 5 does not fit the checkpoint"),
        ("vae-blobs", "--steps must be more than the 60 that the copy goes on from"),
    ],
)
def test_what_cannot_be_copied_is_told_in_flags(refused, vae_copy, words, said):
    assert said in refused("fork", *words.split())
    assert [path.name for path in vae_copy.path.parent.iterdir()] == ["vae-blobs"]


def test_help_of_a_copy_shows_its_run_s_own_fields(read_help, vae_copy):
    assert "RUN@STEP" in read_help("fork")
    assert "default: 16" in read_help("fork", "vae-blobs@40")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "has no pictures"),
        ({"1.png": b"broken"}, "1.png"),
        ({"1.png": (8, 8), "2.png": (8, 9)}, "2.png"),
    ],
    ids=["none", "broken", "mixed"],
)
def test_a_folder_without_proper_pictures_is_refused(refused, here, files, said):
    (here / "own").mkdir()
    for name, content in files.items():
        if isinstance(content, bytes):
            (here / "own" / name).write_bytes(content)
        else:
            grids.write(here / "own" / name, np.zeros([*content, 1], np.uint8))
    assert said in refused("train", "vae", "--dataset=own")
    assert not (here / "runs").exists()


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"images": np.array([{}])}, "never loaded"),
        ({"images": np.zeros([9, 8, 8], np.uint8), "labels": np.zeros(8, int)}, "labels must be"),
        ({"pictures": np.zeros([9, 8, 8], np.uint8)}, 'must hold an array "images"'),
    ],
    ids=["objects", "labels", "names"],
)
def test_an_archive_without_proper_pictures_is_refused(refused, here, arrays, said):
    np.savez(here / "own.npz", **arrays)
    assert said in refused("train", "vae", "--dataset=own.npz")
    assert not (here / "runs").exists()


def test_a_file_in_the_place_of_a_folder_is_refused(refused, here, blobs, brief):
    (here / "runs").write_text("thesis")
    assert "runs" in refused("train", "vae", f"--dataset={blobs}", *brief)
    assert (here / "runs").read_text() == "thesis"
