from typing import Any

import numpy as np
import pytest
from scipy import stats

from genbench import data
from genbench.scoring import calibration_rows, faults, measuring, numbers, records, table, verdicts
from genbench.scoring.calibration_rows import REAL
from genbench.scoring.faults import FAULTS
from genbench.scoring.measuring import Score
from genbench.scoring.pairs import Pair
from genbench.scoring.reference import Reference, View
from genbench.scoring.table import METRICS


@pytest.fixture(scope="module")
def reference(blobs):
    """The blobs: 160 to train and 40 held out, 8 x 8, in four classes."""
    return Reference(str(blobs))


@pytest.fixture(scope="module")
def real_scores(reference):
    fakes = calibration_rows.view(REAL, reference, n=20, n_draws=2)
    return {
        s.name: s for part in measuring.measure(reference, fakes, n=20, n_draws=2) for s in part
    }


@pytest.fixture(scope="module")
def train_images():
    return data.load("mnist5k", "train").images


def rng():
    return np.random.default_rng(0)


def test_every_metric_stands_once_in_the_table():
    names = [metric.name for metric in METRICS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("n_samples", "n_held_out", "n"), [(10_000, 10_000, 2000), (10, 4, 2)])
def test_a_draw_is_a_fifth_of_the_samples(n_samples, n_held_out, n):
    assert measuring.draw_size(n_samples, n_held_out) == n


def test_a_draw_is_at_most_half_of_the_held_out_images():
    assert measuring.draw_size(10_000, 1000) == 500


def test_too_few_samples_are_refused():
    with pytest.raises(ValueError, match=r"5 draws of at least 2 images.*Received: 9 samples"):
        measuring.draw_size(9, 1000)


def test_real_draws_are_disjoint(reference):
    first, second = (reference.real(i, 20, "pca").view.images for i in range(2))
    assert not (first[:, None] == second[None]).all(axis=(2, 3, 4)).any()


def test_draws_that_must_share_images_are_not_the_same_two_halves(reference):
    draws = [reference.rows(draw, 20) for draw in range(4)]
    others = [reference.rows(draw, 20, others=True) for draw in range(4)]
    for draw, other in zip(draws, others, strict=True):
        assert set(draw) | set(other) == set(range(40))
    assert len({tuple(sorted(draw)) for draw in (*draws, *others)}) == 4
    assert set(draws[2]) not in (set(draws[0]), set(draws[1]))


def test_fresh_real_images_are_others_than_those_beside_them(reference):
    fresh = calibration_rows.view(REAL, reference, n=20, n_draws=2).images
    for i in range(2):
        beside = reference.real(i, 20, "pca").view.images
        own = fresh[i * 20 : (i + 1) * 20]
        assert not (own[:, None] == beside[None]).all(axis=(2, 3, 4)).any()


def test_a_metric_that_needs_more_images_says_how_many(real_scores):
    score = real_scores["frechet_distance/pca"]
    assert score.values == ()
    assert "needs draws of at least 65 images. Received: 20." in score.error


def test_the_other_metrics_are_measured_all_the_same(real_scores):
    assert len(real_scores["recall/pca"].values) == 2
    assert len(real_scores["label_divergence/judge"].values) == 2


def test_images_without_labels_are_measured_in_one_feature_space(tmp_path):
    np.savez(tmp_path / "a.npz", images=rng().integers(0, 256, [50, 6, 6, 1], dtype=np.uint8))
    reference = Reference(str(tmp_path / "a.npz"))
    fakes = calibration_rows.view("noise", reference, n=5, n_draws=1)
    spaces = [part[0].space for part in measuring.measure(reference, fakes, n=5, n_draws=1)]
    assert spaces == ["pca", "pictures"]


def test_a_fault_of_the_samples_is_the_error_of_the_metric(reference):
    train = reference.train_split.images
    flat = reference.look(np.zeros([40, *train.shape[1:]], np.uint8))
    scores = {
        s.name: s for part in measuring.measure(reference, flat, n=20, n_draws=2) for s in part
    }
    assert "at least 11 pixels" in scores["ssim_diversity/pictures"].error
    assert scores["sharpness/pictures"].values == (0.0, 0.0)


def test_samples_that_are_surely_nothing_still_have_classes(reference):
    look = reference.look(np.zeros([20, 8, 8, 1], np.uint8))
    sure = np.tile([0.0, 1.0, 0.0, 0.0, 1000.0], (20, 1))
    pair = Pair(
        reference.real(0, 20, "judge"),
        View(look.images, look.features, sure),
        reference.label_counts,
    )
    assert pair.labels.classes_covered == 1
    assert pair.nothing_probabilities.mean() == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_row_is_the_same_every_time(reference, fault):
    first, second = (
        calibration_rows.view(fault, reference, n=3, n_draws=2).images for _ in range(2)
    )
    np.testing.assert_array_equal(first, second)
    assert first.shape == (6, 8, 8, 1)
    assert first.dtype == np.uint8


def test_the_memoriser_repeats_500_training_images(train_images):
    drawn = faults.memoriser(train_images, 3000, rng())
    distinct = {image.tobytes() for image in drawn}
    assert 350 < len(distinct) <= 400  # a tenth of 4,000
    assert distinct <= {image.tobytes() for image in train_images}


def test_real_rows_are_different_training_images(train_images):
    drawn = faults.real_train(train_images, 1000, rng())
    assert len({image.tobytes() for image in drawn}) > 990


def test_the_mean_image_is_one_image(train_images):
    drawn = faults.mean_image(train_images, 3, rng())
    np.testing.assert_allclose(drawn, train_images.mean(axis=0)[None].repeat(3, axis=0), atol=0.5)


def test_a_blur_keeps_the_brightness(train_images):
    drawn = faults.blurred_real(train_images, 500, rng())
    assert drawn.mean() == pytest.approx(train_images.mean(), rel=0.05)
    assert (
        np.abs(np.diff(drawn.astype(int), axis=1)).mean()
        < 0.7 * np.abs(np.diff(train_images.astype(int), axis=1)).mean()
    )


def test_probabilistic_pca_has_the_variance_of_the_data():
    # In the middle of the range, where nothing is cut off.
    images = np.clip(rng().normal(128, 20, [2000, 6, 6, 1]), 0, 255).astype(np.uint8)
    drawn = faults.probabilistic_pca(images, 2000, rng())
    assert drawn.mean() == pytest.approx(images.mean(), abs=1)
    assert drawn.std() == pytest.approx(images.std(), rel=0.03)


METRIC = METRICS[0]


def test_an_entry_has_the_t_interval_of_its_draws():
    values = (1.0, 2.0, 4.0)
    entry = records.entry(Score(METRIC, "judge", 100, values), {})
    low, high = stats.t.interval(0.95, 2, loc=np.mean(values), scale=stats.sem(values))
    assert entry["value"] == pytest.approx(np.mean(values), rel=1e-5)
    assert (entry["low"], entry["high"]) == pytest.approx((low, high), rel=1e-5)
    assert entry["n"] == 100
    assert entry["draws"] == [1.0, 2.0, 4.0]


def test_a_failed_entry_has_a_reason_and_no_number():
    entry = records.entry(Score(METRIC, "judge", 3, error="Too few."), {})
    assert entry["error"] == "Too few."
    assert entry["value"] is entry["low"] is entry["high"] is None


def test_like_real_is_what_fresh_real_images_score():
    metric = next(metric for metric in METRICS if metric.better == table.LIKE_REAL)
    score = Score(metric, "pictures", 10, (0.3, 0.4))
    assert records.entry(score, {score.name: {"value": 0.1}})["better"] == 0.1


def test_values_are_written_to_six_digits():
    assert numbers.rounded(1.23456789e-7) == 1.23457e-7


@pytest.mark.parametrize(
    ("better", "winner"), [("higher", "b"), ("lower", "a"), (2.0, "a"), (9.0, "b")]
)
def test_the_better_values_win(better, winner):
    values = {"a": [1.0, 1.1, 0.9], "b": [8.0, 8.1, 7.9]}
    assert verdicts.winner(values, better) == winner


def test_nobody_wins_where_the_values_overlap():
    assert verdicts.winner({"a": [1.0, 2.0, 3.0], "b": [1.5, 2.5, 3.5]}, "higher") is None


def test_a_winner_beats_every_other():
    values: dict[str, Any] = {"a": [5.0, 5.1], "b": [5.05, 5.15], "c": [0.0, 0.1]}
    assert verdicts.winner(values, "higher") is None
    assert verdicts.winner(values | {"b": [1.0, 1.1]}, "higher") == "a"


def test_equal_values_without_spread_do_not_win():
    assert verdicts.winner({"a": [1.0, 1.0], "b": [1.0, 1.0]}, "higher") is None
