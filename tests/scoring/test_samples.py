"""The verdict says whose samples it is about, and whether others would turn it."""

import pytest
from made_records import drawn, metrics_record

from genbench.scoring.samples import told_of, turns

LOW, MIDDLE, HIGH = (1.0, 1.1, 1.2), (3.0, 3.1, 3.2), (5.0, 5.1, 5.2)


def measured(usual, /, **others):
    """Returns a record whose samplers have these draws of the Fréchet distance in two spaces."""

    def entries(values):
        return {f"frechet_distance/{space}": drawn(*values) for space in ("judge", "pca")}

    other = {name: entries(values) for name, values in others.items()}
    return metrics_record(entries(usual), others=other)


def test_the_samples_are_said():
    records = {"a": measured(LOW), "b": measured(HIGH)}
    assert told_of(records) == "Of samples: a, means of p(x|z); b, means of p(x|z)."


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        (
            {"draws": HIGH},
            {},
            "Other samples would turn the overall verdict: with draws (a) it is b.",
        ),
        ({"draws": LOW}, {}, "Other samples would not turn the overall verdict: draws (a)."),
        (
            {"draws": HIGH},
            {"draws": HIGH},
            "Other samples would turn the overall verdict: with draws nobody is told apart.",
        ),
        # Where both have them it is theirs that are compared, and not one's with the other's.
        ({"draws": HIGH}, {"draws": (9.0, 9.1, 9.2)}, "would not turn the overall verdict: draws."),
        ({}, {}, ""),
    ],
)
def test_what_would_turn_the_verdict_is_said(a, b, said):
    records = {"a": measured(LOW, **a), "b": measured(MIDDLE, **b)}
    assert turns(records).endswith(said)
    assert bool(said) == bool(turns(records))


def test_without_an_overall_verdict_nothing_turns_it():
    entries = {"frechet_distance/judge": drawn(*LOW)}
    record = metrics_record(entries, others={"draws": entries})
    assert turns({"a": record, "b": record}) == ""
