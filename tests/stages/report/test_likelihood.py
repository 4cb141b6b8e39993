"""The panel of likelihoods."""

from __future__ import annotations

from made_records import likelihood_record

from genbench.stages.report.likelihood import panel
from genbench.stages.report.report import report


def test_brackets_of_all_runs_are_on_one_scale(pair):
    records = {
        run.name: likelihood_record(run, value, gap=10.0)
        for run, value in zip(pair, (600.0, 650.0), strict=True)
    }
    found = panel(records)
    assert found
    vae, gan = found.lanes
    # From 599 to 660.
    assert vae.low == 4
    assert gan.top == 96
    per_nat = 92 / 61
    assert abs(gan.at - vae.at - 50 * per_nat) < 0.02
    assert abs(vae.top - vae.at - 10 * per_nat) < 0.02
    assert vae.text == "600.0 to 610.0"


def test_a_run_without_likelihood_has_no_lane(pair):
    assert panel({run.name: None for run in pair}) is None
    found = panel({"a": None, "b": likelihood_record(pair[1], 1.0)})
    assert found
    assert [(lane.name, lane.run) for lane in found.lanes] == [("b", 1)]


def test_the_page_draws_the_bracket_and_shows_the_table(pair):
    pair[0].write_record("likelihood", likelihood_record(pair[0], 600.0, gap=10.0))
    html = report(pair).read_text("utf-8")
    assert 'class="bracket"' in html
    assert "vae-blobs: 600.0 to 610.0 nats" in html
    assert "annealed importance sampling, from below" in html


def test_a_page_without_likelihoods_has_no_such_section(pair):
    assert 'id="likelihood"' not in report(pair).read_text("utf-8")
