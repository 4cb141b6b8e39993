"""The report, without a browser: what stands on the page, and what can never stand on it."""

import base64
import copy
import hashlib
import json
import re
import shutil

import numpy as np
import pytest

import genbench
from genbench.cli.main import main
from genbench.runs import Run
from genbench.stages.report.figures import FIGURES
from genbench.stages.report.portrait import load_split, portray
from genbench.stages.report.report import report
from genbench.stages.sampling.sample import sample

METRICS = {
    "metrics": {
        "frechet_distance": {
            "value": 12.5,
            "low": 12.0,
            "high": 13.0,
            "n": 1000,
            "better": "lower",
            "space": "judge",
        }
    },
    "calibration": {"real-train": {"frechet_distance": 1.5}, "noise": {"frechet_distance": 900.0}},
    "protocol": {"extractor": "judge-of-blobs", "seeds": [0, 1]},
}


@pytest.fixture(scope="module")
def sampled(vae_run, gan_run, tmp_path_factory):
    """A folder runs/ with a VAE and a GAN that have been trained and sampled, to read from only."""
    root = tmp_path_factory.mktemp("work") / "runs"
    for run in (vae_run, gan_run):
        sample(Run(shutil.copytree(run.path, root / run.name)), n=150)
    return root


@pytest.fixture
def pair(sampled, here):
    """Copies of both runs at runs/vae-blobs and runs/gan-blobs of the working folder."""
    shutil.copytree(sampled, here / "runs")
    return [Run(here / "runs" / name) for name in ("vae-blobs", "gan-blobs")]


def write_metrics(run, record=METRICS, **changes):
    record = copy.deepcopy(record)
    record["metrics"]["frechet_distance"] |= changes
    run.write_record("metrics", record)


def first(pattern, html):
    match = re.search(pattern, html, re.DOTALL)
    assert match
    return match[1]


def facts(html):
    return json.loads(first(r'id="facts">(.*?)</script>', html))


def test_the_page_stands_beside_the_first_of_several_runs(pair):
    assert report(pair) == pair[0].path.parent / "report-vae-blobs-vs-gan-blobs.html"


def test_the_page_of_one_run_stands_in_it(pair):
    assert report(pair[:1]) == pair[0].path / "report.html"


def test_a_run_may_be_given_alone(pair):
    assert genbench.report("vae-blobs").name == "report.html"


def test_nothing_is_asked_from_outside(pair):
    html = report(pair).read_text("utf-8")
    asked = re.findall(r"""(?:src|href|srcset|action|data)=["']([^"']*)""", html)
    assert asked
    assert all(target.startswith(("#", "data:image/webp;")) for target in asked)
    assert not re.search(r"url\(|@import|\bfetch\(|XMLHttpRequest|WebSocket", html)


def test_the_policy_names_the_digests_of_the_style_and_the_script(pair):
    html = report(pair).read_text("utf-8")
    policy = first(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy.startswith("default-src &#39;none&#39;")
    for element in ("style", "script"):
        content = first(rf"<{element}>(.*?)</{element}>", html)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{element}-src &#39;sha256-{digest}&#39;" in policy.replace("&#43;", "+")


def test_the_page_has_no_inline_style_or_handler(pair):
    html = report(pair).read_text("utf-8")
    markup = re.sub(r"<(style|script)\b.*?</\1>", "", html, flags=re.DOTALL)
    assert not re.search(r"\s(style|on\w+)=", markup)


def test_the_same_runs_give_the_same_bytes(pair):
    once = report(pair, out="once.html").read_bytes()
    assert report(pair, out="twice.html").read_bytes() == once


def test_names_are_escaped(pair):
    evil = pair[0].path.rename(pair[0].path.with_name("<script>alert(1)<script>"))
    html = report([evil]).read_text("utf-8")
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html


def test_what_metrics_json_says_cannot_end_the_script(pair):
    record = json.loads(json.dumps(METRICS))
    evil = "</script><script>alert(1)</script>"
    record["metrics"][evil] = {"value": 1.0, "space": evil}
    record["calibration"][evil] = {evil: 1.0}
    record["protocol"][evil] = evil
    write_metrics(pair[0], record)
    assert "<script>alert(1)" not in report(pair).read_text("utf-8")


def test_an_own_class_name_cannot_end_the_script(pair):
    record = json.loads(pair[0].config_file.read_text())
    record["data"]["classes"] = ["</script><script>alert(1)</script>"]
    pair[0].config_file.write_text(json.dumps(record))
    assert "<script>alert(1)" not in report(pair).read_text("utf-8")


def test_without_metrics_there_is_no_verdict_but_the_commands_for_one(pair):
    html = report(pair).read_text("utf-8")
    assert '<h1 id="headline">No verdict yet</h1>' in html
    assert "genbench evaluate vae-blobs" in html
    assert "genbench evaluate gan-blobs" in html


def test_a_run_without_samples_says_which_command_draws_them(pair):
    pair[1].samples_file().unlink()
    assert "genbench sample gan-blobs" in report(pair).read_text("utf-8")


def test_a_verdict_stands_where_the_intervals_lie_apart(pair):
    write_metrics(pair[0])
    write_metrics(pair[1], value=9.5, low=9.0, high=10.0)
    assert "gan-blobs is closer to the data</h1>" in report(pair).read_text("utf-8")


def test_one_measured_run_of_two_wins_nothing(pair):
    write_metrics(pair[0])
    html = report(pair).read_text("utf-8")
    assert "only vae-blobs is measured" in html
    assert "No verdict yet: nothing is measured of both" in html


def test_calibration_and_protocol_are_shown(pair):
    write_metrics(pair[0])
    html = report(pair[:1]).read_text("utf-8")
    assert 'data-sort="900.0"' in html
    assert "judge-of-blobs" in html


def test_damaged_metrics_are_a_broken_run(pair):
    (pair[0].path / "metrics.json").write_text("{")
    with pytest.raises(genbench.BrokenRun, match=r"metrics\.json is damaged.*genbench evaluate"):
        report(pair)


def test_a_verdict_over_seeds_stands_above_what_one_seed_says(pair):
    html = report(pair, over_seeds="Overall: nobody.").read_text("utf-8")
    assert first(r"<h1[^>]*>(.*?)</h1>", html) == "Overall: nobody."


def test_damaged_samples_are_a_broken_run(pair):
    pair[0].samples_file().write_bytes(b"PK")
    with pytest.raises(genbench.BrokenRun, match=r"samples\.npz is damaged.*genbench sample"):
        report(pair)


def test_every_snapshot_is_on_the_clock(pair):
    run = facts(report(pair).read_text("utf-8"))["runs"][0]
    assert run["frames"] == [16 * step for step in range(0, 61, 10)]
    assert sum(sheet["n"] for sheet in run["reel"]) == 7


def test_the_nearest_training_image_is_the_nearest(pair):
    portrait = portray(pair[0], "vae", load_split, n_quiz=4)
    dataset = portrait.record["config"]["dataset"]
    train = load_split(dataset, "train", portrait.record["data"]["sha256"])
    assert train is not None
    with np.load(pair[0].samples_file()) as file:
        shown = file["images"][:100] / 255.0
    differences = shown[:, None] - train.images[None] / 255.0
    expected = np.sqrt((differences**2).mean(axis=(2, 3, 4))).min(axis=1)
    np.testing.assert_allclose(portrait.distances, expected, rtol=6e-3)


def test_a_data_set_that_is_gone_is_named_as_missing(pair):
    for run in pair:
        record = json.loads(run.config_file.read_text())
        record["config"]["dataset"] = record["data"]["name"] = "gone.npz"
        run.config_file.write_text(json.dumps(record))
    html = report(pair).read_text("utf-8")
    assert "the data set gone.npz of this run is not here" in html
    assert facts(html)["quiz"] is None


def test_a_changed_data_set_is_not_taken_for_the_one_trained_on(blobs):
    assert load_split(str(blobs), "train", "0" * 64) is None


def test_a_run_that_stopped_early_says_how_to_go_on(pair):
    lines = pair[0].log_file.read_text().splitlines()[:4]
    pair[0].log_file.write_text("\n".join(lines) + "\n")
    html = report(pair[:1]).read_text("utf-8")
    assert "stopped early" in html
    assert "genbench train vae" in html


def test_a_run_of_only_a_configuration_has_a_page(pair):
    bare = Run(pair[0].path.with_name("bare"))
    bare.path.mkdir()
    shutil.copy(pair[0].config_file, bare.config_file)
    html = report([bare]).read_text("utf-8")
    assert "there is no checkpoint" in html
    assert "none have been drawn" in html


def test_a_checkpoint_of_another_version_leaves_the_rest_of_the_page(pair):
    record = json.loads(pair[0].config_file.read_text())
    record["config"]["hidden_sizes"] = [3]
    pair[0].config_file.write_text(json.dumps(record))
    assert "its checkpoint does not fit this genbench" in report(pair[:1]).read_text("utf-8")


def test_ten_runs_are_one_page(pair):
    ten = [shutil.copytree(pair[i % 2].path, pair[0].path.parent / f"run{i}") for i in range(10)]
    page = report(ten)
    assert page.name == "report-run0-vs-run1-vs-run2-vs-7-more.html"
    assert len(facts(page.read_text("utf-8"))["runs"]) == 10


def test_equal_names_are_told_apart_by_their_folders(pair):
    other = shutil.copytree(pair[0].path, pair[0].path.parent / "duel" / "vae-blobs")
    html = report([pair[0], other]).read_text("utf-8")
    assert [run["name"] for run in facts(html)["runs"]] == ["runs/vae-blobs", "duel/vae-blobs"]


def test_an_alarm_is_shown(pair):
    entry = pair[0].read_log()[-1] | {"alarms": {"collapse": "The posterior has collapsed."}}
    pair[0].append_log(entry)
    assert "The posterior has collapsed." in report(pair[:1]).read_text("utf-8")


def test_other_figures_of_a_run_are_shown(pair):
    pair[0].figures.mkdir(exist_ok=True)
    shutil.copy(pair[0].path / "samples.png", pair[0].figures / "label_histogram.png")
    assert "label histogram" in report(pair[:1]).read_text("utf-8")


def test_what_evaluate_draws_is_described(pair):
    pair[0].figures.mkdir(exist_ok=True)
    for name in FIGURES:
        shutil.copy(pair[0].path / "samples.png", pair[0].figures / f"{name}.png")
    html = report(pair[:1]).read_text("utf-8")
    for caption, alt in FIGURES.values():
        assert f"<figcaption>{caption}</figcaption>" in html
        assert f'alt="vae-blobs, {alt}"' in html


def test_no_run_is_a_mistake():
    with pytest.raises(ValueError, match="at least one run"):
        report([])


def test_a_run_given_twice_is_a_mistake(pair):
    with pytest.raises(ValueError, match="given twice"):
        report([pair[0], pair[0]])


def test_the_command_prints_where_the_page_is(pair, capsys):
    main(["report", "vae-blobs", "gan-blobs", "--out", "page.html"])
    assert capsys.readouterr().out == "page.html\n"
