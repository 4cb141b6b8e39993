"""All that was found of a run, and likelihood.json from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from genbench.models.running.plans import Plan
from genbench.models.running.quadrature import Quadrature
from genbench.models.vae import VAEConfig
from genbench.scoring.likelihoods import (
    LABELS,
    WIDEST_BRACKET,
    Bracket,
    Estimate,
    LikelihoodProtocol,
    LikelihoodRecord,
    OwnBound,
    bracket,
    estimate,
    raised,
)
from genbench.stages.likelihood.annealed import N_VALIDATION, Annealing
from genbench.stages.likelihood.bounds import Own
from genbench.stages.likelihood.parzen import SAMPLES, Window
from genbench.stages.likelihood.subject import Subject
from genbench.system.errors import InvalidInput
from genbench.system.numbers import rounded, short
from genbench.system.version import __version__

# Of a dequantised pixel; a pixel that is 0 or 1 has a probability and no density.
LEVELS, OF_PROBABILITY = 256, 1
# How it was done, in words, by the names of the protocol's fields.
RULES = {
    "images": "dequantised: (level + uniform noise) / 256; a VAE's own bounds are of the pixels as "
    "it is shown them",
    "schedule": "sigmoid; steps found on a fifth of the temperatures, and fixed",
    "proposal": "of four codes two from q(z|x), one from q three times as wide, one from the prior",
}


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much is done for a likelihood.

    Attributes:
        k: codes of each image, for the importance-weighted bound.
        n_images: held-out images that are annealed.
        n_bounded: held-out images that are bounded, and looked at through a Parzen window.
        plan: of the annealing.
    """

    k: int
    n_images: int
    n_bounded: int
    plan: Plan

    def __post_init__(self) -> None:
        for name, least in (("k", 1), ("n_images", 2), ("n_bounded", 2)):
            if getattr(self, name) < least:
                words = "a positive integer" if least == 1 else f"{least} or more"
                raise InvalidInput(
                    f"{name} must be {words}. Received: {name}={getattr(self, name)}.", name
                )


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """What was found of the held-out images, in nats: float64 [n] where it is of each.

    Attributes:
        variance: of the pixels of the observation model for all, under which the rest is found.
        own: bounds under a VAE's own pixels.
        linear: the importance-weighted bound of principal components.
        windows: Parzen's, by what they are around.
    """

    variance: float
    annealing: Annealing
    own: Own | None
    linear: np.ndarray | None
    grid: Quadrature | None
    exact: np.ndarray | None
    windows: Mapping[str, Window]


def record_of(measured: Subject, effort: Effort, found: Found) -> LikelihoodRecord:
    """Returns the contents of likelihood.json."""
    gap = bracket(found.annealing.lower, found.annealing.upper)
    estimates = _shared(measured, found, gap) | _own(measured, found)
    windows = {name: _window(measured, window) for name, window in found.windows.items()}
    estimates["parzen"] = windows.pop(SAMPLES)
    own = found.own
    return LikelihoodRecord(
        estimates={name: estimates[name] for name in LABELS if name in estimates},
        parzen_of=windows,
        bracket=gap,
        bound=own
        and OwnBound(
            nll=rounded(own.bound.nll.mean()),
            kl=rounded(own.bound.kl.mean()),
            by_k={str(k): rounded(values.mean()) for k, values in own.by_k.items()},
        ),
        notes=tuple(_notes(found, gap, effort.plan)),
        protocol=_protocol(measured, effort, found),
    )


def _shared(measured: Subject, found: Found, gap: Bracket) -> dict[str, Estimate]:
    """Returns the estimates under the observation model for all."""
    values = {"ais": found.annealing.values, "exact": found.exact, "iwae": found.linear}
    if found.grid is not None and found.grid.is_settled:
        values["quadrature"] = found.grid.values
    pixels = f"Gaussian, deviation {short(found.variance**0.5)}"
    n = measured.n_dimensions
    estimates = {
        name: estimate(of_each, pixels=pixels, n_dimensions=n, n_levels=LEVELS)
        for name, of_each in values.items()
        if of_each is not None
    }
    # Noise may put the upper side of a narrow bracket below the lower.
    return estimates | {"ais_upper": raised(estimates["ais"], max(gap.gap, 0.0), n)}


def _own(measured: Subject, found: Found) -> dict[str, Estimate]:
    """Returns the estimates under a VAE's own pixels; {} for another model."""
    own, config = found.own, measured.config
    if own is None:
        return {}
    values = {"iwae": own.by_k[max(own.by_k)], "elbo": own.bound.elbo}
    if own.grid is not None and own.grid.is_settled:
        values["quadrature_own"] = own.grid.values
    pixels, levels = "its own", LEVELS
    if isinstance(config, VAEConfig) and config.likelihood == "bernoulli":
        is_grey = config.binarize == "none"
        pixels = "Bernoulli" + " of grey values, which is no likelihood" * is_grey
        levels = OF_PROBABILITY
    elif isinstance(config, VAEConfig):
        pixels = f"Gaussian, deviation {config.sigma:g}"
    return {
        name: estimate(of_each, pixels=pixels, n_dimensions=measured.n_dimensions, n_levels=levels)
        for name, of_each in values.items()
    }


def _window(measured: Subject, window: Window) -> Estimate:
    return estimate(
        window.values,
        pixels=f"Gaussian window, deviation {short(window.variance**0.5)}",
        n_dimensions=measured.n_dimensions,
        n_levels=LEVELS,
    )


def _notes(found: Found, gap: Bracket, plan: Plan) -> list[str]:
    """Returns what must be known beside the numbers."""
    grids = {"quadrature": found.grid, "quadrature_own": found.own and found.own.grid}
    notes = [
        f"{LABELS[name].capitalize()}: left out, as half of the grid's step of {grid.step:g} still "
        f"moved an image by {grid.moved:.2g} nats."
        for name, grid in grids.items()
        if grid is not None and not grid.is_settled
    ]
    if not gap.is_closed:
        notes.append(
            f"The bracket does not close: {gap.gap:.1f} nats lie between its sides, and at most "
            f"{WIDEST_BRACKET:g} should. Take more --temperatures (now {plan.temperatures:,})."
        )
    return notes


def _protocol(measured: Subject, effort: Effort, found: Found) -> LikelihoodProtocol:
    plan = effort.plan
    return LikelihoodProtocol(
        dataset=measured.run.read_config().data.name,
        held_out_sha256=measured.held_out_sha256,
        validation_sha256=measured.validation_sha256,
        variance=rounded(found.variance),
        k=effort.k,
        chains=plan.chains,
        temperatures=plan.temperatures,
        leapfrog=plan.leapfrog,
        seed=plan.seed,
        n_validation=min(N_VALIDATION, len(measured.validation)),
        acceptance=rounded(found.annealing.acceptance),
        parzen_variance=rounded(found.windows[SAMPLES].variance),
        about=measured.density.about,
        given_class=measured.density.n_classes > 0,
        step=measured.step,
        weights=measured.weights,
        genbench=__version__,
        **RULES,
    )
