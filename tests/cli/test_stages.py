import numpy as np
import pytest
from PIL import Image

from genbench.cli.main import main
from genbench.pictures import grids


@pytest.mark.parametrize("form", ["folder", "npz"])
@pytest.mark.parametrize("recipe", ["vae", "gan"])
def test_the_users_own_pictures_go_all_the_way(here, capsys, recipe, form, brief):
    pictures = np.random.default_rng(0).integers(0, 256, [30, 32, 32, 3], np.uint8)
    dataset = here / "my pictures"
    if form == "npz":
        dataset = here / "my pictures.npz"
        np.savez(dataset, images=pictures)
    else:
        for i, picture in enumerate(pictures):
            grids.write(dataset / f"{i}.png", picture)
    main(["train", recipe, f"--dataset={dataset}", *brief])
    name = f"{recipe}-my-pictures-batch-size-16-log-every-5-no-jit-compile"
    assert f"genbench gif runs/{name}" in capsys.readouterr().out
    main(["sample", name, "--n=5"])
    assert np.load(f"runs/{name}/samples.npz")["images"].shape == (5, 32, 32, 3)
    main(["gif", name])
    with Image.open(f"gifs/{name}.gif") as gif:
        assert gif.n_frames == 3  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("sample vae", "There is no run 'vae'. See `genbench runs`"),
        ("sample . --n 0", "--n must be a positive integer. Received: --n 0."),
        ("sample . --seed -1", "--seed must be an integer from 0 to 4294967295"),
        (
            "sample . --label 1 --prior gmm",
            "--label draws from the model's own prior. Received: --pr",
        ),
        ("gif", "at least one run"),
        ("evaluate", "Name at least one run"),
        ("explore", "Name at least one run"),
        ("probe", "Name at least one run"),
        ("likelihood", "Name at least one run"),
        ("gif vae", "There is no run 'vae'"),
        ("gif . --fps 0", "--fps must lie between 0.01"),
        ("gif . --scale 0", "--scale must be a positive integer"),
        ("gif . --out a.png", "--out must be a file that ends in .gif, .webp or .mp4"),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(refused, here, command, said):
    assert said in refused(*command.split())
    assert list(here.iterdir()) == []


def test_an_unknown_run_is_refused_with_the_nearest(refused, vae_copy):
    assert "Did you mean 'vae-blobs'?" in refused("sample", "vae-blob")


def test_a_damaged_configuration_is_refused(refused, vae_copy):
    vae_copy.config_file.write_text('{"format": 1,')
    assert "config.json is damaged" in refused("gif", "vae-blobs")


def test_more_samples_than_memory_are_refused(refused, vae_copy):
    assert "samples would take" in refused("sample", "vae-blobs", "--n=1000000000000000")
