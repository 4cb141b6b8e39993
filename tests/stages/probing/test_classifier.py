import numpy as np

from genbench.models.running import weights
from genbench.stages.probing.classifier import Classifier
from genbench.system.backend import keras, tf


def layers(seed=0):
    """Returns images 4 x 4 -> three hidden numbers."""
    keras.utils.set_random_seed(seed)
    images = keras.Input((4, 4, 1))
    hidden = keras.layers.Dense(3, activation="relu")(keras.layers.Flatten()(images))
    return keras.Model(images, hidden)


def test_a_classifier_starts_without_an_opinion():
    classifier = Classifier(layers(), 5, 1e-3)
    pictures = np.random.default_rng(0).integers(0, 256, [6, 4, 4, 1], np.uint8)
    np.testing.assert_array_equal(classifier.network(pictures / np.float32(255)), 0)


def test_a_classifiers_first_step_is_adams():
    classifier = Classifier(layers(), 2, 0.01)
    scalars = classifier.step(tf.ones([1, 4, 4, 1]), tf.constant([1]), {})
    np.testing.assert_allclose(scalars["loss"], np.log(2), rtol=1e-6)
    # Adam's first step has the length of the learning rate, against the gradient's sign.
    *_, bias = classifier.network.get_weights()
    np.testing.assert_allclose(bias, [-0.01, 0.01], rtol=1e-3)


def test_a_start_undoes_the_training():
    classifier = Classifier(layers(), 2, 0.01)
    before = weights.state(classifier)
    classifier.step(tf.ones([1, 4, 4, 1]), tf.constant([1]), {})
    classifier.start(before_hidden(before))
    np.testing.assert_equal(weights.state(classifier), before)


def before_hidden(state):
    return [state[f"networks/classifier/{i}"] for i in range(2)]
