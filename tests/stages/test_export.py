from typing import Any

import numpy as np
import pytest

from genbench.stages.export import export
from genbench.system.backend import keras
from genbench.system.files import locked


def weights(path):
    network: Any = keras.models.load_model(path)
    return network.get_weights()


@pytest.mark.parametrize("kind", ["vae_copy", "gan_copy"])
def test_what_is_written_anew_has_the_weights_that_the_training_wrote(request, kind):
    run = request.getfixturevalue(kind)
    before = {path: weights(path) for path in sorted(run.networks_folder.iterdir())}
    assert len(before) > 1
    damaged, gone, *_ = before
    damaged.write_bytes(damaged.read_bytes()[:100])
    gone.unlink()
    assert sorted(export(run)) == [*before]
    for path, arrays in before.items():
        for there, again in zip(arrays, weights(path), strict=True):
            np.testing.assert_array_equal(there, again)


def test_a_run_that_is_at_work_is_left_alone(vae_copy):
    before = {path: path.read_bytes() for path in vae_copy.networks.iterdir()}
    with (
        locked(vae_copy.path / ".lock", "genbench train"),
        pytest.raises(BlockingIOError, match="being written by `genbench train`"),
    ):
        export(vae_copy)
    assert {path: path.read_bytes() for path in vae_copy.networks.iterdir()} == before
