import numpy as np

from genbench.scoring.pairs import Pair
from genbench.scoring.reference import View


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
