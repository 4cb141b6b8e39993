"""Codes of held-out pictures: how well they bring these back, and how they lie."""

from __future__ import annotations

import numpy as np

from genbench import pictures
from genbench.data import images
from genbench.scoring.numbers import rounded
from genbench.stages.exploration import geometry
from genbench.stages.exploration.exhibit import Exhibit
from genbench.stages.exploration.scene import Missing, Scene


def round_trip(scene: Scene) -> Exhibit:
    """Measures the squared error per pixel of what comes back, beside that of the mean picture."""
    shown = scene.shown
    there = images.to_float(shown.images)
    back = images.to_float(scene.decode(shown.latents))
    mean = scene.train.images.mean(axis=0) / 255
    return Exhibit(
        {
            "by": "encoder" if scene.has_encoder else "inversion",
            "n": len(there),
            "squared_error": rounded(np.square(back - there).mean()),
            "squared_error_of_mean_picture": rounded(np.square(mean - there).mean()),
        }
    )


def scatter(scene: Scene) -> Exhibit:
    """Shows the codes in a plane: as they are, or their first two principal components."""
    if not scene.has_encoder:
        raise Missing("needs an encoder, and this model has none")
    held_out = scene.held_out_pictures
    codes = held_out.latents[:, : scene.latent_size]
    labels = None if scene.held_out.labels is None else held_out.labels
    title = f"{scene.name}: codes of held-out pictures"
    if scene.latent_size == 2:
        figure = pictures.latents(codes, labels, scene.held_out.classes, title=title)
        return Exhibit({"by": "latents", "n": len(codes)}, {"codes": figure})
    plane, shares = geometry.principal_plane(codes)
    names = [f"principal component {i + 1} ({share:.0%})" for i, share in enumerate(shares)]
    figure = pictures.latents(
        plane,
        labels,
        scene.held_out.classes,
        axes_names=(names[0], names[1]),
        title=f"{title}\n{scene.latent_size} latents by PCA, {shares.sum():.0%} of the variance",
    )
    numbers = {"by": "PCA", "n": len(codes), "explained": [rounded(share) for share in shares]}
    return Exhibit(numbers, {"codes": figure})
