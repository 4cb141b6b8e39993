"""One training on several devices is that of one, and is refused where it would be another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from genbench.models.gan import GANConfig
from genbench.models.pca import PCAConfig
from genbench.models.running import devices
from genbench.models.vae import VAEConfig
from genbench.system import backend
from genbench.system.errors import InvalidInput

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def facts(blobs: Path) -> dict[str, object]:
    """What `two_devices.py` has found."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    script = Path(__file__).with_name("two_devices.py")
    told = subprocess.run(
        [sys.executable, str(script), str(blobs.parent)],
        env={**os.environ, "PYTHONPATH": path},
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(told.stdout)


@pytest.mark.parametrize("kind", ["vae", "gan"])
def test_ten_steps_on_two_devices_are_those_on_one(facts: dict[str, float], kind: str) -> None:
    assert facts[kind] < 1e-6


def test_both_devices_hold_the_same_bytes(facts: dict[str, object]) -> None:
    assert facts["copies"]


def test_a_training_that_goes_on_is_the_same_to_the_bit(facts: dict[str, object]) -> None:
    assert facts["resumed"]


def test_what_was_trained_on_two_devices_is_read_on_one(facts: dict[str, object]) -> None:
    assert facts["loaded"]


def test_a_run_does_not_go_on_on_another_number(facts: dict[str, str]) -> None:
    assert "config.devices is 2 there and 1 here" in facts["on_one"]


def test_more_than_there_are_is_refused_with_what_there_is(facts: dict[str, str]) -> None:
    assert facts["on_three"].startswith(
        "devices=3 is more than there is to compute on: CPU:0, CPU:1."
    )


def test_a_model_of_means_over_the_batch_is_taken(facts: dict[str, str]) -> None:
    assert facts["mean"] == ""


def test_a_model_of_sums_over_the_batch_is_refused(facts: dict[str, str]) -> None:
    assert facts["sum"].startswith("`step` gives something else on devices=2 than on one: loss")


def test_gpus_come_before_cpus(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {"GPU": ["/device:GPU:0"], "CPU": ["/device:CPU:0", "/device:CPU:1"]}
    listed = {
        kind: [backend.tf.config.LogicalDevice(name, kind) for name in names]
        for kind, names in kinds.items()
    }
    monkeypatch.setattr(backend.tf.config, "list_logical_devices", listed.get)
    with pytest.raises(InvalidInput, match=r"more than there is to compute on: GPU:0\."):
        devices.require(2)


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        (VAEConfig, {"jit_compile": True}, "needs jit_compile=False: XLA"),
        (VAEConfig, {"batch_size": 15}, r"multiple of devices=2.*=15. The nearest is 16"),
        (GANConfig, {"channels": (4, 8)}, "batch normalisation"),
        (GANConfig, {"n_critic": 5}, "keras issue 18666"),
        (PCAConfig, {}, "no gradients"),
    ],
)
def test_what_would_be_another_training_is_refused(
    kind: type, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        kind(**{"jit_compile": False, "devices": 2, **changes})
