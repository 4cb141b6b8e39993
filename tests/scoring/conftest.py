"""What the tests of scoring share: the blobs as the feature spaces see them."""

import pytest

from genbench.data import load
from genbench.scoring.reference import Reference


@pytest.fixture(scope="session")
def reference(blobs):
    """The blobs: 160 to train and 40 held out, 8 x 8, in four classes."""
    return Reference("blobs", load(blobs, "train"), load(blobs, "held_out"))
