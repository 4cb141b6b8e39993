"""Recipes of files are trained as those of the package are, and run only with consent."""

import contextlib
import shutil
import signal
from dataclasses import replace
from hashlib import sha256

import pytest
from small import EXAMPLES

from genbench.cli.main import main
from genbench.models import building
from genbench.models.recipes import chosen
from genbench.models.recipes.spelling import command
from genbench.runs import Run
from genbench.stages.training.train import train
from genbench.system import own_code
from genbench.system.errors import BrokenRun, Interrupted, InvalidInput
from tests.conftest import SHORT
from tests.stages.training.trainings import interrupt_at, record

SMALL = {"hidden_sizes": (16,), "steps": 20, "checkpoint_every": 10}
EVIL = """
from pathlib import Path
Path({path!r}).write_text("run")
"""


def train_own(path, blobs, root, **changes):
    own = {"dataset": blobs, "run_name": "own", **SHORT, **SMALL, **changes}
    return train(str(path), root=root, **own)


@pytest.fixture
def nothing_named(monkeypatch):
    """A process in which nobody has named any code yet."""
    monkeypatch.setattr(own_code, "_named", {})
    monkeypatch.setattr(own_code, "_modules", {})
    monkeypatch.setattr(own_code, "_offered", [])
    building._networks.cache_clear()


@pytest.fixture(scope="module")
def flow_file(tmp_path_factory):
    (path,) = [path for path in EXAMPLES if path.stem == "flow"]
    return shutil.copy(path, tmp_path_factory.mktemp("own") / "mine.py")


@pytest.fixture(scope="module")
def flow_run(flow_file, blobs, tmp_path_factory):
    """A trained flow, to read from only."""
    return train_own(flow_file, blobs, tmp_path_factory.mktemp("flow"))


@pytest.fixture
def mailed(flow_run, here):
    """A run that came by mail, whose code would write outside of it."""
    run = Run(shutil.copytree(flow_run.path, here / "runs" / "mailed"))
    evil = EVIL.format(path=str(here / "pwned")).encode() + run.code_file.read_bytes()
    run.code_file.write_bytes(evil)
    there = run.read_config_as(dict)
    assert there.code is not None
    run.write_config(replace(there, code=replace(there.code, sha256=sha256(evil).hexdigest())))
    return run


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_interrupted_run_of_a_file_goes_on_to_the_same_end(
    path, blobs, tmp_path, monkeypatch, read_events
):
    whole = train_own(path, blobs, tmp_path / "whole")
    with monkeypatch.context() as patch:
        interrupt_at(patch, 15, signal.SIGTERM)
        with pytest.raises(Interrupted, match="stopped at step 15 of 20"):
            train_own(path, blobs, tmp_path)
    again = train_own(path, blobs, tmp_path)
    assert record(again, read_events) == record(whole, read_events)


@pytest.fixture
def flow_package(flow_file, tmp_path, monkeypatch, nothing_named):
    """An installed package that announces a recipe, whose module takes another beside it."""
    package, about = tmp_path / "flows", tmp_path / "flows-1.0.dist-info"
    package.mkdir()
    about.mkdir()
    shutil.copy(flow_file, package / "matching.py")
    (package / "__init__.py").write_text("from .matching import RECIPES\n")
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: flows\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[genbench.recipes]\nflow = flows\n")
    monkeypatch.syspath_prepend(tmp_path)
    chosen.announced.cache_clear()
    yield package
    chosen.announced.cache_clear()


def test_a_recipe_of_an_installed_package_is_trained_by_its_name(flow_package, blobs, tmp_path):
    run = train_own("flow", blobs, tmp_path)
    there = run.read_config()
    assert there.code is not None
    assert (there.recipe, there.code.kind) == ("flow", "installed")
    assert list(building.load(run)[0].networks) == ["velocity"]


def test_a_run_keeps_its_code(flow_run, flow_file):
    there = flow_run.read_config()
    assert flow_run.code_file.read_bytes() == flow_file.read_bytes()
    assert there.code is not None
    assert there.code.sha256 == sha256(flow_file.read_bytes()).hexdigest()
    assert command(flow_run).startswith(f"genbench train {flow_file}:flow --dataset")


def test_changed_code_is_another_configuration(flow_run, flow_file, blobs, tmp_path):
    shutil.copytree(flow_run.path, tmp_path / "own")
    changed = tmp_path / "mine.py"
    text = flow_file.read_text("utf-8")
    changed.write_text(text.replace('activation="silu"', 'activation="relu"'), "utf-8")
    with pytest.raises(
        BrokenRun, match=r"mine.py has changed, line \d+ was .*silu.* and is .*relu"
    ):
        train_own(changed, blobs, tmp_path)


def test_code_may_be_moved(flow_run, flow_file, blobs, tmp_path):
    shutil.copytree(flow_run.path, tmp_path / "own")
    moved = shutil.copy(flow_file, tmp_path / "other.py")
    before = flow_run.config_file.read_bytes()
    assert train_own(moved, blobs, tmp_path).config_file.read_bytes() == before


@pytest.mark.usefixtures("nothing_named")
def test_code_is_run_when_it_is_named_again(flow_run, flow_file):
    with pytest.raises(InvalidInput, match=r"is run only if you say so. Look at .*code.py"):
        building.load(flow_run)
    own_code.consent(str(flow_file))
    assert building.load(flow_run)[1] == 20


@pytest.mark.usefixtures("nothing_named")
def test_naming_other_code_says_which_lines_differ(flow_run, flow_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    other = shutil.copy(flow_file, tmp_path / "other.py")
    other.write_text(other.read_text("utf-8") + "\n# more\n", "utf-8")
    own_code.consent("other.py")
    with pytest.raises(InvalidInput, match=r"other.py is not the code .* '# more'"):
        building.load(flow_run)


COMMANDS = [
    "sample {run} --n 20", "evaluate {run}", "explore {run}", "probe {run}", "gif {run}",
    "report {run}", "export {run}", "compare {run} {run}", "runs", "recipes", "datasets",
    "train vae --run-name mailed --dataset {data}", "bench vae --seconds 0.01 --run-name mailed",
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:.*is not of this run")
@pytest.mark.usefixtures("nothing_named")
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words.split()[0])
def test_no_command_runs_the_code_of_a_mailed_run(mailed, blobs, here, words, capsys):
    # Some need no model, and do what they are asked for.
    with contextlib.suppress(SystemExit):
        main(words.format(run=mailed.path, data=blobs).split())
    assert not (here / "pwned").exists()


@pytest.mark.usefixtures("nothing_named")
def test_trust_is_the_consent(mailed, here, capsys):
    main(["export", str(mailed.path), "--trust"])
    assert (here / "pwned").read_text("utf-8") == "run"
