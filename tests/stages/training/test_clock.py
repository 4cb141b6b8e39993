import time

import pytest
from small import small

from genbench.runs import Run
from genbench.stages.training.clock import Clock
from genbench.system import memory


def test_the_log_tells_the_peak_memory(vae_run):
    now = memory.peak()
    if now is None:
        pytest.skip("The system does not tell.")
    assert 100 < vae_run.read_log()[-1]["memory"] <= now / 2**20


def test_the_clock_counts_images_and_epochs(vae_run):
    last = vae_run.read_log()[-1]
    assert (last["images"], last["epoch"]) == (60 * 16, round(60 * 16 / 560, 4))
    seconds = [entry["seconds"] for entry in vae_run.read_log()]
    assert seconds == sorted(seconds)


def test_a_wait_is_no_time_of_training(tmp_path):
    clock = Clock(Run(tmp_path), small("vae"), 560, start=0)
    with clock.stopped():
        time.sleep(0.2)
    assert clock.read(1)["seconds"] < 0.2
