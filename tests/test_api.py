"""The public names."""

import importlib
import subprocess
import sys

import pytest

import genbench

HOMES = {
    "animate": "animate",
    "bottleneck": "bottleneck",
    "calibrate": "calibrate",
    "compare": "compare",
    "evaluate": "evaluate",
    "explore": "explore",
    "metrics": "metrics",
    "BrokenRun": "system.errors",
    "draw_figures": "figures",
    "duel": "duel",
    "probe": "probe",
    "report": "report",
    "Run": "runs",
    "sample": "sample",
    "train": "train",
}


def loaded_by(code):
    """Returns which of the heavy packages a fresh Python has loaded after running the code."""
    heavy = {"tensorflow", "keras", "numpy", "matplotlib"}
    code = f"import sys; {code}; print(*{heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_package_loads_nothing_heavy():
    assert (
        loaded_by("import genbench, genbench.models.config, genbench.system.backend, genbench.cli")
        == []
    )


@pytest.mark.parametrize("name", genbench.__all__)
def test_every_public_name_is_what_its_module_defines(name):
    home = importlib.import_module(f"genbench.{HOMES[name]}")
    assert getattr(genbench, name) is (home if name == "metrics" else getattr(home, name))


def test_a_stage_stays_when_its_module_is_imported():
    importlib.reload(importlib.import_module("genbench.sample"))
    assert callable(genbench.sample)


def test_every_public_name_is_listed():
    assert set(HOMES) == set(genbench.__all__) <= set(dir(genbench))


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonsense"):
        getattr(genbench, "nonsense")  # noqa: B009
