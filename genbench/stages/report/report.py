"""The report: one HTML file that says who won, shows how, and lets the reader play."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Sequence
from pathlib import Path

from genbench.models import trained_on
from genbench.notebook.page import Page
from genbench.runs import Run, distinct, find
from genbench.stages.report.page import render
from genbench.stages.report.quiz import POOL, fakes_per_run, prepare
from genbench.stages.report.shown import load_split, show_run
from genbench.system import live
from genbench.system.errors import InvalidInput
from genbench.system.files import replacing


def report(
    runs: Sequence[Run | Path | str],
    *,
    out: Path | str | None = None,
    data: Path | str | None = None,
    over_seeds: str = "",
    certainty: str = "",
    progress: bool | None = None,
) -> Page:
    """Writes a page about one run, or several side by side, that needs no network and no server.

    What a run lacks, the page names, with the command that makes it; a picture that is damaged, or
    not of the run's present weights, is left out with a warning.

    Args:
        runs: runs, their folders or their names.
        out: the file; by default report.html in the run's folder, and for several runs
            report-<name>-vs-<name>.html beside the first.
        data: where the runs' own data are now, if they were moved; noted in the runs.
        over_seeds: what a comparison over training seeds has found, of each of which the runs are
            the first; stands above what the page says of these alone.
        certainty: what that comparison could have told apart, in a sentence.
        progress: show that it is at work; by default on a terminal.

    Returns:
        The file written, which a notebook shows.

    Raises:
        ValueError: no run is given, or one twice, or a checkpoint is another configuration's.
        FileNotFoundError: a run does not exist.
        BrokenRun: a file of a run is damaged, or not of its present weights.
        BlockingIOError: another process writes into a run, and `out` is not given.
    """
    if isinstance(runs, str | Path | Run):
        runs = [runs]
    if not runs:
        raise InvalidInput("report needs at least one run. Received none.")
    opened = [find(run) for run in runs]
    for run in opened:
        trained_on.told(run, data)
    names = distinct(opened)
    place = Path(out or _place(opened, names))
    with contextlib.ExitStack() as claims:
        claims.enter_context(live.line("writing the report", progress=progress))
        # Elsewhere a page may be written of runs that cannot be written to.
        for run in opened if out is None else ():
            claims.enter_context(run.writing("report"))
        page = _page(opened, names, over_seeds, certainty)
        with replacing(place) as path:
            path.write_text(page, "utf-8", newline="\n")
    return Page(place)


def _page(runs: Sequence[Run], names: Sequence[str], over_seeds: str, certainty: str) -> str:
    load = functools.cache(load_split)
    n_rounds = fakes_per_run(len(runs))
    last = max((log[-1]["images"] for run in runs if (log := run.read_log())), default=0) or 1
    shown = [
        show_run(run, name, load, n_quiz=POOL * n_rounds, last=last)
        for run, name in zip(runs, names, strict=True)
    ]
    return render(shown, prepare(shown, load), over_seeds, certainty)


def _place(runs: Sequence[Run], names: Sequence[str]) -> Path:
    if len(runs) == 1:
        return runs[0].path / "report.html"
    shown = [name.replace("/", "-") for name in names[:3]]
    shown += [f"{len(names) - 3}-more"] if len(names) > 3 else []
    return runs[0].path.parent / f"report-{'-vs-'.join(shown)}.html"
