import json

import numpy as np
import pytest
from made_records import entry, metrics_record, run_record

from genbench.runs import Run
from genbench.runs.listing import summary


@pytest.fixture
def run(tmp_path):
    """A run of 2,000 steps of which none is taken."""
    run = Run(tmp_path / "run")
    run.write_config(run_record("vae", steps=2000))
    return run


def test_a_summary_tells_how_far_a_run_is(run):
    data = run.read_config().data.name
    assert summary(run) == ("vae", data, "0 of 2,000", "0", "-", "not done")
    run.append_log({"step": 1000, "seconds": 3.0, "loss": [0.5] * 20_000})
    run.append_log({"step": 2000, "seconds": 7.4})
    assert summary(run) == ("vae", data, "2,000 of 2,000", "7", "-", "not done")
    run.write_checkpoint(2000, {"a": np.zeros(1)})
    assert summary(run) == ("vae", data, "2,000 of 2,000", "7", "-", "done")


@pytest.mark.parametrize("record", [{"format": 99}, {"format": 1}])
def test_a_summary_of_a_broken_run_says_so(run, record):
    run.config_file.write_text(json.dumps(record))
    assert summary(run).state == "broken"


def test_a_summary_tells_the_frechet_distance_and_its_space(run):
    found = {
        "extrapolated_frechet_distance/judge": entry(12.3456),
        "frechet_distance/judge": entry(None, error="Too few."),
        "frechet_distance/pca": entry(12.3456),
    }
    run.write_record("metrics", metrics_record(found))
    assert summary(run).frechet_distance == "12.3 (pca)"


def test_damaged_metrics_make_a_summary_say_broken(run):
    run.record_file("metrics").write_text("{")
    assert summary(run).state == "broken"
