import numpy as np
import pytest
from scipy import stats

from genbench import metrics


def test_kl_is_scipys_entropy():
    p, q = [1, 5, 0, 4], [2, 2, 3, 3]
    assert metrics.kl_divergence(p, q) == pytest.approx(stats.entropy(p, q), rel=1e-12)


def test_kl_of_a_class_that_q_excludes_is_infinite():
    assert metrics.kl_divergence([1, 1], [1, 0]) == np.inf


def test_epsilon_makes_it_finite():
    expected = stats.entropy([0.5 + 1e-3, 0.5 + 1e-3], [1 + 1e-3, 1e-3])
    assert metrics.kl_divergence([1, 1], [1, 0], epsilon=1e-3) == pytest.approx(expected)


@pytest.mark.parametrize("histogram", [[], [0, 0], [1, -1], [1, np.nan], [1, np.inf], [[1, 2]]])
def test_what_is_no_histogram_is_refused(histogram):
    with pytest.raises(ValueError, match="q must be counts or probabilities"):
        metrics.kl_divergence([1, 2], histogram)


def test_histograms_of_other_lengths_are_refused():
    with pytest.raises(ValueError, match=r"equally many classes\. Received: 2 and 3"):
        metrics.kl_divergence([1, 2], [1, 2, 3])


def test_fair_draws_have_the_known_divergence():
    rng = np.random.default_rng(0)
    histograms = rng.multinomial(10_000, [0.1] * 10, size=400)
    kls = [metrics.label_divergence([1] * 10, histogram).kl for histogram in histograms]
    assert np.mean(kls) == pytest.approx(4.5e-4, rel=0.1)


def test_a_lost_class_and_a_class_of_few_misread_pictures_are_not_covered():
    divergence = metrics.label_divergence([100, 100, 100, 100], [200, 197, 3, 0])
    assert divergence[1:] == (2, 4)


def test_a_class_that_real_data_lacks_is_not_counted():
    divergence = metrics.label_divergence([50, 50, 0], [40, 40, 20])
    assert divergence[1:] == (2, 2)
    assert np.isfinite(divergence.kl)


def test_classifier_score_counts_the_classes_of_sure_predictions():
    assert metrics.classifier_score(np.eye(10)[[0, 1, 2, 3] * 5]) == pytest.approx(4)


def test_classifier_score_of_unsure_predictions_is_one():
    assert metrics.classifier_score(np.full([20, 10], 0.1)) == pytest.approx(1)


def test_classifier_score_is_exp_of_the_mutual_information():
    probabilities = np.random.default_rng(0).dirichlet(np.ones(5), size=50)
    marginal = probabilities.mean(axis=0)
    information = stats.entropy(marginal) - np.mean(stats.entropy(probabilities, axis=1))
    assert metrics.classifier_score(probabilities) == pytest.approx(np.exp(information))


def test_logits_are_refused():
    with pytest.raises(ValueError, match="Pass the softmax of the logits"):
        metrics.classifier_score(np.random.default_rng(0).normal(size=[20, 10]))
