import pytest

from genbench.stages.probing import tables
from genbench.stages.probing.records import (
    Accuracies,
    Arm,
    Differences,
    Entry,
    Pretraining,
    ProbeRecord,
    Protocol,
)

HALF = Entry(value=0.5, low=0.25, high=0.755, n=1000, over="held-out images")
LESS = Entry(value=-0.125, low=-0.25, high=0.0, n=2, over="seeds", values=(-0.1, -0.15))


@pytest.fixture
def record():
    words = dict.fromkeys(
        ("scaling", "nearest", "linear", "classifier", "random", "optimizer", "paired", "chosen"),
        "",
    )
    return ProbeRecord(
        features={"codes": Accuracies(size=20, nearest=HALF, linear=HALF)},
        differences={"codes - pixels": Differences(nearest=LESS, linear=HALF)},
        pretraining=(
            Pretraining(
                labels=1000,
                steps=(1, 2),
                pretrained=Arm(accuracy=HALF, curves=((0.1, 0.5),)),
                random=Arm(accuracy=HALF, curves=((0.2, 0.5),)),
                difference=LESS,
            ),
        ),
        protocol=Protocol(
            dataset="d",
            train_sha256="a",
            held_out_sha256="b",
            step=2000,
            weights="6f",
            n_train=4000,
            n_held_out=1000,
            n_on_the_way=1000,
            classifier_steps=2,
            seeds=2,
            batch_size=100,
            genbench="0",
            **words,
        ),
    )


def test_accuracies_are_in_per_cent_and_differences_have_a_sign(record):
    half = "50.00 (25.00 to 75.50)"
    assert tables.feature_table(record) == [
        ("features", "size", "nearest (%)", "linear (%)"),
        ("codes", "20", half, half),
        ("codes - pixels", "", "-12.50 (-25.00 to +0.00)", "+50.00 (+25.00 to +75.50)"),
    ]
    assert tables.pretraining_table(record)[1:] == [
        ("1,000", half, half, "-12.50 (-25.00 to +0.00)")
    ]


def test_a_line_says_what_was_probed(record):
    assert tables.described(record) == (
        "step 2,000: 1,000 held-out images by 4,000 training images; "
        "95 % intervals over held-out images"
    )
