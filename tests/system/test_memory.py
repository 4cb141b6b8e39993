"""What there is of memory is what the machine, or the process's control group, leaves."""

import os
import subprocess
import sys

import pytest

from genbench.system import memory
from genbench.system.errors import InvalidInput


@pytest.fixture
def small(monkeypatch):
    """A machine with 2 GiB."""
    monkeypatch.setattr(memory, "available", lambda: 2 * memory.GIB)


def test_what_does_not_fit_is_refused_with_both_sizes_and_the_cure(small):
    with pytest.raises(
        InvalidInput,
        match=r"^A cat would take 3\.0 GiB of memory, and 2\.0 GiB are free\. Feed less\.$",
    ):
        memory.require(3 * memory.GIB, "A cat", "Feed less.")


def test_what_fits_is_not_refused(small):
    memory.require(2 * memory.GIB, "A cat", "Feed less.")


@pytest.mark.parametrize("n", [10**30, 10**400])
def test_no_number_is_too_large_to_be_refused(small, n):
    with pytest.raises(InvalidInput, match="more than a million GiB"):
        memory.require(n, "A cat", "Feed less.")


def test_there_is_no_more_than_the_machine_has():
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    assert 0 < memory.available() <= machine


def test_what_a_machine_can_free_counts(tmp_path):
    (tmp_path / "meminfo").write_text("MemTotal:  100 kB\nMemFree: 5 kB\nMemAvailable:   7 kB\n")
    assert list(memory._of_the_machine(tmp_path / "meminfo")) == [7 * 1024]


def groups(tmp_path, line, files):
    (tmp_path / "membership").write_text(f"3:cpu:/elsewhere\n{line}\n")
    for name, content in files.items():
        path = tmp_path / "fs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return list(memory._of_the_groups(tmp_path / "membership", tmp_path / "fs"))


def test_every_control_group_above_has_a_say(tmp_path):
    assert groups(
        tmp_path,
        "0::/a/b",
        {
            "a/b/memory.max": "max\n",
            "a/b/memory.current": "10\n",
            "a/memory.max": "1000\n",
            "a/memory.current": "400\n",
            "a/memory.stat": "anon 100\ninactive_file 50\n",
        },
    ) == [650]


def test_the_first_version_of_control_groups_is_read_too(tmp_path):
    assert groups(
        tmp_path,
        "4:memory:/a",
        {
            "memory/a/memory.limit_in_bytes": "1000\n",
            "memory/a/memory.usage_in_bytes": "900\n",
            "memory/memory.limit_in_bytes": "9223372036854771712\n",
            "memory/memory.usage_in_bytes": "5000\n",
        },
    ) == [100]


def test_without_control_groups_none_has_a_say(tmp_path):
    assert list(memory._of_the_groups(tmp_path / "none", tmp_path)) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux tells of each process.")
def test_what_the_process_before_has_held_is_not_in_the_peak():
    held = bytearray(300 * 2**20)
    ours = memory.peak()
    assert ours is not None
    code = "from genbench.system import memory; print(memory.peak())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 0 < int(done.stdout) < len(held) < ours


def test_the_peak_is_read_from_the_system(tmp_path):
    (tmp_path / "status").write_text("VmPeak:\t 900 kB\nVmHWM:\t    7 kB\n")
    assert memory.peak(tmp_path / "status") == 7 * 1024


def test_without_such_a_file_the_peak_is_what_the_process_counts(tmp_path):
    resource = pytest.importorskip("resource", reason="Windows does not tell.")
    unit = 1 if sys.platform == "darwin" else 1024
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    found = memory.peak(tmp_path / "none")
    assert found is not None
    assert found >= before > 0
