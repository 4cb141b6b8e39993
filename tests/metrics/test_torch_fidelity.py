"""Agreement with torch-fidelity on equal features; skipped where it is not installed."""

import warnings

import numpy as np
import pytest

from genbench import metrics

torch = pytest.importorskip("torch", reason="torch-fidelity is an optional extra")
reason = "torch-fidelity and torchvision are optional extras"
with warnings.catch_warnings():
    # Without its compiled part torchvision cannot read pictures, and says so; none are read here.
    warnings.simplefilter("ignore")
    metric_fid = pytest.importorskip("torch_fidelity.metric_fid", reason=reason)
    metric_kid = pytest.importorskip("torch_fidelity.metric_kid", reason=reason)
    metric_prc = pytest.importorskip("torch_fidelity.metric_prc", reason=reason)

N = 500


@pytest.fixture(scope="module")
def features():
    rng = np.random.default_rng(0)
    mixing = rng.normal(size=[32, 32])
    real = np.maximum(rng.normal(size=[N, 32]) @ mixing, 0)
    fake = np.maximum(1.1 * rng.normal(size=[N, 32]) @ mixing + 0.5, 0)
    return real, fake


def test_frechet_distance_agrees(features):
    statistics = [
        metric_fid.fid_features_to_statistics(torch.from_numpy(samples)) for samples in features
    ]
    expected = metric_fid.fid_statistics_to_metric(*statistics, verbose=False)
    assert metrics.frechet_distance(*features) == pytest.approx(
        expected["frechet_inception_distance"], rel=1e-6
    )


def test_kernel_distance_agrees_on_scaled_features(features):
    scale = np.sqrt(np.mean(features[0] ** 2))
    expected = metric_kid.kid_features_to_metric(
        *[torch.from_numpy(samples / scale) for samples in features],
        kid_subsets=1,
        kid_subset_size=N,
        rng_seed=0,
        verbose=False,
    )
    assert metrics.kernel_distance(*features) == pytest.approx(
        expected["kernel_inception_distance_mean"], rel=1e-6
    )


def test_precision_and_recall_agree(features):
    real, fake = (torch.from_numpy(samples) for samples in features)
    expected = metric_prc.prc_features_to_metric(fake, real, verbose=False, prc_neighborhood=3)
    scores = metrics.improved_precision_recall(*features)
    assert scores.precision == pytest.approx(expected["precision"], abs=1e-6)
    assert scores.recall == pytest.approx(expected["recall"], abs=1e-6)
