import itertools

import numpy as np
import pytest

from genbench.data import Split
from genbench.data.cutting import cut, cut_training_set, warn_of_copies


def pictures(*numbers):
    """Returns a picture for each number, whose first two pixels tell it."""
    shown = np.zeros([len(numbers), 2, 3, 1], np.uint8)
    shown[:, 0, 0, 0], shown[:, 0, 1, 0] = np.divmod(numbers, 256)
    return shown


def split_of(numbers, labels=None):
    classes = () if labels is None else ("a", "b", "c")
    return Split(pictures(*numbers), labels, classes, "made")


def numbers_in(split):
    return (split.images[:, 0, 0, 0].astype(int) * 256 + split.images[:, 0, 1, 0]).tolist()


@pytest.mark.parametrize(
    ("n", "sizes"),
    [(3, (1, 1, 1)), (5, (3, 1, 1)), (6, (3, 1, 2)), (10, (7, 1, 2)), (100, (70, 10, 20))],
)
def test_a_whole_is_cut_in_three_of_which_none_is_empty(n, sizes):
    assert tuple(map(len, cut(split_of(range(n))))) == sizes


@pytest.mark.parametrize(("n", "sizes"), [(3, (2, 1)), (12, (11, 1)), (240, (220, 20))])
def test_beside_a_test_set_one_in_twelve_is_for_validation(n, sizes):
    parts = cut_training_set(split_of(range(n)), split_of([500]))
    assert tuple(map(len, parts[:2])) == sizes
    assert numbers_in(parts.held_out) == [500]


@pytest.mark.parametrize("labels", [None, np.arange(37) % 3])
def test_the_parts_are_disjoint_and_complete(labels):
    parts = [numbers_in(part) for part in cut(split_of(range(37), labels))]
    assert sorted(itertools.chain(*parts)) == list(range(37))


def test_every_class_gives_its_share_to_each_part():
    labels = np.repeat([0, 1, 2], [50, 20, 10])
    counts = [part.class_counts.tolist() for part in cut(split_of(range(80), labels))]
    assert counts == [[35, 14, 7], [5, 2, 1], [10, 4, 2]]


def test_labels_stay_with_their_pictures():
    train = cut(split_of(range(60), np.arange(60) % 3)).train
    assert train.known_labels.tolist() == [number % 3 for number in numbers_in(train)]


def test_the_order_of_the_files_changes_nothing():
    order = np.random.default_rng(0).permutation(50)
    digests = [[part.sha256 for part in cut(split_of(n))] for n in (np.arange(50), order)]
    assert digests[0] == digests[1]


def test_the_parts_are_not_in_the_order_of_the_files():
    assert numbers_in(cut(split_of(range(50))).train) != sorted(
        numbers_in(cut(split_of(range(50))).train)
    )


def test_copies_of_a_picture_stay_together_and_are_counted():
    with pytest.warns(UserWarning, match=r"^made: 50 of 100 pictures are copies of others"):
        parts = cut(split_of([*range(50), *range(50)], np.repeat([0, 1], 50)))
    train, validation, held_out = (set(numbers_in(part)) for part in parts)
    assert len(train | validation | held_out) == len(train) + len(validation) + len(held_out)
    assert tuple(map(len, parts)) == (70, 10, 20)


@pytest.mark.parametrize("numbers", [[1], [1, 2], [1, 2, 1, 2]])
@pytest.mark.parametrize("cut", [cut, lambda whole: cut_training_set(whole, whole)])
def test_fewer_than_three_pictures_are_refused(cut, numbers):
    n, n_different = len(numbers), len(set(numbers))
    with pytest.raises(ValueError, match=f"3 different .* Received: {n}, of which {n_different}"):
        cut(split_of(numbers))


def test_held_out_pictures_that_are_trained_on_are_counted():
    with pytest.warns(UserWarning, match=r"^made: 2 of 3 held-out pictures are among those to"):
        warn_of_copies(split_of(range(9)), split_of([3, 4, 77]))


def test_where_none_is_trained_on_nothing_is_said(recwarn):
    warn_of_copies(split_of(range(9)), split_of([77]))
    assert not recwarn.list
