"""What the metrics see on real digits: traps 18 and 19, shown."""

import itertools
from dataclasses import replace

import pytest

from genbench.scoring.doses import SWEEPS
from genbench.scoring.table import METRICS
from genbench.stages.calibration.calibrate import calibrate

CLAIMS = [
    (metric.name, metric.spaces[0], fault, dose)
    for metric in METRICS
    for fault, dose in metric.sees.items()
]


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """A calibration in draws of 200, of those doses alone that a metric claims to see."""
    with pytest.MonkeyPatch.context() as patch:
        for fault, sweep in SWEEPS.items():
            doses = tuple(sorted({dose for _, _, name, dose in CLAIMS if name == fault}))
            patch.setitem(SWEEPS, fault, replace(sweep, doses=doses))
        root = tmp_path_factory.mktemp("runs")
        return calibrate("mnist5k", n_samples=1000, root=root, progress=False)


@pytest.mark.parametrize(("metric", "space", "fault", "dose"), CLAIMS)
def test_what_a_metric_claims_to_see_it_sees_from_that_dose_on(digits, metric, space, fault, dose):
    first = digits.responses.faults[fault].first[f"{metric}/{space}"]
    assert first is not None
    assert first <= dose


@pytest.mark.parametrize("metric", ["precision", "capped_precision", "density"])
def test_the_precision_of_principal_components_is_blind_to_blur(digits, metric):
    assert digits.responses.faults["blur"].first[f"{metric}/pca"] is None


def test_each_fault_has_a_figure(digits):
    assert {path.stem for path in digits.figures.iterdir()} == {
        fault.replace(" ", "-") for fault in SWEEPS
    }


def test_a_table_says_from_which_dose_on_a_fault_is_seen(digits):
    heading, recall, authenticity = digits.first_seen(["recall/judge", "authenticity/pca"])
    assert heading[:3] == ("metric", "blur", "pixel noise")
    assert digits.units.startswith("blur in pixels of deviation, pixel noise in deviation")
    assert recall[1:] == ("0.7", "0.2", "blind", "1", "blind")
    assert authenticity[1:] == ("unknown", "unknown", "0.25", "unknown", "unknown")


@pytest.fixture(scope="module")
def seen(digits):
    return digits.seen()


@pytest.mark.parametrize(
    ("fault", "metric"),
    [
        *itertools.product(
            ["noise", "mean image"], ["precision", "capped_precision", "density", "recall"]
        ),
        # Precision needs larger draws for a blur of one pixel.
        *itertools.product(["blurred real"], ["capped_precision", "density", "recall"]),
    ],
)
def test_the_judge_does_not_take_a_fault_for_digits(seen, metric, fault):
    assert fault in seen[f"{metric}/judge"]


def test_noise_and_the_mean_image_have_no_precision_by_the_judge(digits):
    for fault in ("noise", "mean image"):
        assert digits.scores[fault]["precision/judge"].mean == 0


def test_the_frechet_distance_sees_every_fault_but_copying(seen):
    faults = {"blurred real", "mean image", "noise", "probabilistic PCA"}
    assert faults <= set(seen["frechet_distance/judge"])
    assert "real train" not in seen["frechet_distance/judge"]


@pytest.mark.parametrize("metric", ["authenticity/judge", "copying/judge", "authenticity/pca"])
def test_copies_are_seen_by_the_metrics_of_memory(seen, metric):
    assert {"real train", "memoriser"} <= set(seen[metric])


def test_authenticity_is_blind_to_noise(seen):
    assert "noise" not in seen["authenticity/judge"]


def test_precision_by_principal_components_is_blind_to_the_mean_image(seen):
    assert "mean image" not in seen["precision/pca"]


def test_a_count_that_is_the_same_in_every_draw_is_told_apart_by_its_unit(seen):
    assert "mean image" in seen["classes_covered/judge"]


def test_no_metric_takes_training_images_for_worse_unless_it_looks_for_copies(seen):
    searching = {"authenticity/judge", "authenticity/pca", "copying/judge", "copying/pca"}
    # Held-out images are of all classes alike, those to train on are drawn: theirs are less even.
    searching.add("classifier_score/judge")
    assert {name for name, faults in seen.items() if "real train" in faults} == searching


def test_every_metric_has_a_row_in_the_table(digits):
    heading, *rows = digits.table()
    assert heading[:3] == ("metric", "real held out", "real train")
    assert [row[0] for row in rows] == list(digits.scores["noise"])
