from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from genbench.experiments.bench import Bench, bench
from genbench.experiments.speed import BenchRecord
from genbench.runs.formats import read_json


@pytest.fixture(scope="module")
def measured(blobs, tmp_path_factory) -> Bench:
    """One recipe on the blobs, watched for a moment."""
    root = tmp_path_factory.mktemp("bench")
    return bench(["gan", "gan"], dataset=str(blobs), seconds=0.1, root=root, progress=False)


def test_each_recipe_is_measured_once(measured: Bench) -> None:
    assert [speed.recipe for speed in measured.record.speeds] == ["gan"]


def test_numbers_and_picture_are_written(measured: Bench) -> None:
    assert read_json(measured.file, BenchRecord) == measured.record
    assert measured.file.parent.name == "bench"
    assert measured.picture.stat().st_size > 1000


def test_the_training_that_was_timed_is_gone(measured: Bench) -> None:
    assert sorted(measured.file.parent.iterdir()) == [measured.file, measured.picture]


def test_what_follows_from_the_measured_numbers(measured: Bench) -> None:
    (speed,) = measured.record.speeds
    assert speed.low <= speed.steps_per_second <= speed.high
    assert speed.images_per_second == pytest.approx(128 * speed.steps_per_second, rel=1e-4)
    assert speed.budget_steps == 20_000
    training = speed.first_call_seconds + 20_000 / speed.steps_per_second
    assert speed.budget_seconds == pytest.approx(training, rel=1e-4)
    inside = speed.steps_per_second / speed.call_steps_per_second
    assert speed.outside_share == pytest.approx(max(0.0, 1 - inside), abs=1e-4)
    reached = speed.roofline_share * speed.best_flops_per_second
    assert reached == pytest.approx(speed.flops_per_second, rel=1e-4)


def test_the_products_are_those_of_pictures_of_8_by_8(measured: Bench) -> None:
    # G 100-128-64: forwards, both weights, and the slope between them.
    products = 2 * 100 * 128 + 3 * 128 * 64
    # D 64-128-1: real and fake forwards, their weights, and the slopes between them; then fake once
    # more, now that D has changed, and the slope that G follows.
    products += (2 + 2 + 1 + 1) * 64 * 128 + (2 + 2 + 2 + 1 + 1) * 128 * 1
    (speed,) = measured.record.speeds
    assert speed.step_flops == pytest.approx(2 * 128 * products, rel=1e-5)


def test_the_process_is_its_own_and_holds_tensorflow(measured: Bench) -> None:
    (speed,) = measured.record.speeds
    assert speed.peak_memory is None or speed.peak_memory > 200 * 2**20


@pytest.mark.parametrize(
    ("recipes", "changes", "said"),
    [
        ((), {}, "Name at least one recipe"),
        (("vae", "gam"), {}, "There is no recipe 'gam'. Did you mean 'gan'?"),
        (("vae",), {"dataset": "mnst"}, "Did you mean 'mnist'"),
        (("vae",), {"seconds": 0.0}, "seconds must be a positive number"),
        (("vae",), {"seconds": float("nan")}, "Received: seconds=nan"),
        (("ae",), {}, "batch_size must be at most the number of training images"),
        (("vae",), {"run_name": "../x"}, "run_name must name a folder below"),
    ],
)
def test_wrong_arguments_are_refused_before_a_process_is_begun(
    recipes: tuple[str, ...], changes: dict[str, Any], said: str, blobs, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr("genbench.experiments.bench.apart", pytest.fail)
    few = tmp_path / "few.npz"
    np.savez(few, images=np.load(blobs)["images"][:200])
    with pytest.raises(ValueError, match=said):
        bench(recipes, **{"dataset": str(few), "root": tmp_path / "runs", **changes})
    assert not (tmp_path / "runs").exists()


def test_the_folder_of_a_training_is_left_alone(vae_copy, blobs) -> None:
    with pytest.raises(ValueError, match=r"vae-blobs is a training: choose another run_name"):
        bench(["vae"], dataset=str(blobs), run_name="vae-blobs")
