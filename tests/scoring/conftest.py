"""What the tests of scoring share: the blobs as the feature spaces see them."""

import numpy as np
import pytest

from genbench.data import splits
from genbench.scoring.reference import Reference


@pytest.fixture(scope="session")
def reference(blobs):
    """Some blobs: 160 to train and 40 held out, 8 x 8, in four classes."""
    train, _, held_out = splits(blobs)
    return Reference("blobs", train.take(np.arange(160)), held_out.take(np.arange(40)))
