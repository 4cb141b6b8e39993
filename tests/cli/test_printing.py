import re
import webbrowser

import pytest
from made_records import write_run

from genbench.cli.printing import found_runs, open_page, print_answer, print_places, print_table
from genbench.stages.comparison.compare import compare
from genbench.system.errors import InvalidInput


def test_columns_are_as_wide_as_their_widest_cell(capsys):
    print_table([("metric", "vae", ""), ("mmd", "0.1234 ± 0.1", "lower"), ("é", "", "")])
    assert capsys.readouterr().out.splitlines() == [
        "metric  vae",
        "mmd     0.1234 ± 0.1  lower",
        "é",
    ]


def test_characters_of_double_width_take_two_places(capsys):
    print_table([("数字", "a"), ("two", "b")])
    assert capsys.readouterr().out.splitlines() == ["数字  a", "two   b"]


def test_a_header_is_plain_in_a_pipe(capsys):
    print_table([("metric", "vae"), ("mmd", "1")], has_header=True)
    assert capsys.readouterr().out.splitlines() == ["metric  vae", "mmd     1"]


def test_a_header_is_bold_on_a_terminal(capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    print_table([("metric", "vae"), ("mmd", "1")], has_header=True)
    assert capsys.readouterr().out.splitlines() == ["\x1b[1mmetric  vae\x1b[0m", "mmd     1"]


def test_a_file_is_a_link_on_a_terminal(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("FORCE_COLOR", "1")
    print_places({"Page": tmp_path / "a page.html", "More": "genbench runs"})
    page, more = capsys.readouterr().out.splitlines()
    assert f"{tmp_path.as_uri()}/a%20page.html" in page
    assert more == "More  genbench runs"


@pytest.fixture
def compared(here):
    low, high = [0.1, 0.11, 0.12], [0.5, 0.51, 0.52]
    a = write_run(here, "a", recall_judge=low, frechet_distance_judge=low)
    b = write_run(here, "b", recipe="gan", recall_judge=high, frechet_distance_judge=high)
    return compare(a, b)


def test_the_answer_has_a_line_for_each_quality_and_a_verdict(capsys, compared):
    print_answer(compared)
    head, likeness, variety, _, *told = capsys.readouterr().out.splitlines()
    verdict, samples, sure, power = told
    assert head.split() == ["measured", "by", "a", "b", "real", "verdict"]
    assert re.split("  +", likeness) == [
        "likeness",
        "Fréchet distance",
        "0.110",
        "0.510",
        "unknown",
        "a",
    ]
    assert re.split("  +", variety) == ["variety", "Recall", "0.110", "0.510", "unknown", "a"]
    assert verdict == "a is closer to the data and more varied."
    assert samples == "Of samples: a, means of p(x|z); b, means of p(x|z)."
    assert "over fresh draws of one training of each. Another seed may turn it" in sure
    assert power.startswith("By Fréchet distance it takes a difference of 0.")


def test_no_browser_is_a_mistake(monkeypatch, tmp_path):
    monkeypatch.setattr(webbrowser, "open", lambda uri: False)
    with pytest.raises(InvalidInput, match="No browser was found"):
        open_page(tmp_path / "a.html")


def test_rows_of_unequal_length_are_no_table():
    with pytest.raises(ValueError, match="zip"):
        print_table([("a", "b"), ("c",)])


def test_runs_are_found_by_name_and_by_folder(vae_copy):
    by_name, by_folder = found_runs(["vae-blobs", "runs/vae-blobs"])
    assert by_name.path.samefile(vae_copy.path)
    assert by_folder.path.samefile(vae_copy.path)


def test_no_run_is_refused(here):
    with pytest.raises(InvalidInput, match="Name at least one run"):
        found_runs([])
