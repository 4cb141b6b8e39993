"""Every reader of a file that someone else may have written, with files to begin from."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
import typing
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from genbench import data
from genbench.data.folder import read_picture
from genbench.data.idx import read_idx
from genbench.models import building
from genbench.models.vae import VAEConfig
from genbench.pictures import grids
from genbench.runs import FORMAT, Run
from genbench.runs.formats import plain, write_sealed
from genbench.runs.listing import summary
from genbench.runs.samples import Samples, write_samples
from genbench.runs.selection import Selection
from genbench.scoring.records import MetricsRecord
from genbench.stages.exploration.records import ExploreRecord
from genbench.stages.probing.records import ProbeRecord
from genbench.system.arrays import write_arrays
from genbench.system.errors import BrokenRun, InvalidInput
from tests.made_records import run_record
from tests.survival.examples import example

# What the command line says in one line; everything else would be a traceback.
REFUSALS = (InvalidInput, BrokenRun, OSError)

IMAGES = np.arange(96, dtype=np.uint8).reshape(6, 4, 4)
RECORDS = {
    "explore": ExploreRecord,
    "metrics": MetricsRecord,
    "probe": ProbeRecord,
    "selection": Selection,
}


@dataclass(frozen=True)
class Reader:
    """A reader of one file.

    Attributes:
        file: what the file is called.
        seeds: returns whole files.
        read: reads the file of that path, as the product does.
    """

    file: str
    seeds: Callable[[], list[bytes]]
    read: Callable[[Path], object]

    @property
    def is_json(self) -> bool:
        """Whether the file is JSON, whole or by the line."""
        return self.file.endswith((".json", ".jsonl"))


class Unclear(Exception):
    """A file that ended in something else than a value or one clear line."""


def outcome(reader: Reader, folder: Path, content: bytes) -> str:
    """Returns "read" or "refused": what became of a file with that content.

    Raises:
        Unclear: the reader raised something else, or a message that does not name the file.
    """
    path = folder / reader.file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            reader.read(path)
        except REFUSALS as error:
            said = str(error)
            if path.name not in said:
                raise Unclear(f"{type(error).__name__}: {said[:300]}") from error
            return "refused"
        except Exception as error:
            raise Unclear(f"{type(error).__name__}: {error}"[:300]) from error
    return "read"


def _npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _written(write: Callable[[Path], object]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.npz"
        write(path)
        return path.read_bytes()


def _samples() -> list[bytes]:
    hints = typing.get_type_hints(Samples)
    texts = {name: example(hint) for name, hint in hints.items() if hint in (int, str)}
    some = Samples(images=IMAGES[..., None], **texts)
    return [_written(lambda path: write_samples(path, some))]


def _checkpoint() -> list[bytes]:
    arrays = {"decoder/0": np.zeros([2, 3], np.float32), "adam/step": np.array(4)}
    return [_written(lambda path: write_arrays(path, arrays))]


def _pictures() -> list[bytes]:
    found = []
    for mode in ("L", "RGB", "P", "RGBA", "I;16", "1", "CMYK", "F"):
        for kind in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"):
            file = io.BytesIO()
            try:
                Image.new(mode, (5, 4)).save(file, kind)
            except (OSError, ValueError):
                continue
            found.append(file.getvalue())
    return found


def _idx(array: np.ndarray) -> bytes:
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


def _config() -> list[bytes]:
    record = run_record(config=plain(VAEConfig()))
    written = _written(lambda path: write_sealed(path, record))
    return [json.dumps(json.loads(written)).encode()]  # In one line, as the other seeds are.


def _json(record: dict[str, object]) -> list[bytes]:
    return [json.dumps({"format": FORMAT, **record}).encode()]


def _log() -> list[bytes]:
    lines = [
        {"step": step, "epoch": step / 10, "images": step * 16, "seconds": 0.5, "loss": 2.5}
        for step in (10, 20, 30)
    ]
    return ["".join(json.dumps(line) + "\n" for line in lines).encode()]


def _read_log(path: Path) -> object:
    run = Run(path.parent)
    if not run.config_file.is_file():
        run.write_config(run_record())
    return run.read_log(), summary(run)


def _split(path: Path) -> object:
    return data.load(path, "train"), data.load(path, "held_out")


def _record_reader(name: str, kind: type) -> Reader:
    def read(path: Path) -> object:
        return Run(path.parent).read_record(name, kind)

    return Reader(f"{name}.json", lambda: _json(example(kind)), read)


READERS = {
    "idx images": Reader(
        "train-images-idx3-ubyte",
        lambda: [_idx(IMAGES), gzip.compress(_idx(IMAGES), mtime=0)],
        lambda path: read_idx(path, rank=3),
    ),
    "idx labels": Reader(
        "train-labels-idx1-ubyte",
        lambda: [_idx(IMAGES[:, 0, 0])],
        lambda path: read_idx(path, rank=1),
    ),
    "archive": Reader(
        "own.npz",
        lambda: [
            _npz(images=IMAGES),
            _npz(images=IMAGES, labels=np.arange(6)),
            _npz(images=IMAGES, held_out_images=IMAGES),
        ],
        _split,
    ),
    "samples": Reader("samples.npz", _samples, lambda path: Run(path.parent).read_samples()),
    "picture": Reader("a.png", _pictures, read_picture),
    "snapshot": Reader("00000010.png", _pictures, grids.read),
    "config": Reader(
        "config.json",
        _config,
        lambda path: (building.read_config(Run(path.parent)), summary(Run(path.parent))),
    ),
    "log": Reader("log.jsonl", _log, _read_log),
    "checkpoint": Reader(
        "checkpoints/00000010.npz", _checkpoint, lambda path: Run(path.parents[1]).read_checkpoint()
    ),
    "weights": Reader(
        "weights/00000010.npz", _checkpoint, lambda path: list(Run(path.parents[1]).read_weights())
    ),
    **{name: _record_reader(name, kind) for name, kind in RECORDS.items()},
}
