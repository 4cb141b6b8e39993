import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from genbench.stages.probing import readers


def classes(n, n_classes=3, size=4):
    """Returns features float32 [n, size], whose classes overlap, and labels."""
    random = np.random.default_rng(0)
    labels = random.integers(n_classes, size=n)
    centres = random.normal(size=[n_classes, size])
    return (centres[labels] + random.normal(size=[n, size])).astype(np.float32), labels


def test_the_nearest_neighbour_reads_as_scikit_learns():
    rows, labels = classes(200)
    found = readers.nearest_neighbour(rows[:150], labels[:150], held_out=rows[150:])
    expected = KNeighborsClassifier(1).fit(rows[:150], labels[:150]).predict(rows[150:])
    np.testing.assert_array_equal(found, expected)


def test_the_linear_reader_is_logistic_regression():
    rows, labels = classes(200)
    found = readers.linear(rows[:150], labels[:150], held_out=rows[150:])
    oracle = LogisticRegression(solver="newton-cg", tol=1e-8).fit(rows[:150], labels[:150])
    np.testing.assert_array_equal(found, oracle.predict(rows[150:]))


def test_components_are_the_leading_eigenvectors_of_the_training_rows():
    rows, _ = classes(100)
    train, held_out = readers.principal_components(rows[:80], rows[80:], 2)
    mean = rows[:80].mean(axis=0)
    _, axes = np.linalg.eigh(np.cov(rows[:80].T))
    expected = (rows[80:] - mean) @ axes[:, :-3:-1]
    np.testing.assert_allclose(np.abs(held_out), np.abs(expected), atol=1e-5)
    assert train.shape == (80, 2)


def test_scaled_features_keep_the_proportions_of_their_distances():
    rows, _ = classes(100)
    train, held_out = readers.scaled(rows[:80], rows[80:])
    np.testing.assert_allclose(train.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(np.mean(train**2), 1, rtol=1e-5)
    ratio = np.linalg.norm(held_out[1:] - held_out[0], axis=1) / np.linalg.norm(
        rows[81:] - rows[80], axis=1
    )
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-5)


def test_constant_features_are_scaled_to_zero():
    train, _ = readers.scaled(np.ones([3, 2]), np.ones([2, 2]))
    np.testing.assert_array_equal(train, 0)
