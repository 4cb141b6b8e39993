import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from genbench.cli.commands import COMMANDS
from genbench.cli.main import main
from genbench.pictures import grids
from genbench.runs import Run

BRIEF = ["--steps=10", "--log-every=5", "--batch-size=16", "--no-jit-compile"]


@pytest.fixture
def refused(capsys):
    """A function that runs a command, checks how it is refused, and returns the one line."""

    def run(*words):
        with pytest.raises(SystemExit) as stop:
            main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert (stop.value.code, out, err.count("\n")) == (2, "", 1)
        return err

    return run


@pytest.fixture
def read_help(capsys):
    """A function that returns what a command prints with --help."""

    def run(*words):
        with pytest.raises(SystemExit) as stop:
            main([*words, "--help"])
        assert not stop.value.code
        return capsys.readouterr().out

    return run


# Help


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(read_help, command):
    assert f"usage: genbench {command}" in read_help(command)


@pytest.mark.parametrize("recipe", ["vae", "gan"])
def test_help_of_a_recipe_explains_its_fields(read_help, recipe):
    text = read_help("train", recipe)
    for flag in ("--run-name", "--dataset", "--epochs", "--steps", "--seed", "--latent-size"):
        assert flag in text
    assert "Passes over the training images" in text


def test_help_names_every_command_and_recipe(read_help):
    assert all(command in read_help() for command in COMMANDS)
    assert all(recipe in read_help("train") for recipe in ("vae", "vae-tutorial", "gan"))


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from genbench.cli.main import main\n"
        "try: main(['--help'])\n"
        "finally: sys.exit(len({'tensorflow', 'keras', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL).returncode == 0


def test_the_module_is_the_command(here):
    done = subprocess.run(
        [sys.executable, "-m", "genbench", "recipes"], capture_output=True, text=True, check=True
    )
    assert "vae-tutorial" in done.stdout


# Whole ways


@pytest.mark.parametrize("form", ["folder", "npz"])
@pytest.mark.parametrize("recipe", ["vae", "gan"])
def test_the_users_own_pictures_go_all_the_way(here, capsys, recipe, form):
    pictures = np.random.default_rng(0).integers(0, 256, [30, 32, 32, 3], np.uint8)
    dataset = here / "my pictures"
    if form == "npz":
        dataset = here / "my pictures.npz"
        np.savez(dataset, images=pictures)
    else:
        for i, picture in enumerate(pictures):
            grids.write(dataset / f"{i}.png", picture)
    main(["train", recipe, f"--dataset={dataset}", *BRIEF])
    name = f"{recipe}-my-pictures"
    assert f"genbench gif runs/{name}" in capsys.readouterr().out
    main(["sample", name, "--n=5"])
    assert np.load(f"runs/{name}/samples.npz")["images"].shape == (5, 32, 32, 3)
    main(["gif", name])
    with Image.open(f"gifs/{name}.gif") as gif:
        assert gif.n_frames == 3  # type: ignore[attr-defined]


def test_a_duel_says_what_happened_and_where(here, capsys, blobs):
    main(["duel", f"--dataset={blobs}", "--n-images=512", "--n-samples=200"])
    said = capsys.readouterr().out
    assert "vae: 4 steps, 512 images" in said
    assert "gan: 4 steps, 512 images" in said
    for file in ("runs/vae-vs-gan-blobs/samples.png", "gifs/vae-vs-gan-blobs.gif"):
        assert file in said
        assert (here / file).is_file()


def test_steps_stand_in_the_place_of_a_recipes_epochs(here, blobs):
    main(["train", "pca", f"--dataset={blobs}", "--steps=3", "--batch-size=16", "--latent-size=2"])
    assert Run("runs/pca-blobs").read_log()[-1]["step"] == 3


def test_a_run_name_may_have_slashes_and_spaces(here, capsys, blobs):
    main(["train", "gan", f"--dataset={blobs}", "--run-name=trials/no 1", *BRIEF])
    assert "genbench gif 'runs/trials/no 1'" in capsys.readouterr().out
    main(["gif", "runs/trials/no 1"])
    assert (here / "gifs" / "no 1.gif").is_file()


def test_the_same_command_after_the_end_changes_no_weights(here, capsys, blobs):
    words = ["train", "gan", f"--dataset={blobs}", *BRIEF]
    main(words)
    before = Run("runs/gan-blobs").read_checkpoint()
    main(words)
    assert capsys.readouterr().out.count("is trained") == 2
    np.testing.assert_equal(Run("runs/gan-blobs").read_checkpoint(), before)


def test_runs_lists_them_with_their_state(vae_copy, gan_copy, capsys):
    gan_copy.config_file.write_text("{")
    main(["runs"])
    _, gan, vae = capsys.readouterr().out.splitlines()
    assert gan.split()[0::6] == ["gan-blobs", "broken"]
    assert vae.split()[:2] == ["vae-blobs", "vae"]
    assert vae.split()[3:6] == ["60", "of", "60"]
    assert vae.split()[-2:] == ["-", "done"]


def test_runs_says_so_where_there_are_none(here, capsys):
    main(["runs"])
    assert "no runs yet. Make one with `genbench train vae`" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["recipes"], "vae-tutorial"),
        (["recipes", "gan"], "arXiv:1406.2661"),
        (["datasets"], "mnist"),
    ],
)
def test_lists_are_printed(here, capsys, words, said):
    main(words)
    assert said in capsys.readouterr().out


# Bad input


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("trian", "There is no command 'trian'. Did you mean 'train'?"),
        ("train", "Name the recipe first"),
        ("train --epochs 5 vae", "Name the recipe first"),
        ("train vea", "There is no recipe 'vea'. Did you mean 'vae'?"),
        ("train vae gan", "Unrecognized options: gan"),
        ("train vae --latent-sise 3", "--latent-sise, 3. Did you mean --latent-size?"),
        ("train vae --latent-size", "--latent-size"),
        ("gif vae --seed 5", "Unrecognized options: --seed 5. See `genbench --help`."),
        ("train vae --latent-size 0", "must be a positive integer. Received: latent_size=0"),
        ("train vae --latent-size -3", "must be a positive integer. Received: latent_size=-3"),
        ("train vae --steps 0", "Received: steps=0"),
        ("train vae --epochs -1", "Received: epochs=-1.0"),
        ("train vae --epochs x", "--epochs"),
        ("train vae --batch-size 0", "Received: batch_size=0"),
        ("train vae --learning-rate nan", "Received: learning_rate=nan"),
        ("train vae --seed -1", "Received: seed=-1"),
        ("train vae --batch-size 4001", "at most the number of training images, 4000"),
        ("train vae --steps 10 --epochs 1", "Give --steps or --epochs, not both"),
        ("train vae --log-every 10 --snapshot-every 25", "multiple of log_every=10"),
        ("train vae --dataset mnst", "no data set or path 'mnst'. Did you mean 'mnist'?"),
        ("train vae --run-name ..", "run_name must name a folder below runs"),
        ("train vae --run-name /tmp/x", "run_name must name a folder below runs"),
        ("duel vae", "two or more different recipes"),
        ("duel vae gam", "There is no recipe 'gam'. Did you mean 'gan'?"),
        ("duel --n-images 0", "n_images must be a positive integer"),
        ("duel --seed -1", "Received: seed=-1"),
        ("sample", "Missing"),
        ("sample vae", "There is no run 'vae'. See `genbench runs`"),
        ("sample . --n 0", "n must be a positive integer. Received: n=0"),
        ("sample . --seed -1", "seed must not be negative"),
        ("gif", "at least one run"),
        ("evaluate", "Name at least one run"),
        ("explore", "Name at least one run"),
        ("gif vae", "There is no run 'vae'"),
        ("gif . --fps 0", "fps must lie between 0.01"),
        ("gif . --scale 0", "scale must be a positive integer"),
        ("gif . --out a.mp4", "must be a file that ends in .gif"),
        ("recipes vea", "There is no recipe 'vea'. Did you mean 'vae'?"),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(refused, here, command, said):
    assert said in refused(*command.split())
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_mistake_reads_the_same_in_every_encoding(here, encoding):
    done = subprocess.run(
        [sys.executable, "-m", "genbench", "train", "vae", "--latent-sise=3"],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
    )
    assert done.stderr.decode(encoding).splitlines() == [
        "Unrecognized options: --latent-sise=3. Did you mean --latent-size? "
        "See `genbench train vae --help`."
    ]


def test_an_unknown_run_is_refused_with_the_nearest(refused, vae_copy):
    assert "Did you mean 'vae-blobs'?" in refused("sample", "vae-blob")


def test_another_configuration_is_refused(refused, vae_copy, blobs):
    said = refused("train", "vae", f"--dataset={blobs}", *BRIEF)
    assert "config.steps is 60 there and 10 here" in said


def test_a_damaged_configuration_is_refused(refused, vae_copy):
    vae_copy.config_file.write_text('{"format": 1,')
    assert "config.json is damaged" in refused("gif", "vae-blobs")


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


def test_a_file_in_the_place_of_a_folder_is_refused(refused, here, blobs):
    (here / "runs").write_text("thesis")
    assert "runs" in refused("train", "vae", f"--dataset={blobs}", *BRIEF)
    assert (here / "runs").read_text() == "thesis"


def test_more_samples_than_memory_are_refused(refused, vae_copy):
    assert "Unable to allocate" in refused("sample", "vae-blobs", "--n=1000000000000000")


def test_a_mistake_is_shown_whole_with_verbose(here):
    with pytest.raises(ValueError, match="no recipe 'vea'"):
        main(["train", "vea", "--verbose"])


def test_a_broken_checkpoint_is_passed_over_and_told_in_a_line(vae_copy, capsys):
    (vae_copy.checkpoints / "00000060.npz").write_bytes(b"")
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        main(["sample", "vae-blobs", "--n=5"])
    said = set(capsys.readouterr().err.splitlines())
    file = Path("runs/vae-blobs/checkpoints/00000060.npz")
    assert said == {f"Warning: {file} is damaged (No data left in file), and is passed over."}
    assert int(np.load("runs/vae-blobs/samples.npz")["step"]) == 40
