"""The floors of the house: a room imports lower rooms only, wherever the import stands."""

import ast
import graphlib
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "genbench"
# From the ground up. A room imports rooms of lower floors; each stage is a room of its own.
FLOORS = (
    ("metrics", "system"),
    ("data", "pictures", "runs"),
    ("models", "pages"),
    ("scoring",),
    ("notebook",),
    ("stages",),
    ("experiments",),
    ("__init__", "cli"),
    ("__main__",),
)
FILES = sorted(PACKAGE.rglob("*.py"))


def module(path):
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    is_package = parts[-1] == "__init__" and len(parts) > 2
    return ".".join(parts[:-1] if is_package else parts)


MODULES = {module(path) for path in FILES}


def imported(source):
    """Returns the modules of genbench that a source names, also in functions and for types."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "Imports are absolute: write `from genbench.x import y`."
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            # What `genbench` itself holds is for users: nothing of the package takes it from there.
            is_public = node.module == "genbench" and not whole <= MODULES
            names |= whole | {"genbench.__init__" if is_public else node.module}
    return names & MODULES


def room(name):
    _, first, *rest = name.split(".")
    return f"{first}.{rest[0]}" if first == "stages" and rest else first


def floor(name):
    floors = [i for i, rooms in enumerate(FLOORS) if room(name).split(".")[0] in rooms]
    assert floors, f"{name} has no floor yet: enter {room(name)!r} in FLOORS of {__file__}."
    return floors[0]


@pytest.mark.parametrize("path", FILES, ids=module)
def test_imports_go_down(path):
    name = module(path)
    others = {other for other in imported(path.read_text("utf-8")) if room(other) != room(name)}
    allowed = {other for other in others if floor(other) < floor(name)}
    assert others == allowed, f"{name} on floor {floor(name)} must import lower floors only."


def test_imports_have_no_cycles():
    graph = {module(path): imported(path.read_text("utf-8")) - {module(path)} for path in FILES}
    graphlib.TopologicalSorter(graph).prepare()


def test_the_root_holds_rooms_and_no_modules():
    files = {path.name for path in PACKAGE.glob("*.*") if path.is_file()}
    folders = {path.parent.relative_to(PACKAGE).parts[0] for path in PACKAGE.glob("*/**/*.py")}
    assert files == {"__init__.py", "__main__.py", "py.typed"}
    assert folders == {room for rooms in FLOORS for room in rooms if not room.startswith("_")}


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
        "genbench.__init__",
        "genbench.data",
        "genbench.runs",
        "genbench.pictures",
        "genbench.models",
        "genbench.models.vae",
    }


def test_stages_are_rooms_of_their_own():
    assert room("genbench.stages.training.loop") == "stages.training"
    assert room("genbench.stages.animation") != room("genbench.stages.sampling.sample")


def test_a_room_without_a_floor_is_told_where_to_go():
    with pytest.raises(AssertionError, match=r"enter 'attic' in FLOORS of .*test_floors.py"):
        floor("genbench.attic")
