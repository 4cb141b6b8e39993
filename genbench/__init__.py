"""A workbench for VAE-versus-GAN generative modelling.

Train autoencoders, variational autoencoders and generative adversarial networks, watch them
learn in GIFs, and set their samples side by side:

    import genbench
    run = genbench.train("vae", dataset="mnist5k", epochs=50)
    genbench.sample(run)
    genbench.evaluate(run)
    genbench.explore(run)
    genbench.gif(run)
    genbench.report([run])
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from genbench.system.version import __version__ as __version__

if TYPE_CHECKING:
    from genbench import metrics as metrics
    from genbench.experiments.bench import bench as bench
    from genbench.experiments.bottleneck import bottleneck as bottleneck
    from genbench.experiments.duel import duel as duel
    from genbench.runs import Run as Run
    from genbench.stages.animation import gif as gif
    from genbench.stages.calibration.calibrate import calibrate as calibrate
    from genbench.stages.comparison.compare import compare as compare
    from genbench.stages.evaluation.evaluate import evaluate as evaluate
    from genbench.stages.exploration.explore import explore as explore
    from genbench.stages.export import export as export
    from genbench.stages.likelihood.likelihood import likelihood as likelihood
    from genbench.stages.probing.probe import probe as probe
    from genbench.stages.report.report import report as report
    from genbench.stages.sampling.figures import draw_figures as draw_figures
    from genbench.stages.sampling.sample import sample as sample
    from genbench.stages.training.train import train as train
    from genbench.system.errors import BrokenRun as BrokenRun

# Loaded when first used (PEP 562): importing the package costs nothing.
_HOMES = {
    "BrokenRun": "genbench.system.errors:BrokenRun",
    "Run": "genbench.runs:Run",
    "bench": "genbench.experiments.bench:bench",
    "bottleneck": "genbench.experiments.bottleneck:bottleneck",
    "calibrate": "genbench.stages.calibration.calibrate:calibrate",
    "compare": "genbench.stages.comparison.compare:compare",
    "draw_figures": "genbench.stages.sampling.figures:draw_figures",
    "duel": "genbench.experiments.duel:duel",
    "evaluate": "genbench.stages.evaluation.evaluate:evaluate",
    "explore": "genbench.stages.exploration.explore:explore",
    "export": "genbench.stages.export:export",
    "gif": "genbench.stages.animation:gif",
    "likelihood": "genbench.stages.likelihood.likelihood:likelihood",
    "metrics": "genbench.metrics",
    "probe": "genbench.stages.probing.probe:probe",
    "report": "genbench.stages.report.report:report",
    "sample": "genbench.stages.sampling.sample:sample",
    "train": "genbench.stages.training.train:train",
}
__all__ = [*_HOMES]  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = _HOMES[name].partition(":")
    found = importlib.import_module(module)
    globals()[name] = value = getattr(found, attribute) if attribute else found
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
