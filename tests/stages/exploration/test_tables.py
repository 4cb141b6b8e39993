from dataclasses import replace

from genbench.stages.exploration.records import (
    Beside,
    Between,
    ClassDirection,
    Codes,
    ExploreRecord,
    Found,
    InkDirection,
    Shares,
    Traversals,
)
from genbench.stages.exploration.tables import tables


def of(found: Found):
    """Returns the tables of an exploration that found this."""
    return tables(ExploreRecord(step=1, weights="6f", seed=0, found=found, missing={}, files=()))


def test_a_part_without_numbers_has_no_table():
    assert of({"between-samples": Between()}) == {}


def test_latents_are_counted_from_1():
    found = Traversals(latents=(4,), change=(0.5,), low=(-1.0,), high=(2.0,))
    (rows,) = of({"traversals": found}).values()
    assert rows[1:] == [("5", "-1.00", "2.00", "0.5000")]


def test_the_components_of_a_plane_are_said_and_latents_only_named():
    assert of({"codes": Codes(by="PCA", n=8, explained=(0.25, 0.125))}) == {
        "The plane of 8 codes, by PCA:": [("component 1", "25.0%"), ("component 2", "12.5%")]
    }
    assert of({"codes": Codes(by="latents", n=8)}) == {
        "The plane of 8 codes, by latents:": [("both latents",)]
    }


def test_a_direction_has_a_row_for_each_step():
    shares = Shares(target=(0.0, 1.0), source=(1.0, 0.0), other=(0.0, 0.0), nothing=(0.25, 0.0))
    beside = Beside(n_directions=4, n=2, mean=(0.0, 0.5), low=(0.0, 0.0), high=(0, 1), as_far=0.25)
    by_class = ClassDirection(
        source="c", target="f", n_tried=7, n=4, steps=(0.0, 0.5), shares=shares, random=beside
    )
    lines = {"mean of the picture": (0.5,), "read as its class": (1.0,)}
    by_ink = InkDirection(n=3, steps=(-2.0,), lines=lines, random=replace(beside, mean=(0.25,)))
    assert of({"concept-class": by_class, "concept-ink": by_ink}) == {
        "c towards f, 4 of 7 held-out pictures of c, which come back as c; "
        "1 of 4 random ways as long go as far:": [
            ("step", "read as f", "random ways", "read as c", "another class", "nothing"),
            ("0", "0.000", "0.000", "1.000", "0.000", "0.250"),
            ("0.5", "1.000", "0.500", "0.000", "0.000", "0.000"),
        ],
        "Towards more ink, 3 held-out pictures; 1 of 4 random ways as long go as far:": [
            ("step", "mean of the picture", "random ways", "read as its class"),
            ("-2", "0.500", "0.250", "1.000"),
        ],
    }
