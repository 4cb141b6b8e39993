"""The commands by name, in the order that `genbench --help` shows them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass
from genbench.cli.experiments import bottleneck, calibrate, duel
from genbench.cli.listings import datasets, doctor, recipes, runs
from genbench.cli.stages import compare, evaluate, explore, gif, probe, report, sample, train

COMMANDS = {
    command.__name__: command
    for command in (
        duel,
        train,
        sample,
        evaluate,
        compare,
        calibrate,
        explore,
        probe,
        bottleneck,
        gif,
        report,
        recipes,
        datasets,
        runs,
        doctor,
    )
}
