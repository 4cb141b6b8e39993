import dataclasses

import numpy as np
import pytest

from genbench.stages.exploration import concepts, geometry
from genbench.stages.exploration.records import Shares
from genbench.stages.exploration.subject import Missing


def with_judge(subject, **changes):
    """Returns the subject with other fields, and its judge."""
    other = dataclasses.replace(subject, **changes)
    other.__dict__["judge"] = subject.judge
    return other


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


def test_pictures_that_are_read_as_another_class_at_once_are_left_out(subject, of_brightness):
    """Trap: more than half of the "fours" were read as nines before any step."""
    held_out = of_brightness("h", [0.25, 0.55, 0.55, 0.25, 0.25, 0.55])
    numbers = concepts.by_class(with_judge(subject, held_out=held_out)).numbers
    assert (numbers.n_tried, numbers.n) == (3, 2)
    assert (numbers.shares.source[0], numbers.shares.target[0]) == (1, 0)


def test_where_none_comes_back_as_the_source_there_is_no_class_direction(subject, of_brightness):
    held_out = of_brightness("h", [0.55, 0.25])
    with pytest.raises(Missing, match="come back as the class 'c': none does"):
        concepts.by_class(with_judge(subject, held_out=held_out))


def test_random_directions_of_the_same_length_stand_beside(subject):
    beside = concepts.by_class(subject).numbers.random
    assert (beside.n_directions, beside.n, len(beside.mean)) == (concepts.N_RANDOM, 4, 5)
    assert beside.low[0] == beside.high[0] == 0
    way = concepts.Way(subject, subject.of_source, "", np.array([0.0, 0.6]), np.arange(2), "")
    lengths = way.beside_random(lambda way: [0, float(np.linalg.norm(way.direction))])
    assert lengths.low == pytest.approx((0, 0.6)) == lengths.high


@pytest.mark.parametrize(("change", "as_far"), [(0.1, 0), (0.2, 1), (-0.3, 1)])
def test_a_random_way_is_as_far_in_either_sense(subject, change, as_far):
    own = np.array([1.0, 0.0])
    way = concepts.Way(subject, subject.of_source, "", own, np.arange(2), "")

    def measure(at):
        return [0.0, 0.2 if (at.direction == own).all() else change]

    assert way.beside_random(measure).as_far == as_far


def test_the_label_has_no_part_in_a_random_direction():
    found = geometry.random_directions(
        50, size=5, n_free=3, length=2.0, rng=np.random.default_rng(0)
    )
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 2.0)
    assert not found[:, 3:].any()
    # Evenly spread: each coordinate has a third of the squared length.
    np.testing.assert_allclose((found[:, :3] ** 2).mean(axis=0), 4 / 3, atol=0.5)


def test_every_model_goes_equally_far(subject):
    class Prior:
        samplers = subject.model.samplers

    without_encoder = with_judge(subject, model=Prior())
    ends = {concepts.CLASS_REACH}
    ends |= {concepts.by_class(one).numbers.steps[-1] for one in (subject, without_encoder)}
    assert ends == {2.0}


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
