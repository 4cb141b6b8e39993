import contextlib
import importlib.metadata
import os

import pytest

from genbench import backend
from genbench.backend import keras, tf


def test_the_names_stand_for_the_modules():
    assert tf.__version__ == importlib.metadata.version("tensorflow")
    assert keras.__version__ == importlib.metadata.version("keras")


def test_keras_on_another_backend_is_refused(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(ImportError, match=r"on 'jax'. Set KERAS_BACKEND=tensorflow"):
        backend._load()


def test_chatter_is_held_back(capfd):
    with backend._stderr_held_back():
        os.write(2, b"chatter")
    assert capfd.readouterr().err == ""


def test_chatter_is_printed_after_all_when_loading_fails(capfd):
    with contextlib.suppress(ImportError), backend._stderr_held_back():
        os.write(2, b"the reason")
        raise ImportError
    assert capfd.readouterr().err == "the reason"
