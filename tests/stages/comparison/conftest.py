"""What the tests of the comparison share: measured runs, made up."""

from functools import partial

import pytest
from made_records import write_run


@pytest.fixture
def make(here):
    """A function that writes a measured run; recall_judge=[...] are the draws of recall/judge."""
    return partial(write_run, here)
