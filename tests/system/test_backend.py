import contextlib
import importlib.metadata
import os

import numpy as np
import pytest

from genbench.system import backend
from genbench.system.backend import keras, tf


def test_the_names_stand_for_the_modules():
    assert tf.__version__ == importlib.metadata.version("tensorflow")
    assert keras.__version__ == importlib.metadata.version("keras")


def test_keras_on_another_backend_is_refused(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(ImportError, match=r"on 'jax'. Set KERAS_BACKEND=tensorflow"):
        backend.load.__wrapped__()


def test_chatter_is_held_back(capfd):
    with backend._stderr_held_back():
        os.write(2, b"chatter")
    assert capfd.readouterr().err == ""


def test_chatter_is_printed_after_all_when_loading_fails(capfd):
    with contextlib.suppress(ImportError), backend._stderr_held_back():
        os.write(2, b"the reason")
        raise ImportError
    assert capfd.readouterr().err == "the reason"


class Doubling:
    def double(self, values):
        return 2 * values


def test_a_graph_takes_arrays_and_is_traced_once():
    traces = []

    def double(values):
        traces.append(values)
        return 2 * values

    graph = backend.as_graph(double)
    assert [graph(np.full(1, i, np.float32)).numpy().tolist() for i in range(3)] == [[0], [2], [4]]
    assert len(traces) == 1


def test_many_models_of_one_class_are_no_reason_to_warn(caplog):
    with caplog.at_level("WARNING"):
        tf.get_logger().addHandler(caplog.handler)
        for _ in range(20):
            backend.as_graph(Doubling().double)(np.ones(2, np.float32))
        tf.get_logger().removeHandler(caplog.handler)
    assert caplog.text == ""
