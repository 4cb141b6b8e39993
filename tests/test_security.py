"""What SECURITY.md says, where no other test holds it."""

import ast
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from made_records import run_record

from genbench.data.folder import read_picture
from genbench.models import building
from genbench.runs import Run
from genbench.system.cache import cached
from genbench.system.errors import BrokenRun, InvalidInput

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "genbench").rglob("*.py"))
# What runs what a file holds, or a program.
RUNNING_NAMES = {"__import__", "compile", "eval", "exec"}
RUNNING_METHODS = {"Popen", "load_model", "model_from_json", "popen", "startfile", "system"}
RUNNING_MODULES = {"pickle", "marshal", "shelve", "joblib", "dill", "subprocess", "yaml"}


class Bomb:
    def __reduce__(self):
        return pytest.fail, ("unpickled",)


def imported(tree):
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_runs_what_a_file_holds(path):
    tree = ast.parse(path.read_text("utf-8"))
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    # genbench itself is the only program that is started, and that in one place.
    is_starting = path.name == "programs.py"
    # What the user has named or consented to is run in one place.
    allowed = {"compile", "exec"} if path.name == "own_code.py" else set()
    assert {f.id for f in called if isinstance(f, ast.Name)} & RUNNING_NAMES == allowed
    methods = {f.attr for f in called if isinstance(f, ast.Attribute)} & RUNNING_METHODS
    assert methods == ({"Popen"} if is_starting else set())
    assert imported(tree) & RUNNING_MODULES == ({"subprocess"} if is_starting else set())
    allowing = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword)
        and node.arg == "allow_pickle"
        and not (isinstance(node.value, ast.Constant) and node.value.value is False)
    ]
    assert not allowing


def test_the_only_program_that_is_started_is_this_python_with_genbench():
    tree = ast.parse((ROOT / "genbench" / "system" / "programs.py").read_text("utf-8"))
    (start,) = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "Popen"
    ]
    assert ast.unparse(start.args[0]) == "[sys.executable, '-m', 'genbench', *words]"
    assert "shell" not in {keyword.arg for keyword in start.keywords}


def test_no_array_of_a_run_or_of_the_cache_is_unpickled(tmp_path, monkeypatch):
    monkeypatch.setenv("GENBENCH_CACHE", str(tmp_path / "cache"))
    run = Run(tmp_path)
    for name in ("samples", "checkpoints/00000010", "weights/00000010", "cache/x"):
        path = tmp_path / f"{name}.npz"
        path.parent.mkdir(exist_ok=True)
        np.savez(path, images=np.array([Bomb()], object), sha256=np.array("0"))
    with pytest.raises(BrokenRun, match=r"samples.npz is damaged"):
        run.read_samples()
    with pytest.warns(UserWarning, match=r"00000010.npz is damaged"):
        assert run.read_checkpoint() is None
    with pytest.warns(UserWarning, match=r"00000010.npz is damaged"):
        assert list(run.read_weights()) == []
    with pytest.warns(UserWarning, match=r"x.npz is damaged"):
        assert cached("x", lambda: {"a": np.zeros(1)}).keys() == {"a"}


def test_a_configuration_cannot_name_a_class(tmp_path):
    evil = {"__class__": "os.system", "class_name": "os.system", "arguments": "true"}
    Run(tmp_path).write_config(run_record(kind="os.system", config=evil))
    with pytest.raises(BrokenRun, match=r"config.json: There is no kind of model 'os.system'"):
        building.read_config(Run(tmp_path))


def test_a_picture_of_ten_billion_pixels_is_refused(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(png_of(100_000, 100_000))
    with pytest.raises(InvalidInput, match=r"a.png cannot be read as a picture: .*exceeds limit"):
        read_picture(path)


def png_of(width, height):
    """Returns a PNG of that size, of which only the first pixels are there."""

    def chunk(kind, content):
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


WATCHED = """
import sys, tempfile
from pathlib import Path
from tests.survival.readers import READERS, outcome

folder = Path(tempfile.mkdtemp())
cases = [(reader, seed) for reader in READERS.values() for seed in reader.seeds()]
cases += [(reader, seed[:-5]) for reader, seed in cases]
seen = set()
# Twice: the first time, Python's own modules are loaded.
for times in range(2):
    for reader, content in cases:
        outcome(reader, folder, content)
    if not times:
        sys.addaudithook(lambda event, _: seen.add(event))
for event in seen:
    print(event)
"""
# Not "exec", with which the types in our own records' annotations are worked out.
FORBIDDEN = {
    "import", "marshal.loads", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system",
    "pickle.find_class", "socket.connect", "subprocess.Popen",
}  # fmt: skip


def test_reading_starts_no_program_and_opens_no_connection():
    words = [sys.executable, "-c", WATCHED]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    seen = set(ended.stdout.split())
    assert "open" in seen
    assert not seen & FORBIDDEN


def test_the_files_that_security_names_are_there():
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/.]*)`", text)
    modules = re.findall(r"python -m (tests[\w.]+)", text)
    assert len(named) > 3
    assert all((ROOT / name).exists() for name in named)
    assert all((ROOT / (name.replace(".", "/") + ".py")).is_file() for name in modules)
