from dataclasses import replace

import pytest
from made_records import run_record

from genbench.models import building
from genbench.runs import Schedule
from genbench.runs.identity import identity, identity_of
from genbench.runs.record import Origin

CONFIG = {"dataset": "mnist5k", "steps": 100, "epochs": None, "seed": 0, "hidden_sizes": (8,)}


@pytest.fixture
def record():
    return run_record(config=CONFIG)


def test_a_run_that_is_longer_and_whose_data_were_moved_is_the_same(record):
    moved = replace(
        record,
        config={**record.config, "steps": 200, "epochs": 2.0, "dataset": "moved"},
        data=replace(record.data, name="moved"),
        schedule=Schedule(200, 10, 10, 10),
    )
    assert identity(moved) == identity(record)


@pytest.mark.parametrize(
    "change",
    [
        {"recipe": "other"},
        {"kind": "gan"},
        {"config": {"seed": 1}},
        {"config": {"hidden_sizes": (8, 8)}},
    ],
)
def test_another_model_seed_or_recipe_is_another_run(record, change):
    config = {**record.config, **change.get("config", {})}
    assert identity(replace(record, **{**change, "config": config})) != identity(record)


@pytest.mark.parametrize("part", ["sha256", "validation_sha256", "held_out_sha256"])
def test_other_data_are_another_run(record, part):
    data = replace(record.data, **{part: "7" * 64})
    assert identity(replace(record, data=data)) != identity(record)


def test_a_copy_is_another_run_than_one_from_the_beginning_and_than_one_of_another_step(record):
    copies = [
        replace(record, origin=Origin("vae", step, sha256))
        for step, sha256 in ((20, "a"), (30, "a"))
    ]
    assert len({identity(one) for one in (record, *copies)}) == 3


def test_a_run_that_is_there_has_the_identity_that_its_training_gave_it(vae_run):
    assert identity_of(vae_run) == identity(building.read_config(vae_run))
