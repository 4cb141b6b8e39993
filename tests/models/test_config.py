from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genbench.models.config import Config, change
from genbench.models.fields import Count, Fraction, NonNegative
from genbench.runs import Run, RunRecord, Schedule
from genbench.runs.record import DataRecord, Machine
from genbench.system.errors import InvalidInput


@dataclass(frozen=True, kw_only=True)
class Example(Config):
    sizes: tuple[Count, ...] = (3, 4)
    kind: Literal["a", "b"] = "a"
    weight: NonNegative = 0.0
    momentum: Fraction = 0.5


@given(steps=st.integers(60, 300_000))
def test_a_gif_has_30_to_60_frames_after_the_first(steps):
    schedule = Config(steps=steps).schedule(1000)
    frames = [step for step in range(1, steps + 1) if schedule.is_snapshot_due(step)]
    assert 30 <= len(frames) <= 61


@given(steps=st.integers(1, 300_000))
def test_the_default_cadences_fit_each_other(steps):
    schedule = Config(steps=steps).schedule(1000)
    assert schedule.snapshot_every % schedule.log_every == 0
    assert schedule.checkpoint_every % schedule.log_every == 0


@pytest.mark.parametrize("steps", [1, 7, 100])
def test_the_last_step_is_due_for_everything(steps):
    schedule = Config(steps=steps, log_every=100).schedule(1000)
    assert schedule.is_snapshot_due(steps)
    assert schedule.is_checkpoint_due(steps)


def test_epochs_replace_steps_and_end_with_a_whole_batch():
    assert Config(epochs=1.5, batch_size=64).schedule(100).steps == 3


def test_a_cadence_that_does_not_divide_is_refused_with_the_nearest():
    config = Config(log_every=10, snapshot_every=26)
    with pytest.raises(ValueError, match=r"multiple of log_every=10.*=26. The nearest is 30"):
        config.schedule(1000)


def test_a_batch_larger_than_the_data_is_refused():
    with pytest.raises(ValueError, match=r"at most .* 100. Received: batch_size=128"):
        Config(batch_size=128).schedule(100)


def test_an_unknown_field_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match=r"There is no field 'batchsize'. .*'batch_size'\?"):
        change(Config(), batchsize=3)


def test_steps_that_are_asked_for_replace_epochs():
    assert change(Config(epochs=2.0), steps=3) == Config(steps=3)


def test_steps_and_epochs_together_are_refused():
    with pytest.raises(ValueError, match="steps or epochs, not both"):
        change(Config(), steps=3, epochs=1)


def test_a_path_becomes_text():
    assert change(Config(), dataset=Path("a/b")).dataset == str(Path("a/b"))


def test_a_configuration_survives_json(tmp_path):
    config = Example(sizes=(1, 2, 3), epochs=0.5)
    run = Run(tmp_path)
    data = DataRecord("a", "b", "v", "c", 100, (8, 8, 1), (), ())
    machine = Machine("", "", "", "", "", "", None, ())
    run.write_config(RunRecord("a", "b", config, data, config.schedule(1000), machine))
    assert run.read_config_as(Example).config == config


@pytest.mark.parametrize(
    ("checkpoint_every", "steps"),
    [(20, [20, 40]), (1, [*range(4, 60, 4)]), (60, []), (50, [50])],
)
def test_the_weights_of_some_checkpoints_are_kept(checkpoint_every, steps):
    schedule = Schedule(60, 1, 1, checkpoint_every)
    assert [step for step in range(61) if schedule.are_weights_due(step)] == steps


@pytest.mark.parametrize("length", [{"steps": 10**13}, {"epochs": 1e300}, {"epochs": 1e308}])
def test_a_run_without_an_end_is_refused(length):
    config = change(Example(batch_size=10), **length)
    with pytest.raises(InvalidInput, match=r"at most 1,000,000,000,000 steps. Received: "):
        config.schedule(60_000)
