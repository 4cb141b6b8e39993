import re
import shutil
from importlib.metadata import PackageNotFoundError, version

import pytest

from genbench.cli import doctor


@pytest.fixture
def report():
    return lambda: "\n".join(doctor.examine())


def test_versions_devices_data_and_disk_are_told(report, here):
    text = report()
    for said in (f"tensorflow {version('tensorflow')}", "Devices: CPU", "mnist5k: ", "Free disk"):
        assert said in text


def test_a_missing_package_is_told_with_its_cure(report, here, monkeypatch):
    def version(name):
        if name == "tyro":
            raise PackageNotFoundError(name)
        return "1"

    monkeypatch.setattr(doctor, "version", version)
    assert re.search(r"tyro is missing. Run `pip install 'tyro[<>]", report())


def test_little_disk_is_told_with_its_cure(report, here, monkeypatch):
    usage = shutil.disk_usage(here)._replace(free=10**6)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    assert "Free disk here: 0.0 GiB.\n  That is little" in report()


def test_a_read_only_folder_is_told(report, here, monkeypatch):
    monkeypatch.setattr(doctor.os, "access", lambda path, mode: False)
    assert f"{here} is read-only" in report()
