"""The page, without a browser: what stands on it, and what can never stand on it."""

import base64
import hashlib
import re
from dataclasses import replace

from made_records import between, entry, measured_of, metrics_record, noted_figures, protocol, row
from read_page import facts, first, one_language

from genbench.scoring.records import SamplerRecord, SpaceRecord
from genbench.stages.report.figures import FIGURES
from genbench.stages.report.report import report

EVIL = "</script><script>alert(1)</script>"


def page(runs, **arguments):
    return one_language(report(runs, **arguments).read_text("utf-8"))


def measure(run, low=12.0, high=13.0, **changes):
    entries = {"frechet_distance/judge": between(low, high)}
    run.write_record("metrics", measured_of(run, metrics_record(entries, **changes)))


# Safe


def test_nothing_is_asked_from_outside(pair):
    html = page(pair)
    asked = re.findall(r"""(?:src|href|srcset|action|data)=["']([^"']*)""", html)
    assert asked
    assert all(target.startswith(("#", "data:image/webp;")) for target in asked)
    assert not re.search(r"url\(|@import|\bfetch\(|XMLHttpRequest|WebSocket", html)


def test_the_policy_names_the_digests_of_the_style_and_the_script(pair):
    html = page(pair)
    policy = first(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy.startswith("default-src &#39;none&#39;")
    for element in ("style", "script"):
        content = first(rf"<{element}>(.*?)</{element}>", html)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{element}-src &#39;sha256-{digest}&#39;" in policy.replace("&#43;", "+")


def test_the_page_has_no_inline_style_or_handler(pair):
    markup = re.sub(r"<(style|script)\b.*?</\1>", "", page(pair), flags=re.DOTALL)
    assert not re.search(r"\s(style|on\w+)=", markup)


def test_names_are_escaped(pair):
    evil = pair[0].path.rename(pair[0].path.with_name("<script>alert(1)<script>"))
    html = page([evil])
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html


def test_what_metrics_json_says_cannot_end_the_script(pair):
    entries = {f"recall/{EVIL}": entry(1.0, space=EVIL), "recall/pca": entry(None, error=EVIL)}
    told = protocol(
        dataset=EVIL,
        spaces={EVIL: SpaceRecord(EVIL, EVIL)},
        sampler=EVIL,
        samplers={EVIL: SamplerRecord(EVIL, 1, 0, EVIL, EVIL, (EVIL,))},
        interval=EVIL,
        parameters={EVIL: 1},
    )
    calibration = {EVIL: row(recall_judge=1.0)}
    others = {EVIL: entries}
    record = metrics_record(entries, others=others, calibration=calibration, protocol=told)
    pair[0].write_record("metrics", measured_of(pair[0], record))
    html = page(pair)
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html


def test_an_own_class_name_cannot_end_the_script(pair):
    record = pair[0].read_config_as(dict)
    pair[0].write_config(replace(record, data=replace(record.data, classes=(EVIL,) * 4)))
    html = page(pair)
    assert facts(html)["runs"][0]["classes"] == [EVIL] * 4
    assert "<script>alert(1)" not in html


# What it says


def test_without_metrics_there_is_no_verdict_but_the_commands_for_one(pair):
    html = page(pair)
    assert '<h1 id="headline">No verdict yet</h1>' in html
    assert "genbench evaluate vae-blobs" in html
    assert "genbench evaluate gan-blobs" in html


def test_a_verdict_stands_where_the_intervals_lie_apart(pair):
    measure(pair[0])
    measure(pair[1], 9.0, 10.0)
    assert "gan-blobs is closer to the data</h1>" in page(pair)


def test_one_measured_run_of_two_wins_nothing(pair):
    measure(pair[0])
    html = page(pair)
    assert "only vae-blobs is measured" in html
    assert "No verdict yet: nothing is measured of both" in html


def test_a_verdict_over_seeds_stands_above_what_one_seed_says(pair):
    html = page(pair, over_seeds="Overall: nobody.")
    assert first(r"<h1[^>]*>(.*?)</h1>", html) == "Overall: nobody."


def test_calibration_and_protocol_are_shown(pair):
    calibration = {"noise": row(frechet_distance_judge=900.0)}
    measure(pair[0], calibration=calibration, protocol=protocol(reference="the other half"))
    html = page(pair[:1])
    assert 'data-sort="900.0"' in html
    assert "Pixels each drawn at random." in html
    assert "<dt>reference</dt><dd>the other half</dd>" in html


def test_other_samplers_and_feature_spaces_are_explained(pair):
    measure(pair[0], others={"draws": {"frechet_distance/judge": between(20, 21)}})
    html = page(pair[:1])
    assert "draws (draws from p(x|z), each value 0 or 1)" in html
    assert "PCA (64 principal components of blobs)" in html


def test_every_snapshot_is_on_the_clock(pair):
    found = facts(page(pair))
    assert found["clock"] == [16 * step for step in range(0, 61, 10)]
    assert found["runs"][0]["frames"] == found["clock"]
    assert sum(sheet["n"] for sheet in found["runs"][0]["reel"]) == 7


def test_an_alarm_is_shown(pair):
    pair[0].append_log(
        pair[0].read_log()[-1] | {"alarms": {"collapse": "The posterior has collapsed."}}
    )
    assert "The posterior has collapsed." in page(pair[:1])


def test_other_figures_of_a_run_are_shown(pair):
    noted_figures(pair[0], "label_histogram")
    assert "label histogram" in page(pair[:1])


def test_what_evaluate_draws_is_described(pair):
    noted_figures(pair[0], *FIGURES)
    html = page(pair[:1])
    for caption, alt in FIGURES.values():
        assert f"<figcaption>{caption}</figcaption>" in html
        assert f'alt="vae-blobs, {alt}"' in html


# What is missing


def test_a_run_without_samples_says_which_command_draws_them(pair):
    pair[1].samples_file().unlink()
    assert "genbench sample gan-blobs" in page(pair)


def test_a_data_set_that_is_gone_is_named_as_missing(pair):
    for run in pair:
        record = run.read_config_as(dict)
        gone = replace(
            record,
            config=record.config | {"dataset": "gone.npz"},
            data=replace(record.data, name="gone.npz"),
        )
        run.write_config(gone)
        run.write_place("gone.npz")
    html = page(pair)
    assert "the data set gone.npz of this run is not here" in html
    assert facts(html)["quiz"] is None


def test_a_run_that_stopped_early_says_how_to_go_on(pair):
    lines = pair[0].log_file.read_text().splitlines()[:4]
    pair[0].log_file.write_text("\n".join(lines) + "\n")
    html = page(pair[:1])
    assert "stopped early" in html
    assert "genbench train vae" in html
