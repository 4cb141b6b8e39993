"""A workbench for VAE-versus-GAN generative modelling.

Train autoencoders, variational autoencoders and generative adversarial networks, watch them
learn in GIFs, and set their samples side by side:

    import genbench
    run = genbench.train("vae", dataset="mnist5k", epochs=50)
    genbench.sample(run)
    genbench.animate(run)
    genbench.report([run])
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from genbench.animate import animate
    from genbench.duel import duel
    from genbench.errors import BrokenRun
    from genbench.figures import draw_figures
    from genbench.report import report
    from genbench.runs import Run
    from genbench.sample import sample
    from genbench.train import train

__version__ = "0.1.0"
__all__ = ["BrokenRun", "Run", "animate", "draw_figures", "duel", "report", "sample", "train"]

_HOMES = {
    "animate": "animate",
    "BrokenRun": "errors",
    "draw_figures": "figures",
    "duel": "duel",
    "report": "report",
    "Run": "runs",
    "sample": "sample",
    "train": "train",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'genbench' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"genbench.{_HOMES[name]}"), name)
    # A stage and its module share a name: the stage is the one that stays.
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
