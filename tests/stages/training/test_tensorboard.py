import numpy as np
import pytest

from genbench.pictures import grids
from genbench.stages.training import tensorboard
from genbench.system.backend import keras, tf


def test_scalars_are_written_with_their_step(tmp_path, read_events):
    tensorboard.write_numbers(tensorboard.writer(tmp_path), 7, {"loss": 0.5, "kl": 2.0})
    read = [(tag, step, float(tf.make_ndarray(v))) for tag, step, v in read_events(tmp_path)]
    assert read == [("loss", 7, 0.5), ("kl", 7, 2.0)]


def test_a_list_is_written_as_a_histogram(tmp_path, read_events):
    tensorboard.write_numbers(tensorboard.writer(tmp_path), 7, {"kl_per_latent": [0.0, 0.0, 3.0]})
    [(tag, step, value)] = read_events(tmp_path)
    _, _, counts = tf.make_ndarray(value).T
    assert (tag, step, counts.sum()) == ("kl_per_latent", 7, 3)


def test_pictures_are_written_whole(tmp_path, read_events):
    picture = np.random.default_rng(0).integers(0, 256, [4, 5, 3], np.uint8)
    grids.write(tmp_path / "a.png", picture)
    tensorboard.write_picture(
        tensorboard.writer(tmp_path / "b"), 7, "snapshots", tmp_path / "a.png"
    )
    [(tag, step, value)] = read_events(tmp_path / "b")
    assert (tag, step) == ("snapshots", 7)
    np.testing.assert_array_equal(tf.image.decode_png(value.string_val[2]).numpy(), picture)


def test_networks_are_written_as_text(tmp_path, read_events):
    network = keras.Sequential([keras.Input((3,)), keras.layers.Dense(5, name="layer_five")])
    tensorboard.write_summaries(tensorboard.writer(tmp_path), {"encoder": network})
    [(tag, step, value)] = read_events(tmp_path)
    assert (tag, step) == ("networks/encoder", 0)
    assert b"layer_five" in value.string_val[0]


def test_an_event_file_that_cannot_grow_is_an_os_error(tmp_path, monkeypatch):
    def refuse(resource):
        raise tf.errors.OutOfRangeError(None, None, "{{node x}} a/events; File too large\nFailed.")

    writer = tensorboard.writer(tmp_path)
    monkeypatch.setattr(type(writer), "flush", refuse)
    with pytest.raises(OSError, match=r"^Event files cannot be written: a/events; File too lar"):
        tensorboard.write_numbers(writer, 1, {"loss": 0.5})
