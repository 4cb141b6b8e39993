from typing import Any

import numpy as np
import pytest

from genbench.stages.export import export
from genbench.system.backend import keras
from genbench.system.errors import InvalidInput
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
    before = {path: path.read_bytes() for path in vae_copy.networks_folder.iterdir()}
    with (
        locked(vae_copy.path / ".lock", "genbench train"),
        pytest.raises(BlockingIOError, match="being written by `genbench train`"),
    ):
        export(vae_copy)
    assert {path: path.read_bytes() for path in vae_copy.networks_folder.iterdir()} == before


def test_a_folder_to_be_published_holds_networks_card_and_evolution(vae_copy, here):
    paths = export(vae_copy, to=here / "out")
    names = {path.relative_to(here / "out").as_posix() for path in paths}
    assert {"README.md", "config.json", "evolution.gif"} <= names
    for scope in ("encoder", "decoder"):
        assert {f"{scope}.keras", f"{scope}.tflite", f"{scope}/saved_model.pb"} <= names
    card = (here / "out" / "README.md").read_text("utf-8")
    assert "genbench train vae" in card
    assert "Licence of the data: not known to genbench" in card
    with pytest.raises(InvalidInput, match="must be an empty folder"):
        export(vae_copy, to=here / "out")
