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
import sys
from types import ModuleType
from typing import TYPE_CHECKING

from genbench.system.version import __version__ as __version__

if TYPE_CHECKING:
    from pathlib import Path

    from genbench import metrics as metrics
    from genbench.experiments.bench import bench as bench
    from genbench.experiments.bottleneck import bottleneck as bottleneck
    from genbench.experiments.duel import duel as duel
    from genbench.experiments.replay import replay as replay
    from genbench.experiments.study.job import job as job
    from genbench.experiments.study.study import study as study
    from genbench.models.config import Config as Config
    from genbench.models.fields import Count as Count
    from genbench.models.fields import Fraction as Fraction
    from genbench.models.fields import NonNegative as NonNegative
    from genbench.models.fields import Positive as Positive
    from genbench.models.parts import layers as layers
    from genbench.models.parts import losses as losses
    from genbench.models.parts import networks as networks
    from genbench.models.parts import noise as noise
    from genbench.models.protocols import Autoencoder as Autoencoder
    from genbench.models.protocols import Model as Model
    from genbench.models.protocols import Sampler as Sampler
    from genbench.models.protocols import Variational as Variational
    from genbench.models.recipes.recipe import Recipe as Recipe
    from genbench.models.updates import build_optimizers as build_optimizers
    from genbench.models.updates import descend as descend
    from genbench.notebook.run import Run as Run
    from genbench.runs.trusting import trust as trust
    from genbench.scoring.table import Metric as Metric
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
    from genbench.stages.training.fork import fork as fork
    from genbench.stages.training.train import train as train
    from genbench.stages.watching.watch import watch as watch
    from genbench.system.errors import BrokenRun as BrokenRun

# Loaded when first used (PEP 562): importing the package costs nothing.
_HOMES = {
    "Autoencoder": "genbench.models.protocols:Autoencoder",
    "BrokenRun": "genbench.system.errors:BrokenRun",
    "Config": "genbench.models.config:Config",
    "Count": "genbench.models.fields:Count",
    "Fraction": "genbench.models.fields:Fraction",
    "Metric": "genbench.scoring.table:Metric",
    "Model": "genbench.models.protocols:Model",
    "NonNegative": "genbench.models.fields:NonNegative",
    "Positive": "genbench.models.fields:Positive",
    "Recipe": "genbench.models.recipes.recipe:Recipe",
    "Run": "genbench.notebook.run:Run",
    "Sampler": "genbench.models.protocols:Sampler",
    "Variational": "genbench.models.protocols:Variational",
    "bench": "genbench.experiments.bench:bench",
    "bottleneck": "genbench.experiments.bottleneck:bottleneck",
    "build_optimizers": "genbench.models.updates:build_optimizers",
    "calibrate": "genbench.stages.calibration.calibrate:calibrate",
    "compare": "genbench.stages.comparison.compare:compare",
    "descend": "genbench.models.updates:descend",
    "draw_figures": "genbench.stages.sampling.figures:draw_figures",
    "duel": "genbench.experiments.duel:duel",
    "evaluate": "genbench.stages.evaluation.evaluate:evaluate",
    "explore": "genbench.stages.exploration.explore:explore",
    "export": "genbench.stages.export:export",
    "fork": "genbench.stages.training.fork:fork",
    "gif": "genbench.stages.animation:gif",
    "job": "genbench.experiments.study.job:job",
    "layers": "genbench.models.parts.layers",
    "likelihood": "genbench.stages.likelihood.likelihood:likelihood",
    "losses": "genbench.models.parts.losses",
    "metrics": "genbench.metrics",
    "networks": "genbench.models.parts.networks",
    "noise": "genbench.models.parts.noise",
    "probe": "genbench.stages.probing.probe:probe",
    "replay": "genbench.experiments.replay:replay",
    "report": "genbench.stages.report.report:report",
    "sample": "genbench.stages.sampling.sample:sample",
    "study": "genbench.experiments.study.study:study",
    "train": "genbench.stages.training.train:train",
    "trust": "genbench.runs.trusting:trust",
    "watch": "genbench.stages.watching.watch:watch",
}
__all__ = [*_HOMES]  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> object:
    if name == "runs":
        return importlib.import_module("genbench.runs")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = _HOMES[name].partition(":")
    found = importlib.import_module(module)
    globals()[name] = value = getattr(found, attribute) if attribute else found
    return value


class _Runs(ModuleType):
    """The room of that name, which the word `genbench.runs()` calls too."""

    def __call__(self, root: Path | str = "runs") -> list[Run]:
        """Returns all runs below a folder, by name."""
        from genbench.notebook.run import found

        return found(root)


class _Package(ModuleType):
    def __setattr__(self, name: str, value: object) -> None:
        # Python sets a room here when it is first imported, whoever imports it.
        if name == "runs" and isinstance(value, ModuleType):
            value.__class__ = _Runs
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
