"""Metrics of a file: read as rows of the table, and told on by metrics.json without their code."""

import msgspec
import numpy as np
import pytest
from small import METRICS_FILE

from genbench.runs.formats import plain
from genbench.scoring import own_metrics, table
from genbench.scoring.own_metrics import OwnRow
from genbench.system.errors import InvalidInput

WHOLE = """
import genbench as gb
METRICS = [gb.Metric("sameness", ("pca",), "lower", "variety", "Sameness", "Misses all.", of=max)]
"""


def test_the_vendi_score_is_as_many_as_there_are_different_rows():
    (own,) = own_metrics.load(str(METRICS_FILE))
    rows = np.repeat(np.eye(5, dtype=np.float32), 4, axis=0)
    assert own.metric.of is not None
    assert own.metric.of(rows, rows) == pytest.approx(5)
    assert own.metric.of(rows, rows[:1]) == pytest.approx(1)


def test_a_row_comes_back_from_json_and_is_found_by_its_name():
    (own,) = own_metrics.load(str(METRICS_FILE))
    row = msgspec.json.decode(msgspec.json.encode(plain(own.row)), type=OwnRow)
    assert row == own.row
    found = table.look_up("vendi_score/pca")
    assert (found.label, found.better, found.limits) == ("Vendi score", "like real", table.ANY)
    assert table.rank("vendi_score/pca") >= len(table.METRICS)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("METRICS", "OTHERS", "must hold a sequence of metrics"),
        ('[gb.Metric("', '["', "cannot be loaded: SyntaxError"),
        ("sameness", "recall", "there is a metric 'recall' already. Rename yours"),
        (
            '"pca"',
            '"paca"',
            r"spaces must be of judge, pca, random, pictures. Received: \('paca',\)",
        ),
        ("lower", "less", "better must be 'higher', 'lower', 'like real' or the number"),
        ("variety", "charm", "quality must be one of likeness, variety"),
        ("Misses all.", "", "meaning must be a line that says"),
        (", of=max", "", "'sameness' needs `of`, a function of real and fake features"),
    ],
)
def test_a_row_that_would_not_read_as_the_others_is_refused(tmp_path, old, new, said):
    file = tmp_path / "mine.py"
    file.write_text(WHOLE.replace(old, new), "utf-8")
    with pytest.raises(InvalidInput, match=said):
        own_metrics.load(str(file))


def test_metrics_that_are_nowhere_are_refused():
    with pytest.raises(InvalidInput, match=r"There are no metrics 'vendi'. Name a file"):
        own_metrics.load("vendi")
