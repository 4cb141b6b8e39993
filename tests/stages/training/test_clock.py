import pytest

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
