"""The public names."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import genbench

SOURCE = Path(genbench.__file__).read_text("utf-8")


def loaded_by(code):
    """Returns which of the heavy packages a fresh Python has loaded after running the code."""
    heavy = {"tensorflow", "keras", "numpy", "matplotlib"}
    code = f"import sys; {code}; print(*{heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_package_loads_nothing_heavy():
    assert (
        loaded_by(
            "import genbench, genbench.models.config, genbench.system.backend, genbench.cli.main"
        )
        == []
    )


@pytest.mark.parametrize("name", genbench.__all__)
def test_every_public_name_is_what_its_module_defines(name):
    found = getattr(genbench, name)
    module, _, attribute = genbench._HOMES[name].partition(":")
    home = importlib.import_module(module)
    assert found is (getattr(home, attribute) if attribute else home)
    assert attribute in ("", name)
    assert found.__doc__


def test_a_stage_stays_when_its_module_is_imported():
    importlib.reload(importlib.import_module("genbench.stages.sampling.sample"))
    assert callable(genbench.sample)


def test_every_public_name_is_listed():
    assert set(genbench.__all__) <= set(dir(genbench))


def test_type_checkers_are_told_the_same_names():
    (names,) = [node.body for node in ast.parse(SOURCE).body if isinstance(node, ast.If)]
    told = {
        alias.asname
        for node in names
        if isinstance(node, ast.ImportFrom) and node.module != "pathlib"
        for alias in node.names
    }
    assert told == set(genbench.__all__)


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonsense"):
        getattr(genbench, "nonsense")  # noqa: B009
