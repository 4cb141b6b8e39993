import csv

import numpy as np
import pytest
from made_records import entry as made
from made_records import metrics_record
from scipy import stats

from genbench.runs import Run
from genbench.scoring import records, table
from genbench.scoring.measuring import Score
from genbench.scoring.records import RowEntry
from genbench.scoring.table import METRICS

METRIC = METRICS[0]


def test_an_entry_has_the_t_interval_of_its_draws():
    values = (1.0, 2.0, 4.0)
    entry = records.entry(Score(METRIC, "judge", 100, values), {})
    low, high = stats.t.interval(0.95, 2, loc=np.mean(values), scale=stats.sem(values))
    assert entry.value == pytest.approx(np.mean(values), rel=1e-5)
    assert (entry.low, entry.high) == pytest.approx((low, high), rel=1e-5)
    assert entry.n == 100
    assert entry.draws == (1.0, 2.0, 4.0)


def test_a_failed_entry_has_a_reason_and_no_number():
    entry = records.entry(Score(METRIC, "judge", 3, error="Too few."), {})
    assert entry.error == "Too few."
    assert entry.value is entry.low is entry.high is None


def test_like_real_is_what_fresh_real_images_score():
    metric = next(metric for metric in METRICS if metric.better == table.LIKE_REAL)
    score = Score(metric, "pictures", 10, (0.3, 0.4))
    assert records.entry(score, {score.name: RowEntry(value=0.1, n=10)}).better == 0.1


def test_a_record_survives_the_disk(tmp_path):
    rows = {"noise": {"recall/judge": RowEntry(value=0.5, n=100)}}
    record = metrics_record({"recall/judge": made(0.25, 0.125, 0.5)}, calibration=rows)
    run = Run(tmp_path)
    records.write(run, record)
    assert records.read(run) == record


def test_the_table_for_spreadsheets_has_the_calibration_rows_beside_each_metric(tmp_path):
    rows = {"noise": {"recall/judge": RowEntry(value=0.5, n=100)}, "null": {}}
    run = Run(tmp_path)
    records.write(run, metrics_record({"recall/judge": made(0.25)}, calibration=rows))
    (line,) = csv.DictReader(run.metrics_csv.read_text("utf-8").splitlines())
    assert (line["value"], line["noise"], line["null"]) == ("0.25", "0.5", "")


def test_another_sampler_takes_the_place_of_the_usual_one():
    record = metrics_record(
        {"recall/judge": made(0.25)}, others={"draws": {"recall/judge": made(1)}}
    )
    chosen = record.with_sampler("draws")
    assert (chosen.protocol.sampler, chosen.metrics["recall/judge"].value) == ("draws", 1)
    assert chosen.others[record.protocol.sampler] == record.metrics
    assert record.with_sampler("nonsense") is record


def test_what_was_not_measured_has_no_span():
    with pytest.raises(ValueError, match="because Too few"):
        _ = made(None, error="Too few").span
