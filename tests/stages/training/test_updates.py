import numpy as np
import pytest
from small import build, small

from genbench import data
from genbench.models.running import weights
from genbench.runs import Schedule
from genbench.stages.training import updates as module
from genbench.stages.training.updates import LONGEST_CALL, Pace, updates

SCHEDULE = Schedule(17, log_every=6, snapshot_every=6, checkpoint_every=6)


@pytest.fixture
def take(blobs, monkeypatch):
    """A function that takes 17 steps in calls of a length: gives steps, scalars and weights."""

    def run(recipe, length, **changes):
        monkeypatch.setattr(module.Pace, "adapt", lambda pace, seconds: setattr(pace, "n", length))
        model = build(recipe, **changes)
        config = small(recipe, **changes)
        split = data.load(blobs, "train")
        taken = list(updates(model, split, config, SCHEDULE, start=0))
        scalars = {
            name: np.concatenate([values[name] for _, values in taken]).tobytes()
            for name in model.metrics
        }
        arrays = {name: array.tobytes() for name, array in weights.state(model).items()}
        return [step for step, _ in taken], scalars, arrays

    return run


@pytest.mark.parametrize(
    ("recipe", "jit_compile"), [("vae", True), ("gan", True), ("dcgan", False)]
)
def test_the_length_of_a_call_changes_no_bit(take, recipe, jit_compile):
    steps, *whole = take(recipe, 6, jit_compile=jit_compile)
    assert steps[-2:] == [12, 17]
    steps, *pieces = take(recipe, 2, jit_compile=jit_compile)
    assert steps[-4:] == [12, 14, 16, 17]
    assert pieces == whole


def test_a_call_ends_where_a_line_is_due(take):
    steps, *_ = take("gan", 4, jit_compile=False)
    assert {6, 12, 17} < set(steps)


def test_calls_become_longer_up_to_a_line_and_shorter_when_they_take_too_long():
    pace = Pace(most=5)
    lengths = []
    for seconds in (0.0, 0.0, 0.0, 2 * LONGEST_CALL, 0.9 * LONGEST_CALL, 9.0, 9.0):
        pace.adapt(seconds)
        lengths.append(pace.n)
    assert lengths == [2, 4, 5, 2, 2, 1, 1]
