"""A subject whose latents are known by heart, and short films."""

import numpy as np
import pytest

from genbench.data import Split
from genbench.models.parts.noise import Normal
from genbench.models.protocols import Sampler
from genbench.stages.exploration import exhibit
from genbench.stages.exploration import subject as subjects
from genbench.stages.exploration.subject import Subject
from genbench.system.backend import tf


@pytest.fixture(scope="module", autouse=True)
def few():
    """Short films and few samples, which take no longer than a test should."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exhibit, "N_FRAMES", 4)
        patch.setattr(subjects, "N_SAMPLES", 500)
        yield


class Dimmer:
    """A model whose first latent is the brightness above the middle, and the second a tenth."""

    latent_size = 2

    def __init__(self):
        self.samplers = {"decoder": Sampler(Normal((2,)), self.decode)}

    def encode(self, pictures, labels):
        half = tf.reduce_mean(pictures[:, :, ::2], axis=(1, 2, 3)) - 0.5
        other = tf.reduce_mean(pictures[:, :, 1::2], axis=(1, 2, 3)) - 0.5
        return tf.stack([10 * other, half], axis=1)

    def decode(self, latents):
        columns = 0.5 + tf.stack([latents[:, 1], latents[:, 0] / 10], axis=1)
        return tf.clip_by_value(
            tf.ones([latents.shape[0], 2, 2, 1]) * columns[:, None, :, None], 0, 1
        )

    def compare(self, pictures, labels, noise):
        raise NotImplementedError

    validate = compare


class Reader:
    """A judge that reads the brightness in tens of per cent, and sees nothing in black."""

    n_classes = 10

    def outputs(self, pictures):
        tenth = np.minimum(pictures.mean(axis=(1, 2, 3)) / 25.5, 9).astype(int)
        logits = np.eye(11)[tenth]
        logits[:, 10] = 2.0 * (pictures.max(axis=(1, 2, 3)) == 0)
        return None, logits


@pytest.fixture(scope="session")
def of_brightness():
    """A function from a name and shares of white to pictures 2 x 2 of the classes c, f, c, ..."""

    def split(name, shares):
        labels = np.arange(len(shares)) % 2 * 3 + 2
        pictures = np.rint(255 * np.array(shares))[:, None, None, None] * np.ones([1, 2, 2, 1])
        return Split(pictures.astype(np.uint8), labels, tuple("abcdefghij"), name)

    return split


@pytest.fixture
def subject(of_brightness):
    """Pictures of the classes c and f, of brightness 0.25 and 0.55, in the sight of the above."""
    made = Subject(
        name="dimmer",
        model=Dimmer(),  # type: ignore[arg-type]
        train=of_brightness("t", [0.22, 0.52, 0.28, 0.58]),
        held_out=of_brightness("h", [0.25, 0.55] * 4),
        dataset="",
        pair=(2, 5),
        own=None,
        n_steps=0,
        n_latents=2,
        n_stops=5,
        seed=0,
    )
    made.__dict__["judge"] = Reader()
    return made
