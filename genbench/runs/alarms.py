"""Signs that training has gone wrong, each with its cause and the usual cure.

They read the log alone. A sign must stand in every snapshot of the last thousands of steps: any
model is poor at first, and an averaged generator is slow to show better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Log = Sequence[Mapping[str, Any]]

# The arguments that the cures name.
ARGUMENTS = (
    "adversarial", "adversarial_weight", "beta", "discriminator_sizes", "label_smoothing",
    "learning_rate", "penalty", "seed", "warmup_steps",
)  # fmt: skip
# Steps for which a sign must stand.
COLLAPSE_STEPS, MODE_STEPS, SATURATION_STEPS = 1000, 5000, 2000


def posterior_collapse(log: Log) -> str:
    """Returns an alarm if no latent is active, else ''."""
    looks = _looks(log, COLLAPSE_STEPS)
    if not looks or any("kl" not in look or look.get("active_units", 1) for look in looks):
        return ""
    last = looks[-1]
    most = max(last.get("kl_per_latent", [last["kl"]]))
    return (
        f"The posterior has collapsed: no latent tells more than {most:.2g} nats about an image, "
        f"and every reconstruction is the mean image. Lower beta (now {last['beta']:g}, where 1 is "
        "the evidence lower bound), or let it rise slowly with warmup_steps."
    )


def mode_collapse(log: Log) -> str:
    """Returns an alarm if a generator draws few kinds of pictures, else ''."""

    def is_poor(look: Mapping[str, Any]) -> bool:
        is_uniform = look["sample_distance"] < 0.25 or look.get("sample_nearest", 1.0) < 0.02
        return "loss_g" in look and (is_uniform or look.get("sample_classes", 1.0) <= 0.5)

    looks = _looks(log, MODE_STEPS)
    if not looks or not all(map(is_poor, looks)):
        return ""
    last = looks[-1]
    classes = (
        f"{last['sample_classes']:.0%} of the classes and " if "sample_classes" in last else ""
    )
    return (
        f"The modes have collapsed: the samples show {classes}{last['sample_distance']:.0%} of the "
        "variety of real images. Lower learning_rate, change seed, "
        + (
            "or take adversarial=wasserstein with penalty=gradient."
            if _is_gan(last)
            else "or lower adversarial_weight."
        )
    )


def saturation(log: Log) -> str:
    """Returns an alarm if the discriminator is never wrong, else ''."""

    def is_certain(look: Mapping[str, Any]) -> bool:
        # A critic's losses have no floor; below zero they say nothing of this kind.
        parts = look.get("loss_d_real", np.inf), look.get("loss_d_fake", np.inf)
        return min(parts) >= 0 and sum(parts) < 0.05

    looks = _looks(log, SATURATION_STEPS)
    if not looks or not all(map(is_certain, looks)):
        return ""
    pupil, cure = (
        ("generator", "add label_smoothing or penalty=r1")
        if _is_gan(looks[-1])
        else ("encoder", "raise adversarial_weight")
    )
    return (
        f"The discriminator has saturated: it is all but never wrong, so the {pupil} has little "
        f"to learn from. Lower learning_rate, take smaller discriminator_sizes, or {cure}."
    )


def explosion(log: Log) -> str:
    """Returns an alarm if a loss is a hundred times what it was at first, else ''."""
    for name in ("loss", "loss_d", "loss_g"):
        if name in log[-1] and abs(log[-1][name]) > 100 * max(10.0, abs(log[0][name])):
            critic = ", or give a wasserstein critic penalty=gradient" if _is_gan(log[-1]) else ""
            return (
                f"{name} explodes: it is {log[-1][name]:.3g}, and was {log[0][name]:.3g} at first. "
                f"Lower learning_rate{critic}."
            )
    return ""


def _is_gan(entry: Mapping[str, Any]) -> bool:
    """Tells a GAN's line of the log, which has a penalty, from an adversarial autoencoder's."""
    return "penalty" in entry


def _looks(log: Log, n_steps: int) -> Log:
    """Returns the snapshots of the last steps, none if there have not been so many yet."""
    since = log[-1]["step"] - n_steps
    looks = [entry for entry in log if "sample_distance" in entry and entry["step"] > since]
    return looks if since >= 0 else []


ALARMS = (posterior_collapse, mode_collapse, saturation, explosion)


def needed(log: Log) -> Log:
    """Returns the lines of a log that `raised` reads: a long training need not hold the others."""
    since = log[-1]["step"] - max(COLLAPSE_STEPS, MODE_STEPS, SATURATION_STEPS)
    kept = [e for e in log[1:-1] if "sample_distance" in e and e["step"] > since]
    return [log[0], *kept, *log[1:][-1:]]


def raised(log: Log) -> dict[str, str]:
    """Returns one line for each fault that the end of the log shows, by the fault's name."""
    return {alarm.__name__: line for alarm in ALARMS if (line := alarm(log))}
