"""The commands by name, in the order that `genbench --help` shows them in."""

from __future__ import annotations

from collections.abc import Callable

from genbench.cli.experiments import bench, bottleneck, calibrate, duel, replay
from genbench.cli.listings import datasets, doctor, recipes, runs
from genbench.cli.stages import (
    compare,
    evaluate,
    explore,
    export,
    fork,
    gif,
    likelihood,
    probe,
    report,
    sample,
    train,
    watch,
)
from genbench.cli.studies import job, study

COMMANDS: dict[str, Callable[..., None]] = {
    command.__name__: command
    for command in (
        duel,
        train,
        fork,
        sample,
        evaluate,
        likelihood,
        compare,
        calibrate,
        explore,
        probe,
        bottleneck,
        study,
        job,
        gif,
        report,
        watch,
        export,
        replay,
        bench,
        recipes,
        datasets,
        runs,
        doctor,
    )
}
