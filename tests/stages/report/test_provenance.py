from dataclasses import replace

import pytest
from made_records import MACHINE, run_record

from genbench.runs import Run
from genbench.stages.report.provenance import differences, facts


@pytest.fixture
def read(tmp_path):
    """A function that gives a config.json as it is read: like that of `run_record`."""

    def read(**changes):
        run = Run(tmp_path)
        run.write_config(run_record(**changes))
        return run.read_config()

    return read


def test_only_settings_that_differ_are_listed(read):
    configs = [{"seed": 1, "beta": 1.0}, {"seed": 2}]
    assert differences([read(), read()], configs) == [
        ("seed", ["1", "2"]),
        ("beta", ["1", "–"]),
    ]


def test_machines_and_schedules_that_differ_are_listed(read):
    records = [read(steps=1000), read(steps=20, machine=replace(MACHINE, cpus=4))]
    assert differences(records, [{}, {}]) == [
        ("steps", ["1000", "20"]),
        ("log every", ["100", "2"]),
        ("snapshot every", ["100", "2"]),
        ("checkpoint every", ["100", "2"]),
        ("cpus", ["2", "4"]),
    ]


def test_what_runs_share_is_said_once(read):
    shared, own = facts([read(config={"seed": seed}) for seed in (1, 2)])
    assert shared[:2] == [("data", "blobs, 160 training images"), ("SHA-256 of the data", "1" * 64)]
    assert dict(shared)["devices"] == "CPU"
    assert own == [[("seed", "1")], [("seed", "2")]]


def test_one_run_shares_nothing(read):
    shared, (own,) = facts([read(config={"seed": 3})])
    assert shared == []
    assert ("seed", "3") in own
