"""Alarms ring when provoked, and only then."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from small import digits

from genbench.models import recipes
from genbench.runs import alarms
from genbench.stages.training.train import train

HEALTHY = {
    "loss": 150.0,
    "kl": 6.0,
    "beta": 1.0,
    "active_units": 2,
    "kl_per_latent": [3.0, 3.0],
    "penalty": 0.0,
    "loss_d": 1.2,
    "loss_g": 1.0,
    "loss_d_real": 0.6,
    "loss_d_fake": 0.6,
    "sample_distance": 0.9,
    "sample_nearest": 0.8,
    "sample_classes": 1.0,
}
FAULTS = {
    "posterior_collapse": {"active_units": 0, "kl_per_latent": [0.0, 0.004], "beta": 392.0},
    "mode_collapse": {"sample_classes": 0.3},
    "saturation": {"loss_d_real": 0.01, "loss_d_fake": 0.0},
    "explosion": {"loss_g": 1e5},
}


def log_of(**fault: Any) -> list[dict[str, Any]]:
    """Returns a log of 100 healthy steps, and 5,000 with the fault."""
    steps = range(200, 5101, 100)
    return [{"step": 100, **HEALTHY}, *({"step": step, **HEALTHY, **fault} for step in steps)]


def test_a_healthy_log_raises_no_alarm() -> None:
    assert alarms.raised(log_of()) == {}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_raises_its_alarm_alone(fault: str) -> None:
    assert list(alarms.raised(log_of(**FAULTS[fault]))) == [fault]


@pytest.mark.parametrize("fault", sorted(FAULTS.keys() - {"explosion"}))
def test_a_fault_must_stand_for_a_while(fault: str) -> None:
    log = log_of(**FAULTS[fault])
    assert alarms.raised(log[:10]) == {}
    assert alarms.raised([*log[:-1], {**HEALTHY, "step": 5100}]) == {}


def test_a_young_run_may_look_like_any_fault() -> None:
    log = [{"step": 900, **HEALTHY, "sample_classes": 0.3, "active_units": 0}]
    assert alarms.raised(log) == {}


@pytest.fixture(scope="module")
def train_small(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[dict[str, Any]]]:
    """A function that trains a recipe on small digits, and returns the log."""
    folder = tmp_path_factory.mktemp("health")
    pictures, labels = digits()
    np.savez(folder / "digits.npz", images=pictures, labels=labels)

    def run(recipe: str, **changes: Any) -> list[dict[str, Any]]:
        return train(
            recipe,
            root=folder,
            run_name=f"{recipe}-{len(list(folder.iterdir()))}",
            dataset=str(folder / "digits.npz"),
            batch_size=32,
            jit_compile=False,
            log_every=100,
            snapshot_every=500,
            checkpoint_every=5000,
            **changes,
        ).read_log()

    return run


def raised(log: list[dict[str, Any]]) -> set[str]:
    return {name for entry in log for name in entry.get("alarms", ())}


SMALL_GAN = {"generator_sizes": (32,), "discriminator_sizes": (32,), "latent_size": 8}


@pytest.mark.parametrize(
    ("recipe", "changes"),
    [("vae", {"hidden_sizes": (32,)}), ("gan", {**SMALL_GAN, "learning_rate": 2e-3})],
)
def test_healthy_trainings_raise_no_alarm(
    train_small: Callable, recipe: str, changes: dict[str, Any]
) -> None:
    assert raised(train_small(recipe, steps=5500, **changes)) == set()


@pytest.mark.parametrize(
    ("fault", "recipe", "changes"),
    [
        ("posterior_collapse", "vae", {"steps": 1500, "hidden_sizes": (32,), "beta": 300.0}),
        (
            "saturation",
            "gan",
            {
                "steps": 3000,
                "generator_sizes": (1,),
                "discriminator_sizes": (128, 128),
                "latent_size": 1,
                "adversarial": "minimax",
                "learning_rate": 5e-3,
            },
        ),
        ("mode_collapse", "gan", {"steps": 5500, "generator_sizes": (1,), "latent_size": 1}),
        (
            "explosion",
            "gan",
            {
                "steps": 1000,
                **SMALL_GAN,
                "adversarial": "wasserstein",
                "penalty": "gradient",
                "penalty_weight": 1e-12,
                "learning_rate": 1.0,
            },
        ),
    ],
)
def test_sick_trainings_raise_their_alarm_once(
    train_small: Callable, fault: str, recipe: str, changes: dict[str, Any]
) -> None:
    log = train_small(recipe, **changes)
    assert sum(fault in entry.get("alarms", ()) for entry in log) == 1


def test_a_collapsed_posterior_is_called_so_with_its_beta_and_kl() -> None:
    line = alarms.raised(log_of(**FAULTS["posterior_collapse"]))["posterior_collapse"]
    assert "beta (now 392" in line
    assert "more than 0.004 nats" in line


@pytest.mark.parametrize("recipe", ["gan", "aae"])
@pytest.mark.parametrize("fault", ["saturation", "mode_collapse", "explosion"])
def test_a_cure_names_fields_that_the_model_has(recipe: str, fault: str) -> None:
    log = log_of(**FAULTS[fault])
    if recipe == "aae":
        for entry in log:
            del entry["penalty"]
    fields = {field.name for field in dataclasses.fields(recipes.get(recipe).config)}
    named = re.findall(r"[a-z]+_[a-z_]*[a-z]|adversarial|penalty", alarms.raised(log)[fault])
    assert set(named) - {"loss_g"} <= fields
    assert set(named) - {"loss_g"} <= {*alarms.ARGUMENTS}


def test_one_held_out_image_says_nothing_of_a_collapse() -> None:
    log = log_of()
    for entry in log:
        del entry["active_units"]
    assert alarms.raised(log) == {}


def test_what_a_critic_loses_below_zero_is_no_saturation() -> None:
    assert alarms.raised(log_of(loss_d_real=-5.0, loss_d_fake=0.01)) == {}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_needed_of_a_log_tells_as_much_as_the_whole(fault):
    log = log_of(**FAULTS[fault])
    kept = []
    for i, entry in enumerate(log, start=1):
        kept = [*alarms.needed([*kept, entry])]
        assert alarms.raised(kept) == alarms.raised(log[:i])


def test_of_a_long_log_little_is_needed():
    log = [{"step": step, "loss": 1.0} for step in range(1, 10_000)]
    log[4000]["sample_distance"] = log[9000]["sample_distance"] = 1.0
    assert [entry["step"] for entry in alarms.needed(log)] == [1, 9001, 9999]
