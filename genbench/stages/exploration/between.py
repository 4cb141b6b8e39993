"""Ways from one latent to another: the straight line, and the arc about the origin."""

from __future__ import annotations

import numpy as np

from genbench import pictures
from genbench.pictures import grids
from genbench.stages.exploration import geometry
from genbench.stages.exploration.exhibit import Exhibit, eased, frame
from genbench.stages.exploration.records import Between
from genbench.stages.exploration.subject import Missing, Subject
from genbench.system import randomness

# Pairs that a strip shows, and a film.
N_PAIRS, N_FILM_PAIRS = 4, 8
# Latents of the prior that say how long these are.
N_LENGTHS = 2000
# Spread of the prior's lengths, as a share of their mean, up to which it is called a shell.
THIN = 0.25
WAYS = {"line": geometry.line, "arc": geometry.arc}


def between_samples(subject: Subject) -> Exhibit[Between]:
    """Shows straight lines and arcs between latents of the prior."""
    rng = randomness.rng_for(subject.seed, "strips")
    starts, ends = np.split(subject.sampler.prior.draw(rng, 2 * N_FILM_PAIRS), 2)
    return _exhibit(subject, "samples", starts=starts, ends=ends)


def between_pictures(subject: Subject) -> Exhibit[Between]:
    """Shows the same between pictures: the user's two, or held-out ones of unlike classes.

    Raises:
        Missing: there are fewer than two held-out pictures.
    """
    if subject.own is None:
        images, latents = subject.shown.images, subject.shown.latents
        first, second = unlike_pairs(subject.shown.labels)
    else:
        images = subject.own
        labels = subject.read(images)[0] if subject.n_conditions else np.zeros(2, np.int64)
        latents = subject.encode(images, labels)
        first, second = np.array([0]), np.array([1])
    originals = images[first], images[second]
    return _exhibit(
        subject, "pictures", starts=latents[first], ends=latents[second], originals=originals
    )


def unlike_pairs(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns the rows of the starts and ends of pairs, of unlike labels where there are some.

    Args:
        labels: int64 [n].

    Returns:
        int64 [k] and int64 [k], up to N_FILM_PAIRS, no row twice.

    Raises:
        Missing: there is no pair.
    """
    n = min(N_FILM_PAIRS, len(labels) // 2)
    if not n:
        raise Missing("needs two held-out pictures or more")
    first = np.arange(n)
    second = []
    for i in first:
        free = [j for j in range(n, len(labels)) if j not in second]
        second.append(next((j for j in free if labels[j] != labels[i]), free[0]))
    return first, np.array(second)


def _exhibit(
    subject: Subject,
    what: str,
    *,
    starts: np.ndarray,
    ends: np.ndarray,
    originals: tuple[np.ndarray, np.ndarray] | None = None,
) -> Exhibit[Between]:
    """Shows both ways between latents.

    Args:
        subject: whose latents.
        what: in a word, what the ends are.
        starts: float32 [n, latent_size], and the one-hot label if the model has one.
        ends: likewise.
        originals: pictures uint8 [n, h, w, c] that the starts and ends were made from.
    """
    stops = np.linspace(0, 1, subject.n_stops)
    cells = _on_both(subject, starts=starts[:N_PAIRS], ends=ends[:N_PAIRS], stops=stops)
    cells = np.swapaxes(cells, 0, 1)
    columns = [f"{stop:.3g}" for stop in stops]
    if originals:
        first, last = (np.repeat(o[:N_PAIRS, None, None], len(WAYS), axis=1) for o in originals)
        cells = np.concatenate([first, cells, last], axis=2)
        columns = ["original", *columns, "original"]
    figure = pictures.strips(
        grids.grid(cells.reshape(-1, *cells.shape[3:]), n_columns=len(columns)),
        [*WAYS] * len(cells),
        columns,
        title=f"{subject.name}: from one of two {what} to the other",
        caption=_lengths(subject, starts, ends),
        across="share of the way",
    )
    frames = _on_both(subject, starts=starts, ends=ends, stops=eased())
    film = [
        frame(frames[:, :, i], [*WAYS], subject.name, f"between {what}, {place:.2f} of the way")
        for i, place in enumerate(eased())
    ]
    return Exhibit(Between(), {f"between-{what}": figure}, film)


def _on_both(
    subject: Subject, *, starts: np.ndarray, ends: np.ndarray, stops: np.ndarray
) -> np.ndarray:
    """Returns pictures uint8 [ways, pairs, stops, h, w, c]; a label goes straight on both."""
    n = subject.latent_size
    label = geometry.line(starts[:, n:], ends[:, n:], places=stops)
    ways = [
        np.concatenate([way(starts[:, :n], ends[:, :n], places=stops), label], axis=2)
        for way in WAYS.values()
    ]
    return subject.decode_grid(np.stack(ways))


def _lengths(subject: Subject, starts: np.ndarray, ends: np.ndarray) -> str:
    """Returns what the two ways do to the lengths of latents."""
    n = subject.latent_size
    drawn = subject.sampler.prior.draw(randomness.rng_for(subject.seed, "lengths"), N_LENGTHS)
    prior = np.linalg.norm(drawn[:, :n], axis=1)
    starts, ends = starts[:, :n], ends[:, :n]
    end, middle = (
        np.linalg.norm(points, axis=1).mean()
        for points in (np.concatenate([starts, ends]), (starts + ends) / 2)
    )
    arc = np.linalg.norm(geometry.arc(starts, ends, places=np.array([0.5])), axis=2).mean()
    said = (
        f"The ends are {end:.1f} long on average, latents of the prior {prior.mean():.1f} ± "
        f"{prior.std():.1f}. Halfway, the straight line is {middle:.1f} and the arc {arc:.1f} long."
    )
    if prior.std() > THIN * prior.mean():
        return said
    return (
        f"{said} A prior of {n} independent numbers lies in a thin shell: the line cuts through "
        "where it has next to nothing, and the arc keeps the length."
    )
