import numpy as np
import pytest

from genbench import data
from genbench.scoring import calibration_rows, measuring
from genbench.scoring.calibration_rows import REAL
from genbench.scoring.reference import Reference


@pytest.fixture(scope="module")
def real_scores(reference):
    fakes = calibration_rows.view(REAL, reference, n=20, n_draws=2)
    return {
        s.name: s for part in measuring.measure(reference, fakes, n=20, beside=[0, 1]) for s in part
    }


@pytest.mark.parametrize(("n_samples", "n_held_out", "n"), [(10_000, 10_000, 2000), (10, 4, 2)])
def test_a_draw_is_a_fifth_of_the_samples(n_samples, n_held_out, n):
    assert measuring.draw_size(n_samples, n_held_out) == n


def test_a_draw_is_at_most_half_of_the_held_out_images():
    assert measuring.draw_size(10_000, 1000) == 500


def test_too_few_samples_are_refused():
    with pytest.raises(ValueError, match=r"5 draws of at least 2 images.*Received: 9 samples"):
        measuring.draw_size(9, 1000)


def test_a_metric_that_needs_more_images_says_how_many(real_scores):
    score = real_scores["frechet_distance/pca"]
    assert score.values == ()
    assert "needs draws of at least 65 images. Received: 20." in score.error


def test_the_other_metrics_are_measured_all_the_same(real_scores):
    assert len(real_scores["recall/pca"].values) == 2
    assert len(real_scores["label_divergence/judge"].values) == 2


def test_images_without_labels_are_measured_without_a_judge(tmp_path):
    np.savez(
        tmp_path / "a.npz",
        images=np.random.default_rng(0).integers(0, 256, [50, 6, 6, 1], dtype=np.uint8),
    )
    reference = Reference(
        "a", *(data.load(tmp_path / "a.npz", part) for part in ("train", "held_out"))
    )
    fakes = calibration_rows.view("noise", reference, n=5, n_draws=1)
    spaces = [part[0].space for part in measuring.measure(reference, fakes, n=5, beside=[0])]
    assert spaces == ["pca", "random", "pictures"]


def test_a_fault_of_the_samples_is_the_error_of_the_metric(reference):
    train = reference.train_split.images
    flat = reference.look(np.zeros([40, *train.shape[1:]], np.uint8))
    scores = {
        s.name: s for part in measuring.measure(reference, flat, n=20, beside=[0, 1]) for s in part
    }
    assert "at least 11 pixels" in scores["ssim_diversity/pictures"].error
    assert scores["sharpness/pictures"].values == (0.0, 0.0)
