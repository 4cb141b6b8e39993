import pytest


def test_the_log_tells_the_peak_memory(vae_run):
    resource = pytest.importorskip("resource", reason="Windows does not tell.")
    now = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    assert 100 < vae_run.read_log()[-1]["memory"] <= now


def test_the_clock_counts_images_and_epochs(vae_run):
    last = vae_run.read_log()[-1]
    assert (last["images"], last["epoch"]) == (60 * 16, 60 * 16 / 160)
    seconds = [entry["seconds"] for entry in vae_run.read_log()]
    assert seconds == sorted(seconds)
