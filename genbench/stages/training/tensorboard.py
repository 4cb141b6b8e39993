"""TensorBoard's event files: the log and the pictures once more, for its viewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from genbench.system.backend import keras, tf

if TYPE_CHECKING:
    from tensorflow.summary import SummaryWriter


def writer(folder: Path) -> SummaryWriter:
    """Returns a writer of event files in the folder."""
    return tf.summary.create_file_writer(str(folder))


def write_numbers(
    events: SummaryWriter, step: int, numbers: Mapping[str, float | list[float]]
) -> None:
    """Writes numbers by name: one as a scalar, a list as a histogram."""
    with _at(events, step):
        for name, value in numbers.items():
            write = tf.summary.histogram if isinstance(value, list) else tf.summary.scalar
            write(name, value)


def write_picture(events: SummaryWriter, step: int, name: str, path: Path) -> None:
    """Writes a picture as its PNG file has it, without encoding it once more."""
    from tensorboard.plugins.image.metadata import create_summary_metadata

    with Image.open(path) as file:
        size = [str(length).encode() for length in file.size]
    metadata = create_summary_metadata(display_name=None, description=None)
    with _at(events, step):
        tf.summary.write(name, [*size, path.read_bytes()], metadata=metadata)


def read_pictures(folder: Path, name: str) -> dict[int, bytes]:
    """Returns the PNG files, by step, of what `write_picture` wrote by that name."""
    return {
        event.step: value.tensor.string_val[2]
        for event in _events(folder)
        for value in event.summary.value
        if value.tag == name
    }


def steps_with_numbers(folder: Path) -> set[int]:
    """Returns the steps at which numbers were written."""
    return {
        event.step
        for event in _events(folder)
        for value in event.summary.value
        if value.metadata.plugin_data.plugin_name == "scalars"
    }


def _events(folder: Path) -> Iterator[Any]:
    """Gives all that the event files of a folder hold, of a damaged one what is whole."""
    for path in sorted(folder.glob("*.tfevents.*")):
        with suppress(tf.errors.DataLossError):
            for record in tf.data.TFRecordDataset(str(path)).as_numpy_iterator():
                yield tf.compat.v1.Event.FromString(record)


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
        # The first line ends with the file and the reason, after the name of the operation.
        reason = error.message.splitlines()[0].rpartition("}} ")[2]
        raise OSError(f"Event files cannot be written: {reason}.") from error
