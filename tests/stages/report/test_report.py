"""The report as a file: which runs it takes, where it stands, and what it refuses."""

import json
import shutil
from dataclasses import replace

import pytest
from made_records import entry, measured_of, metrics_record
from read_page import facts

import genbench
from genbench.cli.main import main
from genbench.runs.formats import plain
from genbench.stages.report.report import report


def test_the_page_stands_beside_the_first_of_several_runs(pair):
    assert report(pair) == pair[0].path.parent / "report-vae-blobs-vs-gan-blobs.html"


def test_a_brief_page_stands_beside_the_whole_one_and_fits_a_mail(pair):
    whole, brief = report(pair), report(pair, brief=True)
    assert brief.name == "report-vae-blobs-vs-gan-blobs-brief.html"
    html = brief.read_text("utf-8")
    assert "genbench report vae-blobs gan-blobs" in html
    assert len(html) < 0.5 * len(whole.read_text("utf-8"))
    assert brief.stat().st_size < 500 * 1024
    assert set(facts(html)) == {"runs"}


def test_the_page_of_one_run_stands_in_it(pair):
    assert report(pair[:1]) == pair[0].path / "report.html"


def test_a_run_may_be_given_alone(pair):
    assert genbench.report("vae-blobs").name == "report.html"


def test_the_same_runs_give_the_same_bytes(pair):
    once = report(pair, out="once.html").read_bytes()
    assert report(pair, out="twice.html").read_bytes() == once


def test_ten_runs_are_one_page(pair):
    ten = [shutil.copytree(pair[i % 2].path, pair[0].path.parent / f"run{i}") for i in range(10)]
    page = report(ten)
    assert page.name == "report-run0-vs-run1-vs-run2-vs-7-more.html"
    assert len(facts(page.read_text("utf-8"))["runs"]) == 10


def test_equal_names_are_told_apart_by_their_folders(pair):
    other = shutil.copytree(pair[0].path, pair[0].path.parent / "duel" / "vae-blobs")
    html = report([pair[0], other]).read_text("utf-8")
    assert [run["name"] for run in facts(html)["runs"]] == ["runs/vae-blobs", "duel/vae-blobs"]


def test_the_curves_of_all_runs_end_where_the_longest_does(pair):
    pair[1].append_log(pair[1].read_log()[-1] | {"step": 70, "images": 1120})
    assert facts(report(pair).read_text("utf-8"))["last"] == 1120


def test_no_run_is_a_mistake():
    with pytest.raises(ValueError, match="at least one run"):
        report([])


def test_a_run_given_twice_is_a_mistake(pair):
    with pytest.raises(ValueError, match="given twice"):
        report([pair[0], pair[0]])


def test_the_command_prints_where_the_page_is(pair, capsys):
    main(["report", "vae-blobs", "gan-blobs", "--out", "page.html"])
    assert capsys.readouterr().out == "page.html\n"


# Damage


def test_damaged_metrics_are_a_broken_run(pair):
    pair[0].record_file("metrics").write_text("{")
    with pytest.raises(genbench.BrokenRun, match=r"metrics\.json is damaged.*genbench evaluate"):
        report(pair)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"metrics": {"recall/judge": 0.5}}, r"Expected `object`, got `float`"),
        ({"metrics": {"recall/judge": {"value": 0.5}}}, "missing required field `n`"),
        ({"calibration": {"noise": {"recall/judge": 0.5}}}, r"Expected `object`, got `float`"),
        ({"protocol": {}}, "missing required field `dataset`"),
    ],
)
def test_metrics_of_no_format_that_there_was_are_a_broken_run(pair, change, reason):
    written = {"format": 1, **plain(metrics_record({})), **change}
    pair[0].record_file("metrics").write_text(json.dumps(written))
    with pytest.raises(genbench.BrokenRun, match=f"{reason}.*genbench evaluate"):
        report(pair)


@pytest.mark.parametrize("value", ["12", True, [1.0]])
def test_a_value_that_is_no_number_is_a_broken_run(pair, value):
    written = plain(metrics_record({"recall/judge": entry(0.5)}))
    written["metrics"]["recall/judge"]["value"] = value
    pair[0].record_file("metrics").write_text(json.dumps({"format": 1, **written}))
    with pytest.raises(genbench.BrokenRun, match=r"metrics\.json is damaged"):
        report(pair)


def test_a_metric_that_there_is_not_is_a_broken_run(pair):
    record = metrics_record({"something_new/judge": entry(0.5)})
    pair[0].write_record("metrics", measured_of(pair[0], record))
    with pytest.raises(genbench.BrokenRun, match="no metric 'something_new/judge'"):
        report(pair)


def test_damaged_samples_are_a_broken_run(pair):
    pair[0].samples_file().write_bytes(b"PK")
    with pytest.raises(genbench.BrokenRun, match=r"samples\.npz is damaged.*genbench sample"):
        report(pair)


@pytest.mark.filterwarnings("ignore:.* is not of this run, or of another step:UserWarning")
def test_a_checkpoint_of_another_configuration_is_named_as_missing(pair):
    record = pair[0].read_config_as(dict)
    pair[0].write_config(replace(record, config=record.config | {"hidden_sizes": [3]}))
    assert "checkpoint does not fit the networks" in report(pair[:1]).read_text("utf-8")
