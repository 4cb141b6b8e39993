"""The first steps of a run, and those after a checkpoint: what goes, and what is put aside."""

from __future__ import annotations

import shutil

from genbench.runs.formats import numbered
from genbench.runs.log import read_entries, rewrite_entries
from genbench.runs.record import Schedule
from genbench.runs.run import Run
from genbench.system.files import free_name, remove_partial, replacing


def begin(run: Run, schedule: Schedule) -> None:
    """Makes a run's folder ready for a new training.

    What a start has left there that ended before there was a config.json goes.
    """
    with replacing(run.beginning) as path:
        path.touch()
    rewind(run, -1, schedule)


def set_aside(run: Run) -> None:
    """Renames a folder to <path>.old-1, or the next free number, if there is a run in it.

    Raises:
        BrokenRun: the folder holds something else.
        BlockingIOError: another process trains there.
    """
    if run.config_file.is_file():
        with run.claimed():
            pass
        run.path.rename(free_name(run.path))


def rewind(run: Run, step: int, schedule: Schedule) -> None:
    """Removes what was written after a step, so that training can go on from there.

    So goes what is not due up to there: the line and the pictures of the end that a run had
    which is now to be longer. Before step 0, all goes. The event files always go as a whole:
    they repeat the log and the pictures. If the process dies in here, the checkpoint is still
    there, and the next one removes the rest.
    """
    entries = read_entries(run.log_file) if run.log_file.is_file() else []
    due = [e for e in entries if e["step"] <= step and schedule.is_line_due(e["step"])]
    rewrite_entries(run.log_file, due)
    for folder, ending, is_due in (
        (run.snapshots_folder, ".png", schedule.is_snapshot_due),
        (run.reconstructions, ".png", schedule.is_snapshot_due),
        (run.weights, ".npz", bool),
        (run.checkpoints, ".npz", bool),
    ):
        for written, path in numbered(folder, ending):
            if written > step or not is_due(written):
                path.unlink()
    if run.tensorboard.is_dir():
        shutil.rmtree(run.tensorboard)
    remove_partial(run.path)
