import numpy as np
import pytest
import small

from genbench.runs import Run
from genbench.stages.probing.encoder import encoder
from genbench.system.backend import tf


@pytest.mark.parametrize(
    ("recipe", "what", "size", "hidden"),
    [
        ("ae", "codes", 3, 12),
        ("vae", "codes", 3, 12),
        ("conv-vae", "codes", 3, 12),
        ("gan", "discriminator's last features", 16, 16),
        ("dcgan", "discriminator's last features", 16, 16),
        ("sn-gan", "discriminator's last features", 16, 16),
    ],
)
def test_every_model_with_an_encoder_is_probed(recipe, what, size, hidden):
    probed = encoder(small.build(recipe), Run("x"))
    images = tf.constant(np.random.default_rng(0).random([2, 8, 8, 1], np.float32))
    assert (probed.what, probed.size) == (what, size)
    assert (probed.encode(images).shape, probed.hidden(images).shape) == ((2, size), (2, hidden))


@pytest.mark.parametrize("recipe", ["cvae", "cgan"])
def test_what_has_seen_the_labels_is_refused(recipe):
    with pytest.raises(ValueError, match="x was given the labels in its training"):
        encoder(small.build(recipe), Run("x"))
