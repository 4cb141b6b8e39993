import re

import pytest

from genbench.scoring import table
from genbench.scoring.glossary import OTHERS, QUALITIES
from genbench.scoring.table import METRICS
from genbench.system.errors import BrokenRun


def test_every_metric_stands_once_in_the_table():
    names = [metric.name for metric in METRICS]
    assert len(set(names)) == len(names)


def test_every_metric_speaks_of_a_quality_that_there_is():
    assert {metric.quality for metric in METRICS} == {q.name for q in (*QUALITIES, *OTHERS)}


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_every_metric_says_what_it_misses_or_rewards(metric):
    assert re.search("misses|rewards|takes|hide", metric.meaning, re.IGNORECASE)


def test_a_metric_is_found_in_each_of_its_spaces():
    assert table.look_up("recall/judge") is table.look_up("recall/pca")
    assert table.look_up("improved_recall/judge").name == "improved_recall"


def test_a_metric_that_there_is_not_is_refused():
    with pytest.raises(BrokenRun, match="no metric 'charm/judge'"):
        table.look_up("charm/judge")


@pytest.mark.parametrize(
    ("better", "said"), [("higher", "more is better"), (0.5, "0.5 is best"), (0.0, "0 is best")]
)
def test_the_direction_is_told_in_words(better, said):
    assert table.direction(better) == said
