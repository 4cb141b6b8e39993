"""The trained networks as files of Keras, and a run as a folder that is ready to be published."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from genbench.data import DATASETS
from genbench.models import building
from genbench.models.protocols import Model
from genbench.models.recipes.spelling import command
from genbench.models.running import keras_files
from genbench.pictures import gif, grids
from genbench.runs import Run, RunRecord, Settings, find, numbered
from genbench.runs.identity import identity_of
from genbench.scoring import records, tables
from genbench.scoring.table import deciding
from genbench.system.errors import InvalidInput
from genbench.system.files import replacing
from genbench.system.numbers import short

SECONDS_OF_A_FRAME = 0.125


def export(run: Run | Path | str, *, to: Path | str | None = None) -> list[Path]:
    """Writes networks/<scope>.keras anew, or a folder with all that others want of the run.

    Training writes the networks at its end; here they are made again where they are damaged or
    gone, or made of a run that stopped early. The folder holds a model card (README.md), the
    networks as files of Keras, as SavedModels and for LiteRT, as ONNX where the package onnx is
    installed, the samples and the evolution as a GIF.

    Args:
        run: a run, its folder or its name.
        to: the folder, which must be empty or not be there; None: only the run's own networks.

    Returns:
        The files written.

    Raises:
        FileNotFoundError: there is no such run, or it has no checkpoint yet.
        BrokenRun: its configuration is damaged, or the checkpoint belongs to another.
        BlockingIOError: another process is at work on the run.
        InvalidInput: the folder holds something.
    """
    run = find(run)
    with run.claimed():
        model, step = building.load(run)
        if to is None:
            return keras_files.write(run, model)
        folder = Path(to)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InvalidInput(f"{folder} must be an empty folder, or not be there yet.", "to")
        # Whole or not at all.
        with replacing(folder) as beside:
            beside.mkdir()
            try:
                _fill(beside, run, model, step)
            except BaseException:
                shutil.rmtree(beside)
                raise
        return sorted(path for path in folder.rglob("*") if path.is_file())


def _fill(folder: Path, run: Run, model: Model, step: int) -> None:
    from genbench.models.parts.layers import with_keras_layers

    for scope, network in model.networks.items():
        plain: Any = with_keras_layers(network)
        plain.save(folder / f"{scope}.keras")
        plain.export(folder / scope, format="tf_saved_model", verbose=False)
        plain.export(folder / f"{scope}.tflite", format="litert", verbose=False)
        if importlib.util.find_spec("onnx"):
            plain.export(folder / f"{scope}.onnx", format="onnx", verbose=False)
    if run.samples_file().is_file():
        # Those of other weights are refused.
        run.read_samples()
        shutil.copy(run.samples_file(), folder)
        if run.samples_file().with_suffix(".png").is_file():
            shutil.copy(run.samples_file().with_suffix(".png"), folder)
    shape = run.read_config().data.image_shape
    files = grids.whole(numbered(run.snapshots_folder, ".png"), shape, identity_of(run))
    if files:
        frames = (grids.read(path) for _, path in files)
        flat = (frame[..., 0] if frame.shape[-1] == 1 else frame for frame in frames)
        gif.write(folder / "evolution.gif", flat, [SECONDS_OF_A_FRAME] * len(files))
    if run.code_file.is_file():
        shutil.copy(run.code_file, folder)
    shutil.copy(run.config_file, folder)
    card = "\n".join(_card(run, run.read_config(), model, step)) + "\n"
    (folder / "README.md").write_text(card, "utf-8", newline="\n")


def _card(run: Run, record: RunRecord[Settings], model: Model, step: int) -> Iterator[str]:
    """Gives the lines of a model card."""
    data, there = record.data, record.machine
    height, width, n_channels = data.image_shape
    yield f"# {run.name}"
    yield ""
    yield f"Recipe `{record.recipe}`, trained by genbench {there.genbench} to step {step:,} of "
    yield f"{record.schedule.steps:,}, on {data.n_images:,} images of {height} x {width} x "
    yield f"{n_channels} from `{data.name}`."
    yield ""
    yield "![The same latents over the training](evolution.gif)"
    yield ""
    yield "## How to use it"
    yield ""
    sampler = next(iter(model.samplers))
    yield f"Networks: {', '.join(f'`{scope}`' for scope in model.networks)}, each as `.keras`, "
    about = model.samplers[sampler].about
    yield f"SavedModel and LiteRT. Samples are drawn by `{sampler}`: {about}."
    yield ""
    yield "## Figures, and how sure they are"
    yield ""
    yield from _figures(run)
    yield ""
    yield "## Data"
    yield ""
    known = DATASETS.get(data.name)
    licence = known.licence if known else "not known to genbench; say it here before you publish"
    yield f"Licence of the data: {licence}. SHA-256 of the training images: `{data.sha256}`."
    yield ""
    yield "## To make it again"
    yield ""
    yield f"    {command(run)}"
    yield ""
    yield f"Made on Python {there.python}, TensorFlow {there.tensorflow}, Keras {there.keras}, "
    yield f"{there.platform}."


def _figures(run: Run) -> Iterator[str]:
    if not run.has_record("metrics"):
        yield f"Not measured. `genbench evaluate {run.word}` does so."
        return
    record = records.read(run)
    yield "| metric | value | 95 % interval | real images |"
    yield "|---|---|---|---|"
    for name in deciding(record.measured):
        entry = record.measured[name]
        real = tables.told(record.calibration.get(tables.REAL, {}).get(name))
        yield f"| {name} | {short(entry.value)} | {tables.ends(entry)} | {real} |"
    yield ""
    yield f"{tables.described(record)}. Intervals: {record.protocol.interval}."
