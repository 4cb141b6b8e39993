"""What the code writes into files in sentences is recognised in them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from genbench.models.vae import DRAWN
from genbench.runs import alarms
from genbench.scoring.from_files import MESSAGES, told

PACKAGE = Path(__file__).parents[2] / "genbench"
GAN = {"penalty": 0.0, "loss_d": 1.2, "loss_g": 1.0, "loss_d_real": 0.6, "loss_d_fake": 0.6}
HEALTHY = {"loss": 150.0, "sample_distance": 0.9, "sample_nearest": 0.8, "sample_classes": 1.0}
AAE = {"loss_d": 1.2, "loss_g": 1.0, "loss_d_real": 0.6, "loss_d_fake": 0.6}
SPOILED = (
    {"kl": 0.0, "beta": 392.0, "active_units": 0, "kl_per_latent": [0.0, 0.004]},
    {**GAN, "sample_classes": 0.3},
    {**AAE, "sample_classes": 0.3},
    {**GAN, "loss_d_real": 0.01, "loss_d_fake": 0.0},
    {**AAE, "loss_d_real": 0.01, "loss_d_fake": 0.0},
    {**GAN, "loss_g": 1e5},
    {"loss": 1e9},
)


def is_known(text: str) -> bool:
    """Tells whether a text is a message, and all sentences that stand in it, too."""
    found = told(text)
    return found.message in MESSAGES and all(
        is_known(str(own)) for own in found.values.values() if " " in str(own)
    )


def what_samples_are() -> Iterator[str]:
    """The texts of the models' `about`."""
    yield from (f"draws from p(x|z), {shown.format(0.5)}" for _, shown in DRAWN.values())
    for path in (PACKAGE / "models").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "about":
                yield from (str(c.value) for c in [node.value] if isinstance(c, ast.Constant))


@pytest.mark.parametrize("spoiled", SPOILED)
def test_alarms(spoiled) -> None:
    steps = range(200, 5101, 100)
    log = [{**HEALTHY, "step": 100}, *({**HEALTHY, **spoiled, "step": step} for step in steps)]
    log[0] |= {name: 1.0 for name in spoiled if name.startswith("loss")}
    (line,) = alarms.raised(log).values()
    assert is_known(line)


def test_what_samples_are() -> None:
    found = [*what_samples_are()]
    assert len(found) > 5
    assert [text for text in found if not is_known(text)] == []


@pytest.mark.parametrize("mixture", ["a mixture of 12 Gaussians", "a Gaussian"])
def test_samples_of_a_fitted_prior_at_the_best_step(mixture) -> None:
    assert is_known(
        f"means of p(x|z), latents from {mixture} fitted to codes, at the best of 16 steps"
    )
