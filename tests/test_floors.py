"""The floors of the house: a room imports lower rooms only, wherever the import stands."""

import ast
import graphlib
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "genbench"
# From the ground up. Rooms of the ground may import each other; all others only lower floors.
FLOORS = (
    {"system"},
    {"latents", "metrics"},
    {"data", "pictures", "runs"},
    {"models"},
    {"density", "events", "identity", "scoring"},
    {"observer", "selection"},
    {
        "animate",
        "calibrate",
        "compare",
        "condition",
        "doctor",
        "evaluate",
        "explore",
        "figures",
        "probe",
        "report",
        "sample",
        "train",
    },
    {"bottleneck", "duel"},
    {"commands"},
    {"cli"},
    {"__main__"},
)
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def module(path):
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module(path) for path in FILES}


def imported(source):
    """Returns the modules of genbench that a source names, also in functions and for types."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "Imports are absolute: write `from genbench.x import y`."
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return names & MODULES


def room(name):
    return name.split(".")[1]


def floor(name):
    floors = [i for i, rooms in enumerate(FLOORS) if room(name) in rooms]
    assert floors, f"{name} has no floor yet: enter {room(name)!r} in FLOORS of {__file__}."
    return floors[0]


@pytest.mark.parametrize("path", FILES, ids=module)
def test_imports_go_down(path):
    name = module(path)
    others = {other for other in imported(path.read_text("utf-8")) if room(other) != room(name)}
    allowed = {other for other in others if floor(other) < floor(name) or floor(other) == 0}
    assert others == allowed, f"{name} on floor {floor(name)} must import lower floors only."


def test_imports_have_no_cycles():
    graph = {module(path): imported(path.read_text("utf-8")) - {module(path)} for path in FILES}
    graphlib.TopologicalSorter(graph).prepare()


def test_imports_are_found_wherever_they_stand():
    source = """
from genbench import data, __version__
if TYPE_CHECKING:
    from genbench.runs import Run
def f():
    import genbench.pictures
    from genbench.models import vae
"""
    assert imported(source) == {
        "genbench.data",
        "genbench.runs",
        "genbench.pictures",
        "genbench.models",
        "genbench.models.vae",
    }


def test_a_room_without_a_floor_is_told_where_to_go():
    with pytest.raises(AssertionError, match=r"enter 'attic' in FLOORS of .*test_floors.py"):
        floor("genbench.attic")
