"""What the tests of training share: how one is begun, interrupted, and what it leaves."""

import signal
import sys
from typing import Any

from genbench.runs import Run, numbered
from tests.conftest import SHORT

FLAGS = [f"--{k.replace('_', '-')}={v}" for k, v in SHORT.items() if not isinstance(v, bool)]


def last_checkpoint(run) -> Any:
    return run.read_checkpoint()


def n_lines(run):
    """Returns how many lines the log of a run has that perhaps has not begun."""
    return len(run.read_log()) if run.log_file.is_file() else 0


def record(run, read_events):
    """Returns all that a run has written, without the seconds, which differ each time."""
    step, arrays = last_checkpoint(run)
    return {
        "step": step,
        "arrays": {name: array.tobytes() for name, array in arrays.items()},
        "log": [
            {k: v for k, v in entry.items() if k not in ("seconds", "memory")}
            for entry in run.read_log()
        ],
        "pictures": {p.name: p.read_bytes() for p in run.snapshots_folder.iterdir()}
        | {("reconstruction", s): p.read_bytes() for s, p in numbered(run.reconstructions, ".png")},
        "events": sorted(
            (tag, step) for tag, step, _ in read_events(run.tensorboard) if "networks" not in tag
        ),
    }


def files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def interrupt_at(monkeypatch, step, number=signal.SIGINT):
    """Sends a signal when the given step is logged."""
    append = Run.append_log

    def append_and_interrupt(run, entry):
        append(run, entry)
        if entry["step"] == step:
            signal.raise_signal(number)

    monkeypatch.setattr(Run, "append_log", append_and_interrupt)


def command(blobs, *flags):
    words = ["train", "vae", f"--dataset={blobs}", "--run-name=vae-blobs", *flags]
    return [sys.executable, "-m", "genbench", *words]
