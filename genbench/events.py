"""TensorBoard's event files: the log and the pictures once more, for its viewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from genbench.backend import keras, tf

if TYPE_CHECKING:
    from tensorflow.summary import SummaryWriter


def writer(folder: Path) -> SummaryWriter:
    """Returns a writer of event files in the folder."""
    return tf.summary.create_file_writer(str(folder))


def write_scalars(events: SummaryWriter, step: int, scalars: Mapping[str, float]) -> None:
    """Writes scalars by name."""
    with _at(events, step):
        for name, value in scalars.items():
            tf.summary.scalar(name, value)


def write_picture(events: SummaryWriter, step: int, name: str, picture: np.ndarray) -> None:
    """Writes a picture, uint8 [h, w, c]."""
    with _at(events, step):
        tf.summary.image(name, picture[None])


def write_summaries(events: SummaryWriter, networks: Mapping[str, keras.Model]) -> None:
    """Writes each network's layers, shapes and sizes as text."""
    with _at(events, 0):
        for scope, network in networks.items():
            lines: list[str] = []
            network.summary(print_fn=lines.append, line_length=80)
            text = "\n".join(lines)
            tf.summary.text(f"networks/{scope}", f"```\n{text}\n```")


@contextmanager
def _at(events: SummaryWriter, step: int) -> Iterator[None]:
    """Makes the writer the one in use, and writes through to the disk at the end.

    Raises:
        OSError: the disk is full, or the folder is gone.
    """
    try:
        with events.as_default(step=step):
            yield
    except tf.errors.OpError as error:
        raise OSError(f"Event files cannot be written: {error.message}") from error
