"""Signs that training has gone wrong, each with its cause and the usual cure.

Two kinds of functions: measures of codes and samples, which are logged at every snapshot, and
alarms, which read the log. A sign must stand in every snapshot of 1,000 steps, or of 3,000 for
the variety of a generator: any model is poor at first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Log = Sequence[Mapping[str, Any]]

ACTIVE_VARIANCE = 0.01
PATIENCE = 1000
# The dense GAN draws blobs for 2,500 steps before it draws all digits.
PATIENCE_WITH_VARIETY = 3000


def active_units(means: np.ndarray) -> np.ndarray:
    """Returns which latents carry something about the images, bool [latent_size].

    Args:
        means: float32 [n, latent_size], posterior means of different images.

    Reference:
        Burda et al. 2015, arXiv:1509.00519, section 5.2: the variance of the mean over the
        images exceeds 0.01.
    """
    return means.var(axis=0) > ACTIVE_VARIANCE


def variety(samples: np.ndarray, images: np.ndarray, labels: np.ndarray | None) -> dict[str, float]:
    """Returns how varied samples are, judged by the pixels alone.

    Args:
        samples: [n, h, w, c].
        images: real ones, [m, h, w, c].
        labels: int64 [m], or None.

    Returns:
        `sample_distance`, the mean distance of two samples, and `sample_nearest`, the median
        distance of a sample to the nearest other; each in units of what as many images have.
        With labels, where a sample has that of its nearest image, `sample_classes`, the share
        of the classes drawn, and `sample_entropy` of their histogram, in nats.
    """
    drawn, real = (a.reshape(len(a), -1).astype(np.float32) for a in (samples, images))
    mean, nearest = _spread(drawn)
    mean_of_real, nearest_of_real = _spread(real[: len(drawn)])
    measures = {
        "sample_distance": mean / mean_of_real,
        "sample_nearest": nearest / nearest_of_real,
    }
    if labels is None:
        return measures
    found = labels[_distances(drawn, real).argmin(axis=1)]
    counts = np.bincount(found)
    shares = counts[counts > 0] / len(found)
    measures["sample_classes"] = len(shares) / len(np.unique(labels))
    measures["sample_entropy"] = float(-(shares * np.log(shares)).sum())
    return measures


def _spread(points: np.ndarray) -> tuple[float, float]:
    """Returns the mean distance of two points, and the median distance to the nearest other."""
    distances = _distances(points, points)
    np.fill_diagonal(distances, np.nan)
    return float(np.nanmean(distances)), float(np.median(np.nanmin(distances, axis=1)))


def _distances(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    # A matrix product takes a twentieth of the time of the differences.
    squares = (points**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2 * points @ others.T
    return np.sqrt(np.maximum(squares, 0))


def alarms(log: Log) -> dict[str, str]:
    """Returns one line for each fault that the end of the log shows, by the fault's name."""
    looks = [entry for entry in log if "sample_distance" in entry]
    found = {
        "posterior_collapse": posterior_collapse(looks),
        "mode_collapse": mode_collapse(looks),
        "saturation": saturation(looks),
        "explosion": explosion(log),
    }
    return {name: line for name, line in found.items() if line}


def posterior_collapse(looks: Log) -> str:
    """Returns an alarm if no latent is active, else ''."""
    if not _stands(looks, lambda look: "kl" in look and look["active_units"] == 0):
        return ""
    return (
        "The posterior has collapsed: no latent carries anything about the images, and every "
        f"reconstruction is the mean image. Lower beta (now {looks[-1]['beta']:g}, where 1 is "
        "the evidence lower bound), or let it rise slowly with warmup_steps."
    )


def mode_collapse(looks: Log) -> str:
    """Returns an alarm if a generator draws few kinds of pictures, else ''."""

    def is_poor(look: Mapping[str, Any]) -> bool:
        is_uniform = look["sample_distance"] < 0.5 or look["sample_nearest"] < 0.1
        return "loss_g" in look and (is_uniform or look.get("sample_classes", 1.0) <= 0.5)

    if not _stands(looks, is_poor, PATIENCE_WITH_VARIETY):
        return ""
    last = looks[-1]
    classes = (
        f"{last['sample_classes']:.0%} of the classes and " if "sample_classes" in last else ""
    )
    return (
        f"The modes have collapsed: the samples show {classes}{last['sample_distance']:.0%} of the "
        "variety of real images. Lower learning_rate, change the seed, or take "
        "adversarial=wasserstein with penalty=gradient."
    )


def saturation(looks: Log) -> str:
    """Returns an alarm if the discriminator is never wrong, else ''."""

    def is_certain(look: Mapping[str, Any]) -> bool:
        # A critic's losses have no floor; below zero they say nothing of this kind.
        parts = look.get("loss_d_real", np.inf), look.get("loss_d_fake", np.inf)
        return min(parts) >= 0 and sum(parts) < 0.05

    if not _stands(looks, is_certain):
        return ""
    return (
        "The discriminator has saturated: it is all but never wrong, so the generator has little "
        "to learn from. Lower learning_rate, take smaller discriminator_sizes, or add "
        "label_smoothing or penalty=r1."
    )


def explosion(log: Log) -> str:
    """Returns an alarm if a loss is a hundred times what it was at first, else ''."""
    for name in ("loss", "loss_d", "loss_g"):
        if name in log[-1] and abs(log[-1][name]) > 100 * max(10.0, abs(log[0][name])):
            return (
                f"{name} explodes: it is {log[-1][name]:.3g}, and was {log[0][name]:.3g} at first. "
                "Lower learning_rate, or give a wasserstein critic penalty=gradient."
            )
    return ""


def _stands(
    looks: Log, is_bad: Callable[[Mapping[str, Any]], bool], patience: int = PATIENCE
) -> bool:
    if not looks or looks[-1]["step"] < patience:
        return False
    since = looks[-1]["step"] - patience
    return all(is_bad(look) for look in looks if look["step"] > since)
