"""What likelihood.json holds: estimates of log p(x) that stand in one column for all models.

    {"format": 1,
     "estimates": {"ais": ESTIMATE, "ais_upper": ESTIMATE, "quadrature": ..., "exact": ...,
                   "elbo": ..., "iwae": ..., "quadrature_own": ..., "parzen": ...},
     "parzen_of": {"real training images": ESTIMATE, ...},
     "bracket":   {"lower": 620.1, "upper": 622.9, "gap": 2.8, ...},
     "bound":     {"nll": 80.2, "kl": 25.1, "by_k": {"1": -105.3, ...}},     of a VAE
     "protocol":  {"variance": 0.012, "k": 5000, "chains": 4, ...}}

in nats per image. `ais`, `ais_upper`, `quadrature` and `exact` are of one observation model for
all: pixels that are Gaussian around a model's pictures, with the variance in the protocol. `elbo`,
`iwae` and `quadrature_own` are of a VAE's own pixels, and stand beside other models' of the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from genbench import metrics
from genbench.metrics import Interval
from genbench.metrics.likelihood import bits_per_dimension
from genbench.runs import Run
from genbench.scoring.entries import Entry
from genbench.scoring.measuring import N_DRAWS
from genbench.scoring.records import MetricsRecord
from genbench.scoring.table import HIGHER
from genbench.system.errors import BrokenRun
from genbench.system.numbers import rounded

# In words, in the order of tables: the surest first.
LABELS = {
    "exact": "exact",
    "quadrature": "by a grid of latents",
    "ais": "annealed importance sampling, from below",
    "ais_upper": "the same, and what its bracket leaves open",
    "iwae": "own pixels: importance-weighted bound",
    "quadrature_own": "own pixels: by a grid of latents",
    "elbo": "own pixels: evidence lower bound",
    "parzen": "Parzen window, for history alone",
}
BEST = ("exact", "quadrature", "ais")
# Nats per image: a wider bracket says too little of where log p(x) is.
WIDEST_BRACKET = 5.0


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A mean over held-out images, in nats per image.

    Attributes:
        value: the mean.
        low, high: the ends of its 95 % interval over images.
        n: images.
        pixels: what they are: the distribution, and its deviation where it has one.
        bits: the same in bits per dimension.
        draws: means of parts of the images, which verdicts are over.
    """

    value: float
    low: float
    high: float
    n: int
    pixels: str
    bits: float
    draws: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Bracket:
    """What annealing finds, from both sides, of images that the model itself has made.

    Their log p(x) lies between on average, so the gap is the most that `ais` is off on these.

    Attributes:
        lower, upper: means over the images.
        gap: between the two, with the ends of its 95 % interval.
        n: images.
    """

    lower: float
    upper: float
    gap: float
    low: float
    high: float
    n: int

    @property
    def is_closed(self) -> bool:
        """Whether the gap is small enough for `ais` to be relied on."""
        return self.gap <= WIDEST_BRACKET


@dataclass(frozen=True, kw_only=True)
class OwnBound:
    """The parts of a VAE's evidence lower bound, -(nll + kl), and the bound by codes per image."""

    nll: float
    kl: float
    by_k: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class LikelihoodProtocol:
    """How likelihoods were estimated.

    Attributes:
        variance: of each pixel around a model's picture, chosen on the validation images.
        k: codes of each image.
        parzen_variance: of the Parzen window, chosen likewise.
        about: what the pictures are.
        given_class: whether all is of log p(x|y), y being the image's label.
        acceptance: share of the moves that were accepted.
        step, weights: what was measured.
    """

    dataset: str
    held_out_sha256: str
    validation_sha256: str
    variance: float
    k: int
    chains: int
    temperatures: int
    leapfrog: int
    seed: int
    n_validation: int
    acceptance: float
    parzen_variance: float
    about: str
    given_class: bool
    images: str
    schedule: str
    proposal: str
    step: int
    weights: str
    genbench: str


@dataclass(frozen=True, kw_only=True)
class LikelihoodRecord:
    """The contents of likelihood.json.

    Attributes:
        estimates: by a name in LABELS.
        parzen_of: the same window around images that no model drew.
        bracket: of annealing.
        bound: of a VAE.
        notes: what must be known beside the numbers, in sentences.
        protocol: how all this was found.
    """

    estimates: Mapping[str, Estimate]
    parzen_of: Mapping[str, Estimate]
    bracket: Bracket
    protocol: LikelihoodProtocol
    bound: OwnBound | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if unknown := self.estimates.keys() - LABELS.keys():
            raise ValueError(f"no estimate is called {', '.join(sorted(unknown))}")
        if not self.estimates.keys() & set(BEST):
            raise ValueError(f"none of {', '.join(BEST)} is there")

    @property
    def weights(self) -> str:
        """The seal of the weights that were measured."""
        return self.protocol.weights

    @property
    def best(self) -> str:
        """The name of the surest estimate under the observation model for all."""
        return next(name for name in BEST if name in self.estimates)

    @property
    def span(self) -> Interval:
        """The surest estimate; its interval holds what the bracket leaves open, too."""
        found = self.estimates[self.best]
        upper = self.estimates.get(f"{self.best}_upper", found)
        return Interval(found.value, found.low, upper.high)

    @property
    def space(self) -> str:
        """The name of that observation model among the spaces of metrics."""
        return "shared" + "-given-class" * self.protocol.given_class

    def entry(self) -> Entry:
        """Returns the surest estimate as a metric.

        An annealed one is no surer than its bracket: what is between two models and less than that
        is not told apart.
        """
        found = self.estimates[self.best]
        unit = self.bracket.gap if self.best == "ais" else None
        return Entry(
            value=found.value, low=found.low, high=found.high, n=found.n, better=HIGHER,
            space=self.space, over="images", draws=found.draws,
            resolution=unit if unit and unit > 0 else None,
        )  # fmt: skip


def estimate(values: np.ndarray, *, pixels: str, n_dimensions: int, n_levels: int) -> Estimate:
    """Returns the mean of what was found of each image, float [n], in nats.

    Args:
        values: in an order without meaning.
        pixels: what they are, in words.
        n_dimensions: pixels times channels.
        n_levels: of a pixel; 1 where nats are of a probability.
    """
    value, low, high = map(rounded, metrics.bootstrap_mean(values))
    n = len(values)
    parts = np.array_split(values, min(n, N_DRAWS))
    bits = bits_per_dimension(value, n_dimensions, n_levels=n_levels)
    return Estimate(
        value=value, low=low, high=high, n=n, pixels=pixels, bits=rounded(bits),
        draws=tuple(rounded(part.mean()) for part in parts),
    )  # fmt: skip


def raised(found: Estimate, nats: float, n_dimensions: int) -> Estimate:
    """Returns an estimate so many nats higher."""
    bits = found.bits - nats / (n_dimensions * np.log(2))
    return replace(
        found, value=rounded(found.value + nats), low=rounded(found.low + nats),
        high=rounded(found.high + nats), bits=rounded(float(bits)),
        draws=tuple(rounded(draw + nats) for draw in found.draws),
    )  # fmt: skip


def bracket(lower: np.ndarray, upper: np.ndarray) -> Bracket:
    """Returns the bracket of simulated images, [n] from below and from above in nats."""
    gap, low, high = map(rounded, metrics.t_interval(upper - lower))
    return Bracket(
        lower=rounded(lower.mean()), upper=rounded(upper.mean()), gap=gap, low=low, high=high,
        n=len(lower),
    )  # fmt: skip


def read(run: Run) -> LikelihoodRecord:
    """Returns a run's likelihood.json.

    Raises:
        FileNotFoundError: there is none yet.
        BrokenRun: the file is damaged or of another format, or of other weights or data.
    """
    record = run.read_record("likelihood", LikelihoodRecord)
    if record.protocol.held_out_sha256 != run.read_config().data.held_out_sha256:
        raise BrokenRun(
            f"{run.record_file('likelihood')} was measured on other data than the run's. "
            f"Run `genbench likelihood {run.word}` again."
        )
    return record


def joined(run: Run, record: MetricsRecord) -> MetricsRecord:
    """Returns what a run was measured as, and its likelihood among that where there is one."""
    if not run.has_record("likelihood"):
        return record
    found = read(run)
    return replace(
        record, metrics={**record.metrics, f"log_likelihood/{found.space}": found.entry()}
    )
