"""Codes of held-out pictures: how well they bring these back, and how they lie."""

from __future__ import annotations

import numpy as np

from genbench import pictures
from genbench.data.images import to_float
from genbench.stages.exploration import geometry
from genbench.stages.exploration.exhibit import Exhibit
from genbench.stages.exploration.records import Codes, RoundTrip
from genbench.stages.exploration.subject import Missing, Subject
from genbench.system.numbers import rounded


def round_trip(subject: Subject) -> Exhibit[RoundTrip]:
    """Measures the squared error per pixel of what comes back, beside that of the mean picture."""
    shown = subject.shown
    there = to_float(shown.images)
    back = to_float(subject.decode(shown.latents))
    mean = subject.train.images.mean(axis=0) / 255
    return Exhibit(
        RoundTrip(
            by="encoder" if subject.has_encoder else "inversion",
            n=len(there),
            squared_error=rounded(np.square(back - there).mean()),
            squared_error_of_mean_picture=rounded(np.square(mean - there).mean()),
        )
    )


def scatter(subject: Subject) -> Exhibit[Codes]:
    """Shows the codes in a plane: as they are, or their first two principal components.

    Raises:
        Missing: the model has no encoder.
    """
    if not subject.has_encoder:
        raise Missing("needs an encoder, and this model has none")
    coded = subject.many_held_out
    codes = coded.latents[:, : subject.latent_size]
    labels = None if subject.held_out.labels is None else coded.labels
    classes = subject.held_out.classes
    title = f"{subject.name}: codes of held-out pictures"
    if subject.latent_size == 2:
        figure = pictures.latents(codes, labels, classes, title=title)
        return Exhibit(Codes(by="latents", n=len(codes)), {"codes": figure})
    plane, shares = geometry.principal_plane(codes)
    first, second = (
        f"principal component {i} ({share:.0%})" for i, share in enumerate(shares, start=1)
    )
    figure = pictures.latents(
        plane,
        labels,
        classes,
        axes_names=(first, second),
        title=f"{title}\n{subject.latent_size} latents by PCA, {shares.sum():.0%} of the variance",
    )
    numbers = Codes(by="PCA", n=len(codes), explained=tuple(map(rounded, shares)))
    return Exhibit(numbers, {"codes": figure})
