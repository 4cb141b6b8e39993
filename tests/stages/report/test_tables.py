from made_records import between, entry, metrics_record, row

from genbench.scoring.entries import RowEntry
from genbench.scoring.table import METRICS
from genbench.stages.report.answer import answers
from genbench.stages.report.tables import groups

RECALL = between(0.1, 0.2, "higher")


def test_a_table_holds_runs_then_calibration():
    measured = metrics_record(
        {"recall/judge": RECALL}, calibration={"noise": row(recall_judge=0.0)}
    )
    (group,) = groups({"a": measured, "b": None})
    assert [r.name for r in group.first.rows] == ["a", "b", "noise"]
    assert [r.cells[0].text for r in group.first.rows] == ["0.150", "unknown", "0.00"]


def test_a_calibration_row_without_a_value_has_no_line():
    rows = {"noise": {"recall/judge": RowEntry(value=None, n=100, error="Too few.")}, "null": {}}
    (group,) = groups({"a": metrics_record({"recall/judge": RECALL}, calibration=rows)})
    assert [r.name for r in group.first.rows] == ["a"]


def test_another_sampler_stands_below_its_run():
    others = {"draws": {"recall/judge": between(0.9, 0.9, "higher")}}
    a = metrics_record({"recall/judge": RECALL}, others=others)
    b = metrics_record({"recall/judge": between(0.3, 0.4, "higher")})
    (group,) = groups({"a": a, "b": b})
    rows = [(r.name, r.run, r.kind, r.cells[0].text) for r in group.first.rows]
    assert rows == [
        ("a", 0, "model", "0.150"),
        ("a, draws", 0, "sampler", "0.900"),
        ("b", 1, "model", "0.350"),
    ]


def test_a_table_holds_one_metric_in_all_its_spaces():
    names = ("capped_recall/judge", "recall/judge", "recall/pca")
    (group,) = groups({"a": metrics_record(dict.fromkeys(names, RECALL))})
    assert group.first.label == "Recall"
    assert [column.space for column in group.first.columns] == ["judge", "PCA"]
    assert [other.label for other in group.others] == ["Recall, capped"]


def test_the_metric_that_decides_stands_first():
    a = metrics_record({"frechet_distance/judge": between(1, 2), "precision/judge": RECALL})
    b = metrics_record({"precision/judge": RECALL})
    (group,) = groups({"a": a, "b": b})
    likeness = next(v for v in answers({"a": a, "b": b}) if v.quality.name == "likeness")
    assert group.first.label == likeness.metric == "Precision"


def test_every_table_has_a_name_of_its_own():
    names = [f"{metric.name}/judge" for metric in METRICS]
    found = groups({"a": metrics_record(dict.fromkeys(names, entry(1.0)))})
    labels = [table.label for group in found for table in (group.first, *group.others)]
    assert len(set(labels)) == len(labels) == len(METRICS)


def test_a_failed_metric_stands_in_the_table_with_its_reason():
    failed = metrics_record({"recall/judge": entry(None, error="too few samples")})
    (group,) = groups({"a": failed})
    assert group.first.rows[0].cells[0].text == "failed"
    assert group.first.failures == ["a, judge: too few samples"]


def test_an_arrow_tells_what_is_better():
    found = {
        "frechet_distance/judge": between(1, 2),
        "recall/judge": RECALL,
        "sharpness/pictures": between(1, 2, 1.0),
    }
    told = [(g.first.arrow, g.first.direction) for g in groups({"a": metrics_record(found)})]
    assert told == [("↓", "less is better"), ("↑", "more is better"), ("→", "1 is best")]


def test_a_cell_tells_how_many_images_where_runs_differ_in_that():
    records = {
        run: metrics_record({"recall/judge": entry(0.1, n=n)}) for run, n in (("a", 10), ("b", 20))
    }
    (group,) = groups(records)
    assert group.first.columns[0].n is None
    assert [r.cells[0].note for r in group.first.rows] == ["n = 10", "n = 20"]
    (group,) = groups({"a": records["a"]})
    assert (group.first.columns[0].n, group.first.rows[0].cells[0].note) == (10, "")


def test_a_cell_is_sorted_by_its_whole_value():
    (group,) = groups({"a": metrics_record({"recall/judge": entry(0.123456, 0.1, 0.2)})})
    (cell,) = group.first.rows[0].cells
    assert (cell.text, cell.interval, cell.sort) == ("0.123", "0.100 to 0.200", 0.123456)
