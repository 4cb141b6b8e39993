"""What the tests of the command line share."""

import pytest

from genbench.cli.main import main


@pytest.fixture
def brief():
    """Flags of a training that takes a second."""
    return ["--steps=10", "--log-every=5", "--batch-size=16", "--no-jit-compile"]


@pytest.fixture
def refused(capsys):
    """A function that runs a command, checks how it is refused, and returns the one line."""

    def run(*words):
        with pytest.raises(SystemExit) as stop:
            main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert (stop.value.code, out, err.count("\n")) == (2, "", 1)
        return err

    return run


@pytest.fixture
def read_help(capsys):
    """A function that returns what a command prints with --help."""

    def run(*words):
        with pytest.raises(SystemExit) as stop:
            main([*words, "--help"])
        assert not stop.value.code
        return capsys.readouterr().out

    return run
