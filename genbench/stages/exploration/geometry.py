"""Latents as points: paths between them, directions among them, and the plane that shows most.

Everything here is NumPy: latents come in as float [n, latent_size], and nothing is decoded.
"""

from __future__ import annotations

import numpy as np

# Below this sine two directions are the same or opposite, and no arc between them is the shortest.
LEAST_SINE = 1e-4


def line(starts: np.ndarray, ends: np.ndarray, *, places: np.ndarray) -> np.ndarray:
    """Returns the points on straight lines, float32 [n, k, latent_size].

    Args:
        starts: float [n, latent_size].
        ends: float [n, latent_size].
        places: float [k], 0 at the start and 1 at the end.
    """
    share = np.asarray(places, np.float64)[:, None]
    return (starts[:, None] * (1 - share) + ends[:, None] * share).astype(np.float32)


def arc(starts: np.ndarray, ends: np.ndarray, *, places: np.ndarray) -> np.ndarray:
    """Returns the points on arcs about the origin, float32 [n, k, latent_size]; see `line`.

    The direction turns at an even pace, and the norm goes evenly from that of the start to that
    of the end. Between latents on one axis through the origin there is no one shortest arc, and
    the straight line is taken.

    Reference:
        Shoemake 1985, "Animating rotation with quaternion curves", section 3.3.
        White 2016, arXiv:1609.04468, section 2.1.
    """
    share = np.asarray(places, np.float64)[:, None]
    first, last = (np.linalg.norm(points, axis=1)[:, None, None] for points in (starts, ends))
    product = (starts * ends).sum(axis=1)[:, None, None]
    angle = np.arccos(np.clip(product / np.maximum(first * last, 1e-12), -1, 1))
    is_arc = (np.sin(angle) > LEAST_SINE) & (first * last > 0)
    first, last, sine = (np.where(is_arc, value, 1) for value in (first, last, np.sin(angle)))
    turned = (
        np.sin((1 - share) * angle) * starts[:, None] / first
        + np.sin(share * angle) * ends[:, None] / last
    )
    on_arc = ((1 - share) * first + share * last) * turned / sine
    return np.where(is_arc, on_arc, line(starts, ends, places=places)).astype(np.float32)


def difference_of_means(
    points: np.ndarray, labels: np.ndarray, *, source: int, target: int
) -> np.ndarray:
    """Returns the mean of the target's latents minus that of the source's, float [latent_size].

    Args:
        points: float [n, latent_size].
        labels: int [n].
        source: a label.
        target: another one.

    Raises:
        ValueError: a class has no latents.
    """
    for label in (source, target):
        if not (labels == label).any():
            raise ValueError(f"No latents have the label {label}. Labels: {np.unique(labels)}.")
    return points[labels == target].mean(axis=0) - points[labels == source].mean(axis=0)


def random_directions(
    n: int, *, size: int, n_free: int, length: float, rng: np.random.Generator
) -> np.ndarray:
    """Returns directions of one length, spread evenly over the sphere, float64 [n, size].

    Args:
        n: how many.
        size: numbers of a latent, the label included.
        n_free: so many of them, the first, are not the label, which stays.
        length: of each.
        rng: what they are drawn with.
    """
    normal = np.pad(rng.standard_normal((n, n_free)), ((0, 0), (0, size - n_free)))
    return length * normal / np.linalg.norm(normal, axis=1, keepdims=True)


def slope(points: np.ndarray, values: np.ndarray, *, labels: np.ndarray) -> np.ndarray:
    """Returns how latents change as a value of their pictures rises by one deviation.

    The regression of each latent on the value, float64 [latent_size]. Both are taken relative to
    the means of their class, so that the direction does not lead from one class into another.

    Args:
        points: float [n, latent_size].
        values: float [n].
        labels: int [n]; all equal where there are no classes.
    """
    points, values = points.astype(np.float64), values.astype(np.float64)
    for label in np.unique(labels):
        rows = labels == label
        points[rows] -= points[rows].mean(axis=0)
        values[rows] -= values[rows].mean()
    return values @ points / len(values) / max(values.std(), 1e-12)


def principal_plane(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns the points in their first two principal components, and what these explain.

    Args:
        points: float [n, latent_size].

    Returns:
        The plane, float64 [n, 2], and the components' shares of the variance, float64 [2]. Each
        component's largest weight is positive; where the points have one coordinate only, the
        second component is zero.
    """
    # By hand, because scikit-learn's PCA refuses a single coordinate and a single point, and
    # divides by zero where an encoder gives all pictures one code.
    centred = points.astype(np.float64) - points.mean(axis=0)
    if centred.shape[1] == 1:
        centred = np.pad(centred, ((0, 0), (0, 1)))
    variances, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, :-3:-1]
    axes = axes * np.sign(np.take_along_axis(axes, abs(axes).argmax(axis=0)[None], axis=0))
    return centred @ axes, variances[:-3:-1] / max(variances.sum(), 1e-12)
