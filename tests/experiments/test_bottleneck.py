from typing import Any

import numpy as np
import pytest

from genbench import data
from genbench.data.images import to_float
from genbench.experiments.bottleneck import bottleneck
from genbench.experiments.curve import CurveRecord
from genbench.models.vae import VAEConfig
from genbench.runs.formats import read_json

FEW: dict[str, Any] = {"sizes": (1, 3), "steps": 10, "progress": False}


@pytest.fixture(scope="module")
def drawn(blobs, tmp_path_factory):
    """A curve of small autoencoders on the blobs, and how to draw it again."""
    folder = tmp_path_factory.mktemp("curve")

    def again(recipe="vae", **changes):
        return bottleneck(recipe, **{"dataset": str(blobs), "root": folder, **FEW, **changes})

    return again(), again


def test_each_size_is_a_run(drawn):
    result, _ = drawn
    assert [run.read_config_as(VAEConfig).config.latent_size for run in result.runs] == [1, 3]
    assert {run.path.parent.name for run in result.runs} == {
        "vae-bottleneck-blobs-sizes-1-3-steps-10"
    }


def test_the_errors_of_components_are_those_of_a_projection(drawn, blobs):
    result, _ = drawn
    train, held_out = (
        to_float(data.load(str(blobs), split).images).reshape(-1, 64)
        for split in ("train", "held_out")
    )
    mean = train.mean(axis=0)
    _, _, axes = np.linalg.svd(train - mean, full_matrices=False)
    for found in result.record.curve:
        kept = axes[: found.latent_size]
        restored = np.clip((held_out - mean) @ kept.T @ kept + mean, 0, 1)
        expected = np.square(restored - held_out).mean()
        # The components of many pictures are found by a randomised method.
        np.testing.assert_allclose(found.pca.value, expected, rtol=1e-3)


def test_the_errors_of_a_model_are_those_of_what_comes_back(drawn):
    result, _ = drawn
    for run, found in zip(result.runs, result.record.curve, strict=True):
        assert found.model.low < found.model.value < found.model.high
        # The log has them from the validation images of the snapshots, with a drawn code.
        np.testing.assert_allclose(
            found.model.value, run.read_log()[-1]["validation_squared_error"], rtol=0.2
        )


def test_what_is_saved_is_the_difference_of_both_errors(drawn):
    """A VAE of ten steps is worse than the components, which its interval says."""
    result, _ = drawn
    for found in result.record.curve:
        np.testing.assert_allclose(
            found.saved.value, found.pca.value - found.model.value, rtol=1e-4
        )
        assert found.saved.low < found.saved.value < found.saved.high < 0


def test_curve_and_picture_are_written(drawn):
    result, _ = drawn
    assert read_json(result.curve, CurveRecord) == result.record
    assert result.picture.stat().st_size > 1000


def test_the_same_curve_again_trains_nothing(drawn):
    result, again = drawn
    kept = [path for run in result.runs for path in (*run.checkpoints.iterdir(), run.log_file)]
    before = [path.read_bytes() for path in (*kept, result.curve)]
    again(sizes=(3, 1))
    assert [path.read_bytes() for path in (*kept, result.curve)] == before


@pytest.mark.parametrize(
    ("recipe", "changes", "said"),
    [
        ("gan", {}, "gan has no encoder"),
        ("cvae", {}, "cvae is given the label beside its code"),
        ("vaee", {}, "no recipe 'vaee'"),
        ("vae", {"sizes": (0, 2)}, "sizes must lie between 1 and 64.*Received: 0, 2"),
        ("vae", {"sizes": (65,)}, "Received: 65"),
        ("vae", {"sizes": ()}, "Received: none"),
        ("vae", {"epochs": -1.0}, "epochs must be a positive number"),
        ("vae", {"run_name": "../x"}, "run_name must name a folder below"),
    ],
)
def test_wrong_arguments_are_refused_before_anything_is_written(
    drawn, tmp_path, recipe, changes, said
):
    _, again = drawn
    with pytest.raises(ValueError, match=said):
        again(recipe, root=tmp_path / "runs", **changes)
    assert not (tmp_path / "runs").exists()
