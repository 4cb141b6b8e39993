"""One class can be asked for, of a model that is told the class."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from small import digits

from genbench.cli import main
from genbench.pictures import grids
from genbench.runs import Run
from genbench.scoring.model_scores import label_fidelity
from genbench.scoring.reference import View
from genbench.stages.sampling.one_class import draw_class
from genbench.stages.training.train import train


@pytest.fixture(scope="module")
def told_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A conditional VAE after a few steps on small digits."""
    folder = tmp_path_factory.mktemp("told")
    pictures, labels = digits()
    np.savez(folder / "digits.npz", images=pictures, labels=labels)
    return train(
        "cvae",
        root=folder,
        dataset=str(folder / "digits.npz"),
        steps=60,
        log_every=60,
        batch_size=16,
        latent_size=2,
        hidden_sizes=(16,),
        jit_compile=False,
    )


@pytest.fixture
def told(told_run: Run, tmp_path: Path) -> Run:
    return Run(shutil.copytree(told_run.path, tmp_path / told_run.name))


def test_a_class_has_a_file_that_is_no_sampler(told: Run) -> None:
    drawn = draw_class(told, "7", n=12)
    assert drawn.path == told.path / "class-7.npz"
    assert told.other_samplers() == []
    with np.load(drawn.path) as file:
        assert file["images"].shape == (12, 8, 8, 1)
        assert (int(file["label"]), int(file["step"])) == (7, 60)
    assert drawn.fidelity is None
    assert grids.read(drawn.path.with_suffix(".png")).ndim == 3


def test_the_same_latents_give_another_picture_for_another_class(told: Run) -> None:
    drawn = [np.load(draw_class(told, label, n=4).path)["images"] for label in ("1", "7")]
    assert not np.array_equal(*drawn)


def test_an_unknown_class_is_told_in_one_line(told: Run, capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit) as stop:
        main.main(["sample", str(told.path), "--label", "ten"])
    assert stop.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "There is no class 'ten'." in said
    assert "Classes: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9" in said


def test_a_model_that_is_not_told_the_class_cannot_be_asked(vae_run: Run) -> None:
    with pytest.raises(ValueError, match="which is not told the class"):
        draw_class(vae_run, "1")


def test_fidelity_is_the_share_of_the_classes_that_are_met() -> None:
    asked = np.arange(20) % 4
    # The first five are read as another class, and most as nothing in the first place.
    logits = np.eye(5)[(asked + (np.arange(20) < 5)) % 4] + 2 * np.eye(5)[4]
    view = View(np.zeros((20, 8, 8, 1), np.uint8), {}, logits)
    assert label_fidelity(np.arange(25) % 4, view)["label_fidelity/judge"].value == 0.75
    assert label_fidelity(None, view) == {}
