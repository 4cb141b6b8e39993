"""A workbench for VAE-versus-GAN generative modelling.

Train autoencoders, variational autoencoders and generative adversarial networks, watch them
learn in GIFs, and set their samples side by side:

    import genbench
    run = genbench.train("vae", dataset="mnist5k", epochs=50)
    genbench.sample(run)
    genbench.evaluate(run)
    genbench.explore(run)
    genbench.animate(run)
    genbench.report([run])
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from genbench.system.version import __version__ as __version__

if TYPE_CHECKING:
    from genbench import metrics
    from genbench.animate import animate
    from genbench.bottleneck import bottleneck
    from genbench.calibrate import calibrate
    from genbench.compare import compare
    from genbench.duel import duel
    from genbench.evaluate import evaluate
    from genbench.explore import explore
    from genbench.figures import draw_figures
    from genbench.probe import probe
    from genbench.report import report
    from genbench.runs import Run
    from genbench.sample import sample
    from genbench.system.errors import BrokenRun
    from genbench.train import train

__all__ = [
    "BrokenRun",
    "Run",
    "animate",
    "bottleneck",
    "calibrate",
    "compare",
    "draw_figures",
    "duel",
    "evaluate",
    "explore",
    "metrics",
    "probe",
    "report",
    "sample",
    "train",
]


class _FirstUse:
    """A public name, or without a name a module, that is imported when first used."""

    def __init__(self, module: str, name: str | None = None) -> None:
        self._module = module
        self._name = name

    def __get__(self, package: object, owner: type) -> Any:
        module = importlib.import_module(f"genbench.{self._module}")
        return getattr(module, self._name) if self._name else module

    def __set__(self, package: object, module: ModuleType) -> None:
        """Drops the module: Python binds each to its name, but `genbench.train` is the stage."""


class _Package(ModuleType):
    animate = _FirstUse("animate", "animate")
    bottleneck = _FirstUse("bottleneck", "bottleneck")
    BrokenRun = _FirstUse("system.errors", "BrokenRun")
    calibrate = _FirstUse("calibrate", "calibrate")
    compare = _FirstUse("compare", "compare")
    draw_figures = _FirstUse("figures", "draw_figures")
    duel = _FirstUse("duel", "duel")
    evaluate = _FirstUse("evaluate", "evaluate")
    explore = _FirstUse("explore", "explore")
    metrics = _FirstUse("metrics")
    probe = _FirstUse("probe", "probe")
    report = _FirstUse("report", "report")
    Run = _FirstUse("runs", "Run")
    sample = _FirstUse("sample", "sample")
    train = _FirstUse("train", "train")

    def __dir__(self) -> list[str]:
        return sorted({*vars(self), *__all__})


sys.modules[__name__].__class__ = _Package
