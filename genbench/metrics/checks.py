"""What every metric asks of its arguments, and the line it says when it does not get it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def feature_matrices(*, least: int = 2, **matrices: ArrayLike) -> list[np.ndarray]:
    """Returns the named matrices as float64 [n, feature_size], in the order given.

    Args:
        least: the fewest rows each may have.
        **matrices: [n, feature_size] each; the first is the reference, and must vary.

    Raises:
        ValueError: a matrix is no matrix, holds nan or inf, or has too few rows; the widths
            differ; or all rows of the first are equal.
    """
    checked = {name: feature_matrix(name, matrix) for name, matrix in matrices.items()}
    widths = {name: matrix.shape[1] for name, matrix in checked.items()}
    if len(set(widths.values())) > 1:
        raise ValueError(
            f"{' and '.join(widths)} must have equally many features. Received: {widths}. "
            "Extract them all with one judge."
        )
    check_n_rows(least, **checked)
    name, reference = next(iter(checked.items()))
    if not np.ptp(reference, axis=0).any():
        raise ValueError(
            f"{name} must vary. Received: {len(reference)} equal rows. "
            "Check the pictures and the judge that made the features."
        )
    return list(checked.values())


def feature_matrix(name: str, matrix: ArrayLike) -> np.ndarray:
    """Returns the matrix as float64 [n, feature_size]; ValueError where it is no finite matrix."""
    matrix = np.asarray(matrix, np.float64)
    if matrix.ndim != 2 or matrix.shape[1] == 0:
        raise ValueError(
            f"{name} must be a matrix [n, feature_size]. Received: shape {matrix.shape}. "
            "Flatten the pictures or extract features first."
        )
    n_broken = np.count_nonzero(~np.isfinite(matrix).all(axis=1))
    if n_broken:
        raise ValueError(
            f"{name} must be finite. Received: nan or inf in {n_broken} of {len(matrix)} rows. "
            "Look for a model that diverged."
        )
    return matrix


def check_n_rows(least: int, **arrays: np.ndarray) -> None:
    """Raises ValueError where one of the named arrays [n, ...] has fewer rows than `least`."""
    for name, array in arrays.items():
        if len(array) < least:
            raise ValueError(
                f"{name} must have at least {least} rows. Received: {len(array)}. "
                "Draw more samples."
            )


def check_vector(name: str, values: ArrayLike, *, least: int = 1) -> np.ndarray:
    """Returns values as float64 [n].

    Args:
        name: what an error calls them.
        values: [n].
        least: the fewest there may be.

    Raises:
        ValueError: no vector of finite numbers, or too few.
    """
    values = np.asarray(values, np.float64)
    if values.ndim != 1 or not np.isfinite(values).all():
        raise ValueError(
            f"{name} must be a vector of finite numbers. "
            f"Received: {np.array2string(values, threshold=20)}."
        )
    check_n_rows(least, **{name: values})
    return values


def image_batch(name: str, images: ArrayLike) -> np.ndarray:
    """Returns images as [n, h, w, c], whose values must lie in [0, 1].

    Args:
        name: what an error calls them.
        images: float [n, h, w] or [n, h, w, c].

    Raises:
        ValueError: another shape, no image, nan, or values outside [0, 1].
    """
    images = np.asarray(images)
    if images.ndim not in (3, 4) or images.size == 0:
        raise ValueError(
            f"{name} must be images [n, h, w] or [n, h, w, c]. Received: shape {images.shape}. "
            "Reshape them first."
        )
    low, high = images.min(), images.max()
    if not (low >= 0 and high <= 1):  # also true of nan
        raise ValueError(
            f"{name} must lie in [0, 1]. Received: values from {low:g} to {high:g}. "
            "Divide bytes by 255; look for nan in the model's output."
        )
    return images if images.ndim == 4 else images[..., None]


def check_fraction(**fractions: float) -> None:
    """Raises ValueError where one of the named numbers is not between 0 and 1, both excluded."""
    for name, number in fractions.items():
        if not 0 < number < 1:
            raise ValueError(f"{name} must lie between 0 and 1. Received: {name}={number}.")


def check_positive_integer(**integers: float) -> None:
    """Raises ValueError where one of the named numbers is not an integer of 1 or more."""
    for name, integer in integers.items():
        if integer != int(integer) or integer < 1:
            raise ValueError(f"{name} must be a positive integer. Received: {name}={integer}.")
