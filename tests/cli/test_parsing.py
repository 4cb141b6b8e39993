import contextlib
import io
import os
import pty
import subprocess
import sys

import pytest
import tyro

from genbench.cli.parsing import deferred, one_line, parse
from genbench.system.errors import InvalidInput

SISE = (
    "Unrecognized options: --latent-sise=3. Did you mean --latent-size? "
    "See `genbench train vae --help`.\n"
)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("train vae gan", "Unrecognized options: gan"),
        ("train vae --latent-sise 3", "--latent-sise, 3. Did you mean --latent-size?"),
        ("train vae --latent-size", "--latent-size"),
        ("gif vae --seed 5", "Unrecognized options: --seed, 5. See `genbench gif --help`."),
        (
            "train vae --latent-sise=3 --epochss=4",
            "--latent-sise=3, --epochss=4. Did you mean --epochs and --latent-size? See",
        ),
        ("gif vae --fps fast", "Error parsing --fps: could not convert string to float: 'fast'."),
        ("sample vae --prior x", "'x' for argument '--prior'. Expected one of ('model', 'gmm')."),
        ("train vae --epochs x", "--epochs"),
        ("sample", "Missing"),
    ],
)
def test_words_that_are_not_understood_are_refused_in_one_line(refused, here, command, said):
    assert said in refused(*command.split())
    assert list(here.iterdir()) == []


def test_long_words_are_neither_cut_nor_broken(refused, here):
    word = "/a,b" * 100
    assert refused("datasets", word) == (
        f"Unrecognized options: {word}. See `genbench datasets --help`.\n"
    )


def test_a_terminal_is_told_the_same_line_without_colours(here):
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "genbench", "train", "vae", "--latent-sise=3"],
        env={**os.environ, "TERM": "xterm-256color"},
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(theirs)
    os.close(ours)
    assert done.stderr == SISE


def test_the_page_of_a_parse_error_has_the_shape_that_is_read():
    """Fails when a new tyro writes the page otherwise: then `one_line` wants another look."""

    def form(*, size: int = 2) -> None: ...

    page = io.StringIO()
    with (
        contextlib.redirect_stdout(page),
        contextlib.redirect_stderr(page),
        pytest.raises(SystemExit),
    ):
        tyro.cli(form, args=["--sise", "3"], prog="prog")
    lines = [line.strip() for line in page.getvalue().rstrip().splitlines()]
    rule = "-" * 20
    assert [line if set(line) != {"-"} else rule for line in lines] == [
        "Unrecognized options",
        rule,
        "Unrecognized options: --sise, 3",
        rule,
        "Perhaps you meant:",
        "--size INT",
        "(default: 2)",
        rule,
        "For full helptext, run prog --help",
    ]
    assert one_line(page.getvalue()) == "Unrecognized options: --sise, 3. Did you mean --size?"


def test_nothing_runs_and_the_terminal_keeps_its_width_when_words_are_refused(monkeypatch):
    called = []
    form = deferred(lambda: called.append(True))
    for columns in ("70", None):
        if columns:
            monkeypatch.setenv("COLUMNS", columns)
        else:
            monkeypatch.delenv("COLUMNS")
        with pytest.raises(InvalidInput, match="Unrecognized options: x"):
            parse(form, ["x"], prog="prog")
        assert os.environ.get("COLUMNS") == columns
    parse(form, [], prog="prog")
    assert called == []


def test_a_call_is_made_only_after_the_words_are_understood(capsys):
    def command(word: str, *, n: int = 1) -> None:
        """Repeats a word."""
        print(word * n, file=sys.stderr)

    call = parse(deferred(command), ["--word=ab", "--n=2"], prog="prog")
    assert capsys.readouterr() == ("", "")
    call()
    assert capsys.readouterr().err == "abab\n"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_mistake_reads_the_same_in_every_encoding(here, encoding):
    done = subprocess.run(
        [sys.executable, "-m", "genbench", "train", "vae", "--latent-sise=3"],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
    )
    assert done.stderr.decode(encoding).splitlines() == SISE.splitlines()
