"""A job of a study: a run that is trained, sampled, measured and shown, all in one process."""

from __future__ import annotations

from pathlib import Path

from genbench.data import HELD_OUT, VALIDATION
from genbench.experiments.study import plan as plans
from genbench.runs import Run
from genbench.stages.evaluation.evaluate import evaluate
from genbench.stages.report.report import report
from genbench.stages.sampling.sample import sample
from genbench.stages.training.train import train
from genbench.system import programs
from genbench.system.files import locked


def job(study: Path | str, name: str, *, held: bool = False, progress: bool | None = None) -> Run:
    """Does one job of a study: trains its run, samples, measures and shows it.

    What is there already is not done again. Settings are chosen by the validation images, so the
    samples are measured beside these, too.

    Args:
        study: the folder of a study, in which its plan.json is.
        name: of the job: its folder's, there.
        held: end as soon as the standard input does: with the worker that holds it.
        progress: show progress bars; by default on a terminal.

    Raises:
        FileNotFoundError: there is no such study, or its data set is not there.
        InvalidInput: it has no such job.
        BrokenRun: the job's folder belongs to another run, or its training went wrong.
        BlockingIOError: another process has it in hand.
    """
    if held:
        programs.end_with_input()
    folder = Path(study)
    asked = plans.read(folder).job(name)
    run = plans.run_of(folder, asked)
    with locked(run.path / plans.LOCK, "genbench job"):
        train(asked.recipe, run_name=name, root=folder, progress=progress, **asked.changes)
        sample(run, n=asked.n_samples, seed=asked.seed, progress=progress)
        for split in (VALIDATION, HELD_OUT):
            evaluate(run, split=split, progress=progress)
        report([run], progress=progress)
    return run
