"""TensorFlow and Keras, loaded quietly when first used.

Importing the two costs more than two seconds, which `--help` and every message about a
mistyped flag would have to pay. The names below stand for the modules and load them at the
first attribute that is asked for.
"""

from __future__ import annotations

import functools
import importlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from genbench.system import live

if TYPE_CHECKING:
    import keras
    import tensorflow as tf
else:

    class _Deferred:
        """A module that is imported when one of its names is first needed."""

        def __init__(self, name: str) -> None:
            self._name = name

        def __getattr__(self, attribute: str) -> Any:
            load()
            value = getattr(sys.modules[self._name], attribute)
            setattr(self, attribute, value)
            return value

    tf = _Deferred("tensorflow")
    keras = _Deferred("keras")

__all__ = ["as_graph", "be_verbose", "keras", "load", "tf"]

R = TypeVar("R")

_is_verbose = False


def be_verbose() -> None:
    """Lets TensorFlow print its start-up messages. Has an effect only before it is loaded."""
    global _is_verbose
    _is_verbose = True


def as_graph(function: Callable[..., R], *, jit_compile: bool = False) -> Callable[..., R]:
    """Returns a function of tensors as a graph, built when it is first called; takes arrays too.

    AutoGraph, which would turn Python's loops and conditions into TensorFlow's, has nothing to do
    here; it takes up to half a second to find that out, and leaves files behind.
    """
    # A partial, or TensorFlow would take the models of several runs, which share their code, for
    # one that is traced again and again, and warn.
    return tf.function(partial(function), jit_compile=jit_compile, autograph=False)


@functools.cache
def load() -> None:
    """Imports TensorFlow and Keras and finds the devices; does nothing the second time.

    Raises:
        ImportError: Keras is already loaded on another backend.
    """
    if "keras" not in sys.modules:
        os.environ["KERAS_BACKEND"] = "tensorflow"
    # GPU memory is taken as it is needed, so that two runs can share a card.
    os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
    if not _is_verbose:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    with nullcontext() if _is_verbose else _stderr_held_back():
        tensorflow = importlib.import_module("tensorflow")
        backend = importlib.import_module("keras").backend.backend()
        tensorflow.config.list_physical_devices()
        # Fusing a convolution with its bias fails with a message where leaky ReLU follows, and
        # is no gain elsewhere: 16.5 steps of conv-vae a second without it, and 13 with it.
        tensorflow.config.optimizer.set_experimental_options({"remapping": False})
    if backend != "tensorflow":
        raise ImportError(
            f"genbench needs Keras on TensorFlow, but Keras is already loaded on {backend!r}. "
            "Set KERAS_BACKEND=tensorflow before the first import."
        )


@contextmanager
def _stderr_held_back() -> Iterator[None]:
    """Keeps back what is printed to stderr, C++ included, and prints it after all on an error.

    TensorFlow writes its first messages before it reads any setting of how much to say. A live
    line stands there instead.
    """
    sys.stderr.flush()
    with (
        os.fdopen(os.dup(2), "w") as stderr,
        tempfile.TemporaryFile() as held_back,
        live.line("loading TensorFlow", file=stderr),
    ):
        os.dup2(held_back.fileno(), 2)
        try:
            yield
        except Exception:
            held_back.seek(0)
            os.write(stderr.fileno(), held_back.read())
            raise
        finally:
            os.dup2(stderr.fileno(), 2)
