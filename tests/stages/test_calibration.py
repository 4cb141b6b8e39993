"""What the metrics see on real digits: traps 18 and 19, shown."""

import pytest

from genbench.stages.calibration import calibrate


@pytest.fixture(scope="module")
def digits():
    return calibrate("mnist5k", n_samples=1000, progress=False)


@pytest.fixture(scope="module")
def seen(digits):
    return digits.seen()


@pytest.mark.parametrize("metric", ["precision", "capped_precision", "density", "recall"])
@pytest.mark.parametrize("fault", ["noise", "mean image", "blurred real"])
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
    assert {name for name, faults in seen.items() if "real train" in faults} == searching


def test_every_metric_has_a_row_in_the_table(digits):
    heading, *rows = digits.table()
    assert heading[:3] == ("metric", "real held out", "real train")
    assert [row[0] for row in rows] == list(digits.scores["noise"])
