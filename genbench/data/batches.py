"""The rows that each step trains on: one endless stream, cut into batches, gathered in chunks."""

import functools
from collections.abc import Iterator

import numpy as np

from genbench.data.splits import Split
from genbench.system.errors import InvalidInput


def chunks(
    split: Split, *, batch_size: int, chunk_length: int, seed: int, start: int = 0, stop: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Returns the batches of steps start..stop-1, `chunk_length` steps at a time.

    What a step trains on depends on (seed, step) alone: not on where the run started, nor on
    `chunk_length`.

    Yields:
        images uint8 [k, batch_size, h, w, c] and labels int64 [k, batch_size], new arrays each
        time; k is `chunk_length`, or less in the last chunk. Labels are 0 where there are none.

    Raises:
        ValueError: at once, and for the reasons of `rows`; or chunk_length is not positive.
    """
    if chunk_length < 1:
        raise InvalidInput(f"chunk_length must be positive. Received: {chunk_length}.")
    _check(len(split), batch_size=batch_size, seed=seed, start=start, stop=stop)

    def gathered(first: int) -> tuple[np.ndarray, np.ndarray]:
        last = min(first + chunk_length, stop)
        taken = rows(len(split), batch_size=batch_size, seed=seed, start=first, stop=last)
        labels = split.labels_of(taken)
        return np.take(split.images, taken, axis=0), labels

    return map(gathered, range(start, stop, chunk_length))


def rows(n: int, *, batch_size: int, seed: int, start: int = 0, stop: int) -> np.ndarray:
    """Returns the rows of steps start..stop-1.

    Epoch e is a permutation of all n rows that (seed, e) decides; the epochs follow each other
    in one stream, of which step s takes positions s * batch_size to (s + 1) * batch_size - 1.
    So every batch is full, and every row comes once in each epoch.

    Returns:
        int64 [stop - start, batch_size], values in 0..n-1.

    Raises:
        ValueError: batch_size is not in 1..n, the seed is negative, or not 0 <= start <= stop.
    """
    _check(n, batch_size=batch_size, seed=seed, start=start, stop=stop)
    taken = np.empty([stop - start, batch_size], np.int64)
    stream, position = taken.reshape(-1), start * batch_size
    while len(stream):
        epoch, row = divmod(position, n)
        piece = _permutation(n, seed, epoch)[row : row + len(stream)]
        stream[: len(piece)] = piece
        stream, position = stream[len(piece) :], position + len(piece)
    return taken


# Two, because a batch that crosses from one epoch to the next needs both.
@functools.lru_cache(maxsize=2)
def _permutation(n: int, seed: int, epoch: int) -> np.ndarray:
    source = np.random.SeedSequence(seed, spawn_key=(epoch,))
    permutation = np.random.Generator(np.random.Philox(source)).permutation(n)
    permutation.flags.writeable = False
    return permutation


def _check(n: int, *, batch_size: int, seed: int, start: int, stop: int) -> None:
    if not 1 <= batch_size <= n:
        raise InvalidInput(
            f"batch_size must be positive, and no larger than the {n} images there are. "
            f"Received: {batch_size}."
        )
    if seed < 0:
        raise InvalidInput(f"seed must not be negative. Received: {seed}.")
    if not 0 <= start <= stop:
        raise InvalidInput(f"Steps must be 0 <= start <= stop. Received: {start}..{stop}.")
