"""What the tests of scoring share: the blobs as the feature spaces see them."""

import pytest

from genbench.scoring.reference import Reference


@pytest.fixture(scope="session")
def reference(blobs):
    """The blobs: 160 to train and 40 held out, 8 x 8, in four classes."""
    return Reference(str(blobs))
