"""The budget of a duel: images, updates or seconds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from small import recipe_of

from genbench.data import Split
from genbench.experiments import budget, stopwatch
from genbench.experiments.budget import Budget, Speed
from genbench.models import recipes
from genbench.system.errors import BrokenRun, InvalidInput

GAN, PCA = recipes.get("gan").config, recipes.get("pca").config
SPLIT = Split(np.zeros((40, 2, 2, 1), np.uint8), None, (), "none")


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("images=1920000", Budget("images", 1_920_000)),
        ("updates=15_000", Budget("updates", 15_000)),
        ("seconds=0.5", Budget("seconds", 0.5)),
    ],
)
def test_a_budget_is_a_unit_and_a_number(text: str, parsed: Budget) -> None:
    assert budget.parse(text) == parsed
    assert budget.parse(str(parsed)) == parsed


@pytest.mark.parametrize(
    "text", ["", "30", "seconds", "seconds=", "seconds=nan", "hours=1", "images=0.5", "updates=-1"]
)
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"must be images=N, updates=N or seconds=T.*Received"):
        budget.parse(text)


@pytest.mark.parametrize(
    ("allowed", "steps"),
    [
        (Budget("images", 1000), {"gan": 31, "pca": 2}),
        (Budget("updates", 50), {"gan": 50, "pca": 2}),
        (Budget("images", 1), {"gan": 1, "pca": 1}),
    ],
)
def test_images_and_updates_are_steps_and_pca_has_use_for_an_epoch(
    allowed: Budget, steps: dict[str, int]
) -> None:
    for name, config in (("gan", GAN), ("pca", PCA)):
        assert allowed.steps(config, 64, batch_size=32) == steps[name]


def test_a_training_is_timed_without_what_happens_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Call:
        steps_per_second = 100.0

        def __init__(self, *_: Any) -> None:
            pass

        def run(self, seconds: float) -> None:
            pass

    # 3 seconds pass before the first step, and then there are 20 steps in each.
    log = [{"step": step, "seconds": 3 + step / 20} for step in (20, 40, 60)]
    monkeypatch.setattr(stopwatch, "Call", Call)
    monkeypatch.setattr(stopwatch, "trained", lambda *_, **__: log)
    found = budget.timed("gan", recipes.get("gan"), split_of(4000), 30.0)
    assert found == Speed(3.0, 20.0)


def split_of(n: int) -> Split:
    return Split(np.zeros((n, 2, 2, 1), np.uint8), None, (), "none")


@pytest.fixture
def speeds(monkeypatch: pytest.MonkeyPatch) -> dict[str, Speed]:
    """What a timing finds of each recipe, to be changed; timed ones are left out."""
    found = {"gan": Speed(3.0, 20.0), "pca": Speed(1.0, 500.0)}
    monkeypatch.setattr(budget, "timed", lambda name, *_: found.pop(name))
    return found


def test_seconds_are_steps_that_are_found_once_and_kept(speeds, tmp_path) -> None:
    file = tmp_path / "budget.json"
    asked = {"gan": recipe_of(GAN), "pca": recipe_of(PCA)}
    first = budget.settled(Budget("seconds", 30), asked, SPLIT, file, bounded=["pca"])
    # 27 s of 20 steps; and of pca no more than it has a use for.
    steps = {name: recipe.config.steps for name, recipe in first.items()}
    assert steps == {"gan": 540, "pca": PCA.steps}
    # Whatever the machine is at by now.
    assert not speeds
    assert budget.settled(Budget("seconds", 30), asked, SPLIT, file, bounded=["pca"]) == first


def test_a_file_of_another_budget_is_told(speeds, tmp_path) -> None:
    file = tmp_path / "budget.json"
    budget.settled(Budget("seconds", 30), {"gan": recipe_of(GAN)}, SPLIT, file)
    with pytest.raises(BrokenRun, match="about seconds=30 for gan, and seconds=60 for gan is"):
        budget.settled(Budget("seconds", 60), {"gan": recipe_of(GAN)}, SPLIT, file)


def test_less_than_the_start_takes_is_refused_and_nothing_is_kept(speeds, tmp_path) -> None:
    file = tmp_path / "budget.json"
    with pytest.raises(
        InvalidInput, match=r"3 s here before its first step.*seconds=2\. Allow more"
    ):
        budget.settled(Budget("seconds", 2), {"gan": recipe_of(GAN)}, SPLIT, file)
    assert not file.exists()
