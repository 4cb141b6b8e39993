import errno
import os
import shlex
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from genbench.cli.commands import COMMANDS
from genbench.cli.main import main
from genbench.system.backend import tf
from genbench.system.errors import BrokenRun, InvalidInput
from genbench.system.version import __version__


def test_help_names_every_command_and_recipe(read_help):
    assert all(command in read_help() for command in COMMANDS)
    assert all(recipe in read_help("train") for recipe in ("vae", "vae-tutorial", "gan"))


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from genbench.cli.main import main\n"
        "try: main(['--help'])\n"
        "finally: sys.exit(len({'tensorflow', 'keras', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL).returncode == 0


def test_the_module_is_the_command(here):
    done = subprocess.run(
        [sys.executable, "-m", "genbench", "recipes"], capture_output=True, text=True, check=True
    )
    assert "vae-tutorial" in done.stdout


def shell(line, **environment):
    """Runs a line in a shell, with `genbench` in it, and returns how it ended."""
    program = f"{shlex.quote(sys.executable)} -m genbench"
    return subprocess.run(
        ["bash", "-c", line.replace("genbench", program)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )


needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")


def test_the_version_is_told_and_nothing_heavy_is_loaded():
    code = (
        "import sys; from genbench.cli.main import main; main(['--version'])\n"
        "sys.exit(len({'tensorflow', 'keras', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert (done.returncode, done.stdout) == (0, f"genbench {__version__}\n")


@needs_bash
@pytest.mark.parametrize("words", ["--help", "recipes", "recipes vae"])
def test_a_reader_that_has_seen_enough_is_no_mistake(here, words):
    # The reader is gone before anything is written.
    done = shell(f"(sleep 1; genbench {words}; echo $? >code) | true; cat code")
    assert (done.stdout, done.stderr) == ("141\n", "")


@needs_bash
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_is_told_of_what_is_printed_too(here):
    done = shell("genbench recipes >/dev/full")
    assert done.returncode == 2
    assert done.stderr.startswith("No space left on device.")
    assert done.stderr.count("\n") == 1


@needs_bash
@pytest.mark.parametrize("streams", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_mistake(here, streams):
    done = shell(f"genbench recipes {streams}")
    assert (done.returncode, done.stderr) == (0, "")


@needs_bash
def test_no_file_gets_the_number_of_a_closed_stream(here):
    done = shell("genbench train vae --dataset=nowhere <&- >&- 2>&-; echo $?")
    assert done.stdout == "2\n"


@needs_bash
def test_a_terminal_of_ascii_is_written_to(here):
    done = shell("genbench --help", PYTHONIOENCODING="ascii")
    other = shell("genbench recipes", PYTHONIOENCODING="ascii")
    assert (done.returncode, other.returncode) == (0, 0)
    assert other.stdout.isascii()


def test_a_figure_needs_no_backend(here):
    code = "from genbench.cli.main import main; main(['recipes']); import matplotlib"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "MPLBACKEND": "nonsense"}
    )
    assert done.returncode == 0


@pytest.fixture
def raising(monkeypatch):
    """A function that lets `genbench runs` raise."""

    def let(error):
        def command():
            raise error

        monkeypatch.setitem(COMMANDS, "runs", command)

    return let


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("trian", "There is no command 'trian'. Did you mean 'train'? See `genbench --help`."),
        ("--seed", "There is no command '--seed'. See `genbench --help`."),
        ("", "There is no command ''."),
    ],
)
def test_an_unknown_command_is_refused_in_one_line_and_writes_nothing(refused, here, word, said):
    assert said in refused(word)
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (InvalidInput("n must\nbe 1."), "n must be 1."),
        (BrokenRun("loss is nan."), "loss is nan."),
        (
            InvalidInput("n_seeds must be 1. Received: n_seeds=0. Not seeds.", "n_seeds"),
            "--n-seeds must be 1. Received: --n-seeds 0. Not seeds.",
        ),
        (BrokenRun("runs/a  b: lower beta.", "beta"), "runs/a  b: lower --beta."),
        (
            InvalidInput("runs/seed/x, seed-1: seed is -1.", "seed"),
            "runs/seed/x, seed-1: --seed is -1.",
        ),
        (
            OSError(errno.ENAMETOOLONG, "File name too long"),
            "File name too long. Choose a shorter name.",
        ),
        (FileNotFoundError("runs/vae has no samples.npz."), "runs/vae has no samples.npz."),
        (
            OSError(errno.ENOSPC, "No space left on device", "runs/vae"),
            "runs/vae: No space left on device. What is there is whole. Free some space, and the "
            "same command goes on.",
        ),
        (OSError(errno.EIO, "Input/output error"), "Input/output error."),
        (MemoryError("Unable to allocate 7 PiB"), "Unable to allocate 7 PiB"),
        (MemoryError(), "There is not enough memory."),
        (
            tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor"),
            "There is not enough memory: lower --batch-size, the sizes of the layers, or how much "
            "is asked for.",
        ),
        (
            ModuleNotFoundError("No module named 'sklearn.cluster'", name="sklearn.cluster"),
            "No module named 'sklearn.cluster'. Run `pip install scikit-learn`; `genbench doctor` "
            "lists what is missing.",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_the_user_can_cure_is_one_line(refused, raising, error, line):
    raising(error)
    assert refused("runs") == line + "\n"


@pytest.mark.parametrize(
    "error",
    [
        ValueError("shapes differ"),
        KeyError("config"),
        TypeError("None is not subscriptable"),
        ImportError("cannot import name 'x' from 'genbench.runs'", name="genbench.runs"),
        ModuleNotFoundError("No module named 'genbench.x'", name="genbench.x"),
    ],
    ids=repr,
)
def test_a_mistake_of_the_programs_own_keeps_its_traceback(raising, capsys, error):
    raising(error)
    with pytest.raises(type(error)) as raised:
        main(["runs"])
    assert raised.value is error
    assert capsys.readouterr().err == ""


def test_the_traceback_of_a_mistake_of_the_programs_own_is_printed(here):
    code = (
        "from genbench.cli.commands import COMMANDS; from genbench.cli.main import main\n"
        "COMMANDS['runs'] = lambda: {}['config']\n"
        "main(['runs'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback")
    assert done.stderr.endswith("KeyError: 'config'\n")


def test_an_interruption_is_one_line_and_ends_with_130(raising, capsys):
    for interruption, line in (
        (KeyboardInterrupt(), "Interrupted."),
        (KeyboardInterrupt("Stopped at step 5.\nThe same command goes on."), None),
    ):
        raising(interruption)
        with pytest.raises(SystemExit) as stop:
            main(["runs"])
        assert stop.value.code == 130
        line = line or "Stopped at step 5. The same command goes on."
        assert capsys.readouterr().err == line + "\n"


def test_verbose_shows_the_traceback_of_every_mistake(raising):
    for error in (BrokenRun("x"), OSError("x"), MemoryError("x"), ModuleNotFoundError("x")):
        raising(error)
        with pytest.raises(type(error)):
            main(["runs", "--verbose"])


def test_a_mistake_is_shown_whole_with_verbose(here):
    with pytest.raises(InvalidInput, match="no recipe 'vea'"):
        main(["train", "vea", "--verbose"])


def test_a_broken_checkpoint_is_passed_over_and_told_in_a_line(vae_copy, capsys):
    (vae_copy.checkpoints / "00000060.npz").write_bytes(b"")
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        main(["sample", "vae-blobs", "--n=5"])
    said = set(capsys.readouterr().err.splitlines())
    file = Path("runs/vae-blobs/checkpoints/00000060.npz")
    assert said == {f"Warning: {file} is damaged (No data left in file), and is passed over."}
    assert int(np.load("runs/vae-blobs/samples.npz")["step"]) == 40
