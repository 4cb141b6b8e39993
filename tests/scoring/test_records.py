import csv

from made_records import CHECKPOINT, drawn, metrics_record, row, run_record
from made_records import entry as made

from genbench.runs import Run
from genbench.scoring import records
from genbench.scoring.entries import RowEntry


def test_a_record_survives_the_disk(tmp_path):
    rows = {"noise": {"recall/judge": RowEntry(value=0.5, n=100)}}
    record = metrics_record({"recall/judge": made(0.25, 0.125, 0.5)}, calibration=rows)
    run = Run(tmp_path)
    run.write_config(run_record())
    run.write_checkpoint(2000, CHECKPOINT)
    records.write(run, record)
    assert records.read(run) == record


def test_the_table_for_spreadsheets_has_the_calibration_rows_beside_each_metric(tmp_path):
    rows = {"noise": {"recall/judge": RowEntry(value=0.5, n=100)}, "null": {}}
    run = Run(tmp_path)
    records.write(run, metrics_record({"recall/judge": made(0.25)}, calibration=rows))
    (line,) = csv.DictReader(run.metrics_csv.read_text("utf-8").splitlines())
    assert (line["value"], line["noise"], line["null"]) == ("0.25", "0.5", "")


def test_the_table_for_spreadsheets_says_how_samples_stand_beside_real_images(tmp_path):
    rows = {"real held out": row(recall_judge=[0.9, 0.91, 0.92])}
    measured = {
        "recall/judge": drawn(0.1, 0.11, 0.12, better="higher"),
        "coverage/judge": drawn(0.1, 0.11, 0.12, better="higher"),
    }
    run = Run(tmp_path)
    records.write(run, metrics_record(measured, calibration=rows))
    recall, coverage = csv.DictReader(run.metrics_csv.read_text("utf-8").splitlines())
    assert (recall["beside real"], coverage["beside real"]) == ("real", "unknown")
    assert (recall["real held out, low"], recall["real held out, high"]) == ("0.9", "0.92")


def test_another_sampler_takes_the_place_of_the_usual_one():
    record = metrics_record(
        {"recall/judge": made(0.25)}, others={"draws": {"recall/judge": made(1)}}
    )
    chosen = record.with_sampler("draws")
    assert (chosen.protocol.sampler, chosen.metrics["recall/judge"].value) == ("draws", 1)
    assert chosen.others[record.protocol.sampler] == record.metrics
    assert record.with_sampler("nonsense") is record
