"""Metrics of generated samples: pure functions of features, labels or pictures.

Real data stands first, fakes last; nothing is clipped, and what cannot be measured is a
ValueError. Each function says what it sees and what it is blind to.
"""

from genbench.metrics.codes import active_units, kl_per_latent
from genbench.metrics.copying import authenticity, cell_centres, copying, nearest_training
from genbench.metrics.decision import Contrast, Decision, Question, decide, decide_together
from genbench.metrics.distances import Neighbours
from genbench.metrics.duplicates import BirthdayDuplicates, birthday_duplicates
from genbench.metrics.frechet import frechet_distance, frechet_extrapolated, frechet_null
from genbench.metrics.intervals import (
    Interval,
    bootstrap_mean,
    t_interval,
    wilson_interval,
)
from genbench.metrics.kernel import kernel_distance
from genbench.metrics.labels import (
    LabelDivergence,
    classifier_score,
    kl_divergence,
    label_divergence,
)
from genbench.metrics.neighbours import (
    NearestNeighbourAccuracy,
    PrecisionRecall,
    PrecisionRecallDensityCoverage,
    capped_precision_recall,
    improved_precision_recall,
    nearest_neighbour_accuracy,
    neighbour_distances,
    precision_recall_density_coverage,
)
from genbench.metrics.pixels import (
    laplacian_variance,
    reconstruction_error,
    sharpness,
    ssim,
    ssim_diversity,
)
from genbench.metrics.two_sample import TwoSampleTest, classifier_two_sample_test
from genbench.metrics.variety import variety

__all__ = [
    "BirthdayDuplicates",
    "Contrast",
    "Decision",
    "Interval",
    "LabelDivergence",
    "NearestNeighbourAccuracy",
    "Neighbours",
    "PrecisionRecall",
    "PrecisionRecallDensityCoverage",
    "Question",
    "TwoSampleTest",
    "active_units",
    "authenticity",
    "birthday_duplicates",
    "bootstrap_mean",
    "capped_precision_recall",
    "cell_centres",
    "classifier_score",
    "classifier_two_sample_test",
    "copying",
    "decide",
    "decide_together",
    "frechet_distance",
    "frechet_extrapolated",
    "frechet_null",
    "improved_precision_recall",
    "kernel_distance",
    "kl_divergence",
    "kl_per_latent",
    "label_divergence",
    "laplacian_variance",
    "nearest_neighbour_accuracy",
    "nearest_training",
    "neighbour_distances",
    "precision_recall_density_coverage",
    "reconstruction_error",
    "sharpness",
    "ssim",
    "ssim_diversity",
    "t_interval",
    "variety",
    "wilson_interval",
]
