import sys

import pytest

from genbench.experiments.study import places
from genbench.system import memory
from genbench.system.errors import InvalidInput


@pytest.mark.parametrize(
    ("cores", "gib", "threads", "n_jobs", "n"),
    [(8, 64, 1, 100, 8), (8, 5, 1, 100, 2), (8, 64, 4, 100, 2), (8, 64, 1, 3, 3), (2, 0, 4, 9, 1)],
)
def test_workers_fit_cores_memory_and_jobs(monkeypatch, cores, gib, threads, n_jobs, n):
    monkeypatch.setattr(places.os, "cpu_count", lambda: cores)
    monkeypatch.setattr(memory, "available", lambda: gib * memory.GIB)
    assert places.fitting(threads, n_jobs) == n


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"workers": 0}, "Received: workers=0."),
        ({"workers": 2, "scheduler": "tcp://a:1"}, "leave workers out"),
        ({"workers": None, "scheduler": "tcp://a:1", "slurm": "a.toml"}, "not both"),
    ],
)
def test_what_cannot_be_is_refused(asked, said):
    with pytest.raises(InvalidInput, match=said):
        places.chosen(**asked)


def test_without_dask_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(InvalidInput, match=r"pip install 'genbench\[dask\]'"),
        places.of_scheduler("tcp://127.0.0.1:1"),
    ):
        pass


class Cluster:
    """What stands for a cluster: it notes what it is asked for."""

    def __init__(self, *, queue, cores):
        self.asked = {"queue": queue, "cores": cores}


def test_an_option_that_a_cluster_does_not_know_is_told():
    pytest.importorskip("distributed")
    with (
        pytest.raises(InvalidInput, match=r"Slurm has no such option: .*'quue'"),
        places._cluster(Cluster, {"quue": "a"}, 2, "Slurm"),
    ):
        pass


def test_options_are_a_table(tmp_path):
    (tmp_path / "a.toml").write_text('queue = "gpu"\ncores = 4\n')
    assert places.options(tmp_path / "a.toml") == {"queue": "gpu", "cores": 4}
    (tmp_path / "b.toml").write_text("queue")
    with pytest.raises(InvalidInput, match=r"b.toml is no TOML"):
        places.options(tmp_path / "b.toml")
    with pytest.raises(FileNotFoundError, match=r"no file .*c.toml"):
        places.options(tmp_path / "c.toml")
