from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from genbench import data
from genbench.experiments import stopwatch
from genbench.models import recipes
from genbench.models.running.products import Product
from genbench.runs import Schedule


def test_rates_are_those_between_the_lines_of_a_log() -> None:
    log: Any = [
        {"step": 10, "seconds": 1.0},
        {"step": 20, "seconds": 3.0},
        {"step": 30, "seconds": 7},
    ]
    np.testing.assert_allclose(stopwatch.rates(log), [5.0, 2.5])


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch):
    """A function that returns what a training is asked for, given speed and seconds."""
    asked: dict[str, Any] = {}

    class Made:
        def read_log(self) -> list[dict[str, int]]:
            every = asked["log_every"]
            return [{"step": step} for step in range(0, asked["steps"] + 1, every)]

    def train(recipe: str, **given: Any) -> Made:
        asked.update(given)
        return Made()

    monkeypatch.setattr(stopwatch, "train", train)
    config = recipes.get("vae").config

    def watch(speed: float, seconds: float) -> tuple[dict[str, Any], list[int]]:
        schedule = Schedule(steps=10_000, log_every=100, snapshot_every=200, checkpoint_every=1000)
        log = stopwatch.trained("vae", config, schedule, Path(), speed=speed, seconds=seconds)
        return asked, [entry["step"] for entry in log]

    return watch


def test_a_fast_training_is_timed_from_picture_to_picture(watched) -> None:
    asked, lines = watched(speed=600.0, seconds=2.0)
    assert (asked["log_every"], asked["snapshot_every"], asked["steps"]) == (100, 200, 1400)
    assert lines == [200, 400, 600, 800, 1000, 1200, 1400]


def test_a_slow_training_has_no_pictures_and_shorter_lines(watched) -> None:
    asked, lines = watched(speed=10.0, seconds=2.0)
    assert asked["snapshot_every"] == asked["steps"]
    assert lines == [2 * i for i in range(1, 12)]


def test_a_very_slow_training_still_has_two_stretches(watched) -> None:
    _, lines = watched(speed=0.01, seconds=2.0)
    assert lines == [1, 2, 3]


def test_a_call_takes_its_steps_as_often_as_the_time_allows(blobs) -> None:
    recipe = recipes.get("vae").changed(dataset=blobs, jit_compile=False)
    split = data.load(str(blobs), "train")
    call = stopwatch.Call(recipe, split, recipe.config.schedule(len(split)))
    call.run(0.0)
    assert 0 < 1 / call.steps_per_second < call.first_seconds
    assert Product(128, 64, 256) in call.products


def test_the_best_rate_is_at_least_that_of_a_step_s_own_product(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rates = {stopwatch.SQUARE: 5.0, Product(1, 2, 3): 7.0, Product(1, 1, 1): 9.0}
    monkeypatch.setattr(stopwatch, "_rate", rates.__getitem__)
    monkeypatch.setattr(stopwatch, "N_LARGEST", 1)
    assert stopwatch.best_rate({Product(1, 2, 3): 1.0, Product(1, 1, 1): 2.0}) == 7.0
