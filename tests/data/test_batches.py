import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genbench.data import Split, chunks, rows

N = 7
SPLIT = Split(
    np.arange(N * 12, dtype=np.uint8).reshape(N, 2, 2, 3),
    np.arange(N) % 3,
    ("a", "b", "c"),
    "made",
)


@settings(deadline=None)
@given(st.integers(1, N), st.integers(0, 2**40))
def test_every_epoch_has_every_row_once(batch_size, seed):
    stream = rows(N, batch_size=batch_size, seed=seed, stop=3 * N).ravel()
    epochs = stream[: 3 * N].reshape(3, N)
    np.testing.assert_array_equal(np.sort(epochs), np.tile(np.arange(N), [3, 1]))


@settings(deadline=None)
@given(st.integers(1, N), st.integers(0, 40), st.integers(0, 40))
def test_a_step_has_the_same_rows_wherever_one_starts(batch_size, start, length):
    whole = rows(N, batch_size=batch_size, seed=3, stop=start + length)
    part = rows(N, batch_size=batch_size, seed=3, start=start, stop=start + length)
    np.testing.assert_array_equal(part, whole[start:])


def test_epochs_and_seeds_differ():
    first, second = rows(100, batch_size=100, seed=0, stop=2)
    other = rows(100, batch_size=100, seed=1, stop=1)[0]
    assert not np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_the_stream_is_the_one_that_seed_and_epoch_decide():
    source = np.random.SeedSequence(5, spawn_key=(2,))
    expected = np.random.Generator(np.random.Philox(source)).permutation(10)
    np.testing.assert_array_equal(rows(10, batch_size=10, seed=5, start=2, stop=3)[0], expected)


def test_rows_are_new_and_writable_each_time():
    rows(N, batch_size=N, seed=0, stop=1)[:] = 99
    assert rows(N, batch_size=N, seed=0, stop=1).max() == N - 1


@pytest.mark.parametrize("chunk_length", [1, 3, 4, 100])
def test_chunks_are_the_rows_gathered(chunk_length):
    parts = list(chunks(SPLIT, batch_size=4, chunk_length=chunk_length, seed=1, start=2, stop=12))
    taken = rows(N, batch_size=4, seed=1, start=2, stop=12)
    np.testing.assert_array_equal(np.concatenate([x for x, _ in parts]), SPLIT.images[taken])
    np.testing.assert_array_equal(np.concatenate([y for _, y in parts]), taken % 3)


def test_the_last_chunk_is_shorter():
    parts = chunks(SPLIT, batch_size=2, chunk_length=4, seed=0, stop=10)
    assert [(x.shape, y.shape) for x, y in parts] == [((k, 2, 2, 2, 3), (k, 2)) for k in (4, 4, 2)]


def test_chunks_have_the_types_of_a_split():
    images, labels = next(chunks(SPLIT, batch_size=2, chunk_length=4, seed=0, stop=10))
    assert (images.dtype, labels.dtype) == (np.uint8, np.int64)


def test_without_labels_they_are_zero():
    bare = Split(SPLIT.images, None, (), "made")
    _, labels = next(chunks(bare, batch_size=2, chunk_length=4, seed=0, stop=4))
    np.testing.assert_array_equal(labels, np.zeros([4, 2], np.int64))


def test_no_chunk_shares_memory_with_another():
    first, second = chunks(SPLIT, batch_size=2, chunk_length=4, seed=0, stop=8)
    assert not np.shares_memory(first[0], second[0])


def test_no_steps_make_no_chunks():
    assert list(chunks(SPLIT, batch_size=2, chunk_length=4, seed=0, start=5, stop=5)) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"batch_size": 8}, "no larger than the 7 images.* Received: 8"),
        ({"batch_size": 0}, "batch_size must be positive.* Received: 0"),
        ({"chunk_length": 0}, "chunk_length must be positive. Received: 0"),
        ({"seed": -1}, "seed must not be negative. Received: -1"),
        ({"start": -1}, r"0 <= start <= stop. Received: -1\.\.9"),
        ({"start": 10}, r"0 <= start <= stop. Received: 10\.\.9"),
    ],
)
def test_wrong_arguments_are_refused_before_the_first_chunk(wrong, message):
    right = {"batch_size": 2, "chunk_length": 4, "seed": 0, "stop": 9}
    with pytest.raises(ValueError, match=message):
        chunks(SPLIT, **(right | wrong))
