"""Alarms ring when provoked, and only then."""

from __future__ import annotations

import numpy as np
import pytest

from genbench import data, health

RANDOM = np.random.default_rng(0)
HEALTHY = {
    "loss": 150.0,
    "kl": 6.0,
    "beta": 1.0,
    "active_units": 2,
    "loss_d": 1.2,
    "loss_g": 1.0,
    "loss_d_real": 0.6,
    "loss_d_fake": 0.6,
    "sample_distance": 0.9,
    "sample_nearest": 0.8,
    "sample_classes": 1.0,
}
FAULTS = {
    "posterior_collapse": {"active_units": 0, "beta": 392.0},
    "mode_collapse": {"sample_classes": 0.3, "n_steps": 3000},
    "saturation": {"loss_d_real": 0.01, "loss_d_fake": 0.0},
    "explosion": {"loss_g": 1e5},
}


def log_of(*, n_steps: int = 1000, **fault: float) -> list[dict[str, float]]:
    """Returns a log of 2,000 healthy steps, and then some with the fault."""
    return [
        {"step": step, **HEALTHY, **(fault if step > 2000 else {})}
        for step in range(100, 2001 + n_steps, 100)
    ]


def images() -> tuple[np.ndarray, np.ndarray]:
    split = data.load("mnist5k", "held_out")
    assert split.labels is not None
    return split.images, split.labels


def test_a_healthy_log_raises_no_alarm() -> None:
    assert health.alarms(log_of()) == {}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_raises_its_alarm_alone(fault: str) -> None:
    assert list(health.alarms(log_of(**FAULTS[fault]))) == [fault]


@pytest.mark.parametrize("fault", FAULTS.keys() - {"explosion"})
def test_a_fault_must_stand_for_a_while(fault: str) -> None:
    log = log_of(**FAULTS[fault])
    assert health.alarms(log[:-1]) == {}
    assert list(health.alarms(log)) == [fault]


def test_a_young_run_may_look_like_any_fault() -> None:
    log = [{"step": 900, **HEALTHY, "sample_classes": 0.3, "active_units": 0}]
    assert health.alarms(log) == {}


def test_a_collapsed_posterior_is_called_so_with_its_beta() -> None:
    line = health.alarms(log_of(**FAULTS["posterior_collapse"]))["posterior_collapse"]
    assert "beta (now 392" in line


def test_what_a_critic_loses_below_zero_is_no_saturation() -> None:
    assert health.alarms(log_of(loss_d_real=-5.0, loss_d_fake=0.01)) == {}


def test_units_are_active_by_the_variance_of_their_means() -> None:
    means = RANDOM.standard_normal((500, 3)) * [1.0, 0.11, 0.09]
    np.testing.assert_array_equal(health.active_units(means), [True, True, False])


def test_real_images_are_as_varied_as_real_images() -> None:
    pictures, labels = images()
    variety = health.variety(pictures[500:600], pictures[:500], labels[:500])
    assert variety["sample_distance"] == pytest.approx(1, abs=0.1)
    assert variety["sample_nearest"] == pytest.approx(1, abs=0.2)
    assert variety["sample_classes"] == 1
    assert variety["sample_entropy"] == pytest.approx(np.log(10), abs=0.2)


def test_one_picture_repeated_has_no_variety() -> None:
    pictures, labels = images()
    variety = health.variety(np.repeat(pictures[:1], 100, axis=0), pictures, labels)
    assert variety == {
        "sample_distance": 0,
        "sample_nearest": 0,
        "sample_classes": 0.1,
        "sample_entropy": 0,
    }


def test_without_labels_the_pixels_still_tell() -> None:
    pictures, _ = images()
    assert health.variety(pictures[:50], pictures, None).keys() == {
        "sample_distance",
        "sample_nearest",
    }
