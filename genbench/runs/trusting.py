"""The consent to run the code that a run brings."""

from __future__ import annotations

from pathlib import Path

from genbench.runs.names import find
from genbench.runs.record import CodeRecord
from genbench.runs.run import Run
from genbench.system import own_code
from genbench.system.errors import BrokenRun
from genbench.system.own_code import Source


def trust(what: Run | Path | str) -> None:
    """Consents to run code in this process: what a run brings, or the code in a file.

    A run that was trained with a recipe of one's own keeps a copy of its code, and no stage runs
    that before somebody consents: look at it first in a run that someone else sends you. What is
    trained in this process needs no consent.

    Args:
        what: a run, its folder or its name; or the path of a file of Python.

    Raises:
        FileNotFoundError: there is no such run.
        InvalidInput: there is no such file, or the copy is not the code that the run was trained
            with.
    """
    if not isinstance(what, Run) and str(what).endswith(own_code.ENDING):
        own_code.consent(str(what))
        return
    run = find(what)
    if code := run.read_config().code:
        own_code.trust(code.sha256, copy_of(run, code))


def copy_of(run: Run, code: CodeRecord) -> Source:
    """Returns the copy of the code that a run keeps, which nothing has run yet.

    Raises:
        BrokenRun: it is gone.
    """
    if not run.code_file.is_file():
        raise BrokenRun(
            f"{run.path} was trained with code of its own, and its copy, {run.code_file.name}, is "
            "gone. Put it back."
        )
    return Source(code.place, code.kind, run.code_file, run.code_file.read_bytes())
