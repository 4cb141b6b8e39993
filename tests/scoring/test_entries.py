import numpy as np
import pytest
from made_records import drawn, row_entry
from made_records import entry as made
from scipy import stats

from genbench.scoring import entries, table
from genbench.scoring.entries import RowEntry
from genbench.scoring.measuring import Score
from genbench.scoring.table import METRICS

METRIC = METRICS[0]


def test_an_entry_has_the_t_interval_of_its_draws():
    values = (11.0, 12.0, 14.0)
    entry = entries.entry(Score(METRIC, "judge", 100, values), {})
    low, high = stats.t.interval(0.95, 2, loc=np.mean(values), scale=stats.sem(values))
    assert entry.value == pytest.approx(np.mean(values), rel=1e-5)
    assert (entry.low, entry.high) == pytest.approx((low, high), rel=1e-5)
    assert entry.n == 100
    assert entry.draws == values


def test_an_interval_is_cut_to_what_the_metric_can_be_and_says_so():
    (precision,) = [metric for metric in METRICS if metric.name == "precision"]
    cut = entries.entry(Score(precision, "judge", 100, (0.9, 0.95, 1.0)), {})
    assert stats.t.interval(0.95, 2, loc=0.95, scale=stats.sem(cut.draws))[1] > 1
    assert (cut.high, cut.is_cut) == (1.0, True)
    assert entries.ends(cut).endswith(" to 1.00, cut")
    whole = entries.entry(Score(precision, "judge", 100, (0.5, 0.51, 0.52)), {})
    assert not whole.is_cut


def test_an_interval_over_seeds_is_cut_as_well():
    trained = [made(value, better="higher") for value in (0.9, 0.95, 1.0)]
    assert entries.over_seeds("recall/judge", trained).span.high == 1.0
    assert entries.over_seeds("kernel_distance/judge", trained).span.high > 1.0


def test_a_mean_over_images_is_decided_by_the_means_of_five_parts():
    values = np.arange(10.0)
    found = entries.image_entry(values, better="lower")
    assert found.draws == (0.5, 2.5, 4.5, 6.5, 8.5)
    assert (found.value, found.over) == (4.5, "images")


def test_a_row_of_several_draws_has_their_interval():
    row = entries.row([Score(METRIC, "judge", 100, (1.0, 2.0, 4.0))])["frechet_distance/judge"]
    entry = entries.entry(Score(METRIC, "judge", 100, (1.0, 2.0, 4.0)), {})
    assert (row.span, row.draws) == (entry.span, (1.0, 2.0, 4.0))


def test_a_row_of_one_draw_has_none():
    row = entries.row([Score(METRIC, "judge", 100, (2.0,))])["frechet_distance/judge"]
    assert (row.low, row.draws, row.span) == (None, (), (2.0, 2.0, 2.0))
    assert entries.ends(row) == ""


def test_samples_stand_beside_real_images():
    def said(*draws):
        return str(entries.beside_real(drawn(*draws), row_entry([10.0, 11.0, 12.0])))

    assert said(3.0, 4.0, 5.0) == "all as good as real"
    assert said(11.0, 14.0, 17.0) == "nobody is told apart"
    assert said(50.0, 51.0, 52.0) == "real"


def test_beside_one_draw_of_real_images_nothing_is_said():
    assert entries.beside_real(drawn(1.0, 2.0, 3.0), row_entry(10.0)) is None
    assert entries.beside_real(drawn(1.0, 2.0, 3.0), None) is None


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
