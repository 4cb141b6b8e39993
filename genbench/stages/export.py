"""The trained networks once more as Keras's own files, from the last checkpoint."""

from __future__ import annotations

from pathlib import Path

from genbench.models import building
from genbench.models.running import keras_files
from genbench.runs import Run, find


def export(run: Run | Path | str) -> list[Path]:
    """Writes networks/<scope>.keras anew, with the weights of the run's last checkpoint.

    Training writes them at its end; here they are made again where they are damaged or gone, or
    made of a run that stopped early.

    Args:
        run: a run, its folder or its name.

    Returns:
        The files written.

    Raises:
        FileNotFoundError: there is no such run, or it has no checkpoint yet.
        BrokenRun: its configuration is damaged, or the checkpoint belongs to another.
        BlockingIOError: another process is at work on the run.
    """
    run = find(run)
    with run.claimed():
        model, _ = building.load(run)
        return keras_files.write(run, model)
