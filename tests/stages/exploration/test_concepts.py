import dataclasses

import numpy as np
import pytest

from genbench.stages.exploration import concepts
from genbench.stages.exploration.records import Shares
from genbench.stages.exploration.subject import Missing


def test_a_class_direction_turns_held_out_pictures_of_the_source(subject):
    numbers = concepts.by_class(subject).numbers
    assert (numbers.source, numbers.target, numbers.n) == ("c", "f", 4)
    # 0.25, 0.40, 0.55, 0.70 and 0.85 are read as c, e, f, h and i.
    assert numbers.steps == (0, 0.5, 1, 1.5, 2)
    assert numbers.shares == Shares(
        target=(0, 0, 1, 0, 0),
        source=(1, 0, 0, 0, 0),
        other=(0, 1, 0, 1, 1),
        nothing=(0, 0, 0, 0, 0),
    )


def test_more_ink_is_a_deviation_within_a_class_at_each_step(subject):
    numbers = concepts.by_ink(subject).numbers
    # Within either class the brightness is 0.03 to either side.
    expected = 0.4 + 0.03 * np.array([-2, -1, 0, 1, 2])
    np.testing.assert_allclose(numbers.lines["mean of the picture"], expected, atol=2e-3)
    assert numbers.lines["read as its class"] == (0, 1, 1, 1, 0)


def test_without_labels_there_is_no_class_direction(subject):
    blind = dataclasses.replace(subject, pair=None)
    with pytest.raises(Missing, match="needs labels of two classes"):
        concepts.by_class(blind)


def test_without_held_out_pictures_of_the_source_there_is_no_class_direction(
    subject, of_brightness
):
    held_out = of_brightness("h", [0.25, 0.55])
    only_f = held_out.take(np.array([1]))
    with pytest.raises(Missing, match="needs held-out pictures of the class 'c'"):
        concepts.by_class(dataclasses.replace(subject, held_out=only_f))
