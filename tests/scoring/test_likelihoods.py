"""likelihood.json: what it holds, and what verdicts make of it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from made_records import estimate, likelihood_record, metrics_record, write_run

from genbench.scoring import likelihood_tables, likelihoods, verdicts
from genbench.system.errors import BrokenRun

NAME = "log_likelihood/shared"


@pytest.fixture
def pair(tmp_path):
    return [write_run(tmp_path, name, steps=steps) for name, steps in (("a", 5), ("b", 6))]


def decided(pair, *values, gap=0.1):
    records = {}
    for run, value in zip(pair, values, strict=True):
        run.write_record("likelihood", likelihood_record(run, value, gap=gap))
        records[run.name] = likelihoods.joined(run, metrics_record({}))
    return verdicts.decisions(records)[NAME]


def test_it_is_read_as_it_was_written(pair):
    record = likelihood_record(pair[0], -80.0)
    pair[0].write_record("likelihood", record)
    assert likelihoods.read(pair[0]) == record


def test_the_more_probable_one_leads(pair):
    assert decided(pair, 600.0, 900.0).leaders == ("b",)


def test_a_difference_within_the_brackets_is_not_told_apart(pair):
    assert decided(pair, 600.0, 604.0).leaders == ("b",)
    assert not decided(pair, 600.0, 604.0, gap=20.0).is_told


def test_the_surest_estimate_stands_in_the_column(pair):
    record = likelihood_record(pair[0], 600.0)
    more = {**record.estimates, "quadrature": estimate(601.0)}
    assert record.entry().span.value == 600.0
    assert replace(record, estimates=more).entry().span.value == 601.0
    assert replace(record, estimates={**more, "exact": estimate(602.0)}).best == "exact"


def test_other_data_are_refused(pair):
    record = likelihood_record(pair[0], 600.0)
    protocol = replace(record.protocol, held_out_sha256="9" * 64)
    pair[0].write_record("likelihood", replace(record, protocol=protocol))
    with pytest.raises(BrokenRun, match="measured on other data"):
        likelihoods.read(pair[0])


def test_without_likelihood_a_record_is_as_it_was(pair):
    assert likelihoods.joined(pair[0], metrics_record({})).metrics == {}


def test_an_unknown_estimate_is_refused(pair):
    with pytest.raises(ValueError, match="no estimate is called guess"):
        replace(likelihood_record(pair[0], 1.0), estimates={"guess": estimate(1.0)})


def test_a_raised_estimate_takes_as_many_bits_less():
    found = likelihoods.estimate(np.arange(20.0), pixels="grey", n_dimensions=100, n_levels=256)
    higher = likelihoods.raised(found, 100 * math.log(2), 100)
    assert higher.bits == pytest.approx(found.bits - 1, abs=1e-4)
    assert found.value == 9.5
    assert found.draws == (1.5, 5.5, 9.5, 13.5, 17.5)


def test_the_bracket_is_over_the_images():
    found = likelihoods.bracket(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]))
    assert (found.lower, found.upper, found.gap) == (2.0, 4.0, 2.0)
    assert found.low < 2.0 < found.high


def test_the_lines_say_how_far_off_annealing_is(pair):
    (line,) = likelihood_tables.lines(likelihood_record(pair[0], 600.0, gap=0.5))
    assert "0.500 nats off at most" in line
