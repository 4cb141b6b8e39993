import numpy as np
import pytest
from made_records import entry as made
from scipy import stats

from genbench.scoring import entries, table
from genbench.scoring.entries import RowEntry
from genbench.scoring.measuring import Score
from genbench.scoring.table import METRICS

METRIC = METRICS[0]


def test_an_entry_has_the_t_interval_of_its_draws():
    values = (1.0, 2.0, 4.0)
    entry = entries.entry(Score(METRIC, "judge", 100, values), {})
    low, high = stats.t.interval(0.95, 2, loc=np.mean(values), scale=stats.sem(values))
    assert entry.value == pytest.approx(np.mean(values), rel=1e-5)
    assert (entry.low, entry.high) == pytest.approx((low, high), rel=1e-5)
    assert entry.n == 100
    assert entry.draws == (1.0, 2.0, 4.0)


def test_a_failed_entry_has_a_reason_and_no_number():
    entry = entries.entry(Score(METRIC, "judge", 3, error="Too few."), {})
    assert entry.error == "Too few."
    assert entry.value is entry.low is entry.high is None


def test_like_real_is_what_fresh_real_images_score():
    metric = next(metric for metric in METRICS if metric.better == table.LIKE_REAL)
    score = Score(metric, "pictures", 10, (0.3, 0.4))
    assert entries.entry(score, {score.name: RowEntry(value=0.1, n=10)}).better == 0.1


def test_what_was_not_measured_has_no_span():
    with pytest.raises(ValueError, match="because Too few"):
        _ = made(None, error="Too few").span
