from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from genbench import data
from genbench.experiments import duel as duel_module
from genbench.experiments.duel import duel
from genbench.pictures import grids
from genbench.runs import Run
from genbench.runs.listing import summary
from genbench.system.errors import BrokenRun


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """A folder of 170 coloured pictures of 16 x 16, in two classes."""
    folder = tmp_path_factory.mktemp("my pictures (1)") / "cats & dogs"
    random = np.random.default_rng(0)
    for i in range(170):
        picture = random.integers(0, 256, [16, 16, 3], np.uint8)
        grids.write(folder / ("cat", "dog")[i % 2] / f"{i}.png", picture)
    return folder


@pytest.fixture(scope="module")
def small_duel(pictures, tmp_path_factory):
    """A duel on the user's own pictures, done at a small budget, and how to do it again."""
    folder = tmp_path_factory.mktemp("duel")

    def again(**changes):
        few = {"recipes": ("vae", "gan"), "n_images": 4 * 32, "batch_size": 32, "n_samples": 12}
        arguments = {"dataset": f"{pictures}/", **few} | changes
        return duel(root=folder / "runs", gifs=folder / "gifs", **arguments)

    return again(), again


def test_every_run_has_its_samples_and_figures(small_duel):
    result, _ = small_duel
    assert [run.name for run in result.runs] == ["vae", "gan"]
    for run in result.runs:
        assert np.load(run.samples_file())["images"].shape == (12, 16, 16, 3)
        assert (run.figures / "curves.png").is_file()
        assert summary(run).state == "done"


def test_as_many_samples_are_drawn_as_are_measured(pictures, small_duel, monkeypatch):
    _, again = small_duel
    asked = []
    monkeypatch.setattr(duel_module, "train", lambda name, **_: Run(name))
    monkeypatch.setattr(duel_module, "sample", lambda run, n, **_: asked.append(n) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        again(n_samples=None, run_name="usual")
    n_held_out = len(data.load(pictures, "held_out"))
    assert asked == [5 * (n_held_out // 2)]


def test_a_live_page_stands_beside_the_work(small_duel, monkeypatch):
    result, again = small_duel
    begun = []
    monkeypatch.setattr(duel_module.processes, "beside", lambda w: begun.append(w) or nullcontext())
    again(watch=True)
    assert begun == [["watch", str(result.page.parent)]]


def test_each_run_and_all_together_have_a_gif(small_duel):
    result, _ = small_duel
    names = [path.relative_to(result.gifs[-1].parent).as_posix() for path in result.gifs]
    duel = "vae-vs-gan-cats-dogs-128-images-batch-size-32-12-samples"
    assert names == [f"{duel}/vae.gif", f"{duel}/gan.gif", f"{duel}.gif"]
    for path in result.gifs:
        with Image.open(path) as gif:
            # Step 0 and four steps, of which each is a snapshot.
            assert gif.n_frames == 5  # type: ignore[attr-defined]


def test_the_measurements_stand_side_by_side(small_duel):
    result, _ = small_duel
    assert [path.parent.name for path in result.figures] == ["figures"] * len(result.figures)
    assert "scores.png" in [path.name for path in result.figures]


def test_samples_stand_side_by_side_in_colour(small_duel):
    result, _ = small_duel
    picture = grids.read(result.picture)
    assert picture.shape[1] > 1.5 * picture.shape[0]
    assert (picture[..., 0] != picture[..., 1]).any()


def test_every_recipe_sees_the_same_images(small_duel):
    result, _ = small_duel
    assert [run.read_log()[-1]["images"] for run in result.runs] == [128, 128]


def test_a_budget_of_images_is_the_same_duel_in_other_words(small_duel):
    result, again = small_duel
    spelled = again(n_images=duel_module.N_IMAGES, budget=f"images={4 * 32}")
    assert [run.path for run in spelled.runs] == [run.path for run in result.runs]


def test_few_pictures_are_trained_on_in_small_batches(small_duel):
    result, _ = small_duel
    assert {run.read_config().config.batch_size for run in result.runs} == {32}


def test_the_same_duel_again_changes_no_weights(small_duel):
    result, again = small_duel
    kept = [path for run in result.runs for path in (*run.checkpoints.iterdir(), run.log_file)]
    before = [path.read_bytes() for path in kept]
    again()
    assert [path.read_bytes() for path in kept] == before


def test_the_same_duel_again_does_nothing_twice_and_says_the_same(small_duel, monkeypatch):
    result, again = small_duel
    for work in (
        "genbench.stages.training.train.advance",
        "genbench.stages.sampling.sample._sample",
        "genbench.stages.sampling.figures._draw",
        "genbench.stages.evaluation.evaluate._evaluate",
        "genbench.experiments.side_by_side._evolutions",
        "genbench.experiments.side_by_side._side_by_side",
        "genbench.experiments.side_by_side.draw_comparison",
        "genbench.experiments.side_by_side.report",
    ):
        monkeypatch.delattr(work)
    repeated = again()
    assert [run.path for run in repeated.runs] == [run.path for run in result.runs]
    assert replace(repeated, runs=(), comparison=None) == replace(result, runs=(), comparison=None)
    assert repeated.comparison.overall == result.comparison.overall


@pytest.mark.parametrize("which", ["gif", "page", "figure"])
def test_what_is_gone_is_made_again(small_duel, which):
    result, again = small_duel
    path = {"gif": result.gifs[0], "page": result.page, "figure": result.figures[0]}[which]
    whole = path.read_bytes()
    path.unlink()
    again()
    assert path.read_bytes() == whole


def test_fewer_images_than_a_batch_are_one_batch_and_pca_sees_each_once(blobs, tmp_path):
    few = tmp_path / "few.npz"
    np.savez(few, images=np.load(blobs)["images"][:200])
    arguments = {"n_images": 2000, "n_samples": 12, "root": tmp_path, "gifs": tmp_path / "gifs"}
    result = duel(["pca", "ae"], dataset=str(few), **arguments)
    n_images = 140
    assert [run.read_config().config.batch_size for run in result.runs] == [n_images] * 2
    assert [run.read_log()[-1]["images"] for run in result.runs] == [n_images, 14 * n_images]


def test_a_recipe_that_does_not_fit_is_told_before_the_others_are_trained(here):
    odd = np.random.default_rng(0).integers(0, 256, [40, 30, 30, 3], np.uint8)
    np.savez(here / "odd.npz", images=odd)
    for name, reason in (
        ("dcgan", "divisible by 4. Received: 30 x 30"),
        ("cvae", "needs labels, and the data set has none"),
    ):
        with pytest.raises(ValueError, match=f"{name} does not fit odd.npz: .*{reason}"):
            duel(["vae", name], dataset="odd.npz", n_images=64, batch_size=16, n_samples=10)
    assert [path.name for path in here.iterdir()] == ["odd.npz"]


def test_a_smaller_budget_is_refused(small_duel):
    result, again = small_duel
    with pytest.raises(BrokenRun, match=r"is a training of 4 steps, and 2 are asked for"):
        again(n_images=2 * 32, run_name=result.picture.parent.name)


@pytest.mark.parametrize(
    ("names", "arguments", "message"),
    [
        (["vae"], {}, "two or more different recipes. Received: vae"),
        (["vae", "vae"], {}, "two or more different recipes. Received: vae, vae"),
        ([], {}, "Received: none"),
        (["vae", "gam"], {}, "no recipe 'gam'. Did you mean 'gan'"),
        (["vae", "gan"], {"n_images": 0}, "n_images must be a positive integer. Received: n_ima"),
        (["vae", "gan"], {"budget": "hours=1"}, "must be images=N, updates=N or seconds=T"),
        (["vae", "gan"], {"budget": "images=9", "n_images": 9}, "n_images or budget, not both"),
        (["vae", "gan"], {"n_samples": -1}, "n_samples must be a positive integer"),
        (["vae", "gan"], {"dataset": "mnst"}, "no data set or path 'mnst'"),
        (["vae", "gan"], {"run_name": "../x"}, "run_name must name a folder below"),
    ],
)
def test_wrong_arguments_are_refused_before_anything_is_written(here, names, arguments, message):
    with pytest.raises(ValueError, match=message):
        duel(names, **arguments)
    assert list(here.iterdir()) == []
