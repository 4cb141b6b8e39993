"""Many steps as one call."""

from __future__ import annotations

import numpy as np
import pytest
from small import BATCH_SIZE, batches, build, digits, small

from genbench import data
from genbench.data import Split
from genbench.models.running import steps, weights
from genbench.system import memory
from genbench.system.errors import InvalidInput


def test_a_shorter_chunk_takes_no_step_too_many() -> None:
    model = build("vae")
    initial = weights.state(model)
    run_chunk = steps.compile_chunk(model, chunk_length=5, jit_compile=False)
    whole = run_chunk(*batches(model, 0, 5))
    after = weights.state(model)
    weights.restore(model, initial)
    parts = [run_chunk(*batches(model, 0, 3)), run_chunk(*batches(model, 3, 5))]
    for name, values in whole.items():
        assert [len(part[name]) for part in parts] == [3, 2]
        found = np.concatenate([part[name] for part in parts])
        assert values.dtype == np.float32
        np.testing.assert_array_equal(found, values)
    for key, value in weights.state(model).items():
        assert value.tobytes() == after[key].tobytes(), key


def test_the_inputs_of_rows_are_those_of_the_first_step() -> None:
    model = build("vae")
    levels = np.arange(30, dtype=np.uint8)[:, None, None, None] * np.ones([8, 8, 1], np.uint8)
    split = Split(levels, None, (), "made")
    rows = np.array([7, 3])
    images, labels, noise = steps.inputs(model, split, rows, seed=0)
    np.testing.assert_array_equal(images[:, 0, 0, 0], rows.astype(np.float32) / np.float32(255))
    np.testing.assert_array_equal(labels, [0, 0])
    _, _, draws = batches(model, 0, 1)
    assert draws["epsilon"].shape[1] == BATCH_SIZE
    np.testing.assert_array_equal(noise["epsilon"], draws["epsilon"][0, :2])


def test_chunks_beyond_the_memory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    model = build("vae")
    monkeypatch.setattr(memory, "available", lambda: 10**6)
    steps.check_memory(model, (8, 8, 1), batch_size=10, chunk_length=100)
    with pytest.raises(InvalidInput, match=r"10,000 steps in one call.*--log-every"):
        steps.check_memory(model, (8, 8, 1), batch_size=10, chunk_length=10_000)


def test_batches_are_binarised_anew_by_the_step_alone() -> None:
    images, labels = digits()
    split, config = Split(images, labels, tuple("0123456789"), "made"), small("iwae")
    model = build("iwae")
    whole, _, _ = steps.chunk_inputs(model, split, config, start=0, stop=150)
    part, _, _ = steps.chunk_inputs(model, split, config, start=140, stop=150)
    np.testing.assert_array_equal(part, whole[140:])
    assert set(np.unique(whole)) == {0, 255}
    rows = data.rows(len(images), batch_size=BATCH_SIZE, seed=0, stop=150)
    # The second epoch begins in step 125.
    first, again = whole[rows == rows[-1, 0]]
    assert (first != again).any()
