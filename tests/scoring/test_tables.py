"""metrics.json as lines of text."""

from made_records import entry, metrics_record

from genbench.scoring import tables


def test_a_bound_says_what_more_codes_would_add():
    found = {
        "iwae/bernoulli": entry(-113.0, -115.0, -111.0, better="higher", n=200),
        "iwae_slack/bernoulli": entry(0.35, 0.3, 0.4, n=10),
    }
    assert tables.slack(metrics_record(found)) == (
        "The bound on the likelihood is from 500 codes for each of 200 images; ten times as many "
        "add 0.350 nats (0.300 to 0.400) on 10 of them."
    )


def test_without_a_bound_nothing_is_said():
    assert tables.slack(metrics_record({"recall/judge": entry(0.5)})) == ""
