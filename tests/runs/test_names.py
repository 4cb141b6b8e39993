"""Runs by their names."""

import pytest
from made_records import run_record

from genbench import runs
from genbench.runs import Run


def add_run(path):
    Run(path).write_config(run_record())


@pytest.mark.parametrize("name", ["vae-1", "trials/vae-1", "my run (2)", "vae-1/"])
def test_a_run_lies_below_the_root(name):
    assert runs.in_root(name, "root").path.as_posix() == f"root/{name}".rstrip("/")


@pytest.mark.parametrize("name", ["", ".", "..", "../vae", "a/../../vae", "/tmp/vae"])
def test_a_name_that_leads_out_of_the_root_is_refused(name):
    with pytest.raises(ValueError, match=r"run_name must name a folder below runs, such as"):
        runs.in_root(name)


@pytest.mark.parametrize(
    ("dataset", "name"),
    [
        ("mnist5k", "vae-mnist5k"),
        ("pictures/digits.npz", "vae-digits"),
        ("my pictures (1)/", "vae-my-pictures-1"),
        ("a; rm -rf $HOME", "vae-a-rm-rf-HOME"),
        ("Ökologie", "vae-Ökologie"),
        (".", "vae-photos"),
        ("/", "vae"),
    ],
)
def test_the_default_name_needs_no_quotes(tmp_path, monkeypatch, dataset, name):
    (tmp_path / "photos").mkdir()
    monkeypatch.chdir(tmp_path / "photos")
    assert runs.default_name("vae", dataset) == name


@pytest.mark.parametrize("name", ["-x", "trials/-x", "a\nb", "a\x00b"])
def test_a_name_that_no_command_could_be_given_is_refused(name):
    with pytest.raises(ValueError, match="run_name must"):
        runs.in_root(name)


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"seed": 1}, "vae-mnist5k-seed-1"),
        ({"n_images": 640000, "n_seeds": 5}, "vae-mnist5k-640000-images-5-seeds"),
        ({"jit_compile": False, "conditional": True}, "vae-mnist5k-no-jit-compile-conditional"),
        ({"hidden_sizes": (8, 4), "decoder_sizes": []}, "vae-mnist5k-hidden-sizes-8-4-decoder-s"),
        ({"learning_rate": 1e-5, "warmup": None}, "vae-mnist5k-learning-rate-1e-05-warmup-None"),
    ],
)
def test_a_default_name_says_what_is_not_as_usual(changed, name):
    assert runs.default_name("vae", "mnist5k", changed).startswith(name)


def test_a_long_name_is_short_and_its_own():
    names = {runs.fitting("文" * 90 + end) for end in ("", "a", "b")}
    assert len(names) == 3
    assert all(len(name.encode()) <= 100 for name in names)


def test_only_what_is_not_a_default_is_unusual():
    def function(a=1, *, b=None, c=3): ...

    assert runs.unusual(function, a=1, b=2, c=3) == {"b": 2}


def test_runs_behind_links_are_found_and_circles_end(here):
    add_run(here / "elsewhere" / "vae")
    add_run(here / "runs" / "a")
    (here / "runs" / "link").symlink_to("a")
    (here / "runs" / "far").symlink_to(here / "elsewhere")
    (here / "runs" / "circle").symlink_to(".")
    (here / "elsewhere" / "back").symlink_to(here / "runs")
    (here / "runs" / "itself").symlink_to("itself")
    (here / "runs" / "gone").symlink_to("nowhere")
    assert [run.path.as_posix() for run in runs.found()] == ["runs/a", "runs/far/vae", "runs/link"]


def test_a_file_in_the_place_of_runs_is_told(here):
    (here / "runs").write_text("thesis")
    with pytest.raises(NotADirectoryError, match="runs must be a folder"):
        list(runs.found())


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("runs/vae", "vae"),
        ("/somewhere/runs/duel/vae", "duel/vae"),
        ("/somewhere/kept/vae", "vae"),
        ("runs/a b", "a b"),
    ],
)
def test_a_run_is_called_by_its_path_below_runs(path, name):
    assert runs.handle(Run(path)) == name


def test_a_run_is_one_word_of_a_command():
    assert Run("runs/a b").word == "'runs/a b'"
    assert Run("-x").word == "./-x"


@pytest.mark.parametrize("name", ["a", "duel/vae", "runs/a"])
def test_a_run_is_found_by_name_or_folder(here, name):
    add_run(here / "runs" / "a")
    add_run(here / "runs" / "duel" / "vae")
    assert runs.find(name).config_file.is_file()


def test_an_unknown_run_is_refused_with_the_nearest(here):
    add_run(here / "runs" / "vae-mnist5k")
    with pytest.raises(FileNotFoundError, match=r"no run 'vae-mnist'.*'vae-mnist5k'\?"):
        runs.find("vae-mnist")


def test_runs_are_found_at_every_depth(tmp_path):
    for name in ("b", "a/x", "c/y/z"):
        add_run(tmp_path / name)
    assert [run.path.relative_to(tmp_path).as_posix() for run in runs.found(tmp_path)] == [
        "a/x",
        "b",
        "c/y/z",
    ]


def test_a_link_to_runs_is_followed_and_may_lead_back(tmp_path):
    add_run(tmp_path / "elsewhere" / "a")
    add_run(tmp_path / "runs" / "b")
    (tmp_path / "runs" / "far").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "back").symlink_to(tmp_path / "runs")
    names = [run.path.relative_to(tmp_path / "runs") for run in runs.found(tmp_path / "runs")]
    assert [name.as_posix() for name in names] == ["b", "far/a"]


def test_no_run_is_looked_for_in_what_a_run_keeps(tmp_path):
    add_run(tmp_path / "a")
    add_run(tmp_path / "a" / "figures")
    add_run(tmp_path / "a" / "tried")
    assert [run.path.name for run in runs.found(tmp_path)] == ["a", "tried"]
