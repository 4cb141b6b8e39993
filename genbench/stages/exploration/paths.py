"""Paths through the latents: from one to another, and along each of them alone."""

from __future__ import annotations

import numpy as np

from genbench import pictures
from genbench.data import images
from genbench.pictures import grids
from genbench.scoring.numbers import rounded
from genbench.stages.exploration import geometry
from genbench.stages.exploration.exhibit import Exhibit, eased, frame
from genbench.stages.exploration.scene import Missing, Scene
from genbench.system import randomness

N_PAIRS, N_FILM_PAIRS, N_BASES = 4, 8, 6
# Pictures that say how much a latent is used.
N_PROBED = 10
# Deviations of the codes to either side.
REACH = 3.0
N_LENGTHS = 2000
# Spread of the prior's lengths, as a share of their mean, up to which it is called a shell.
THIN = 0.25
WAYS = {"line": geometry.line, "arc": geometry.arc}


def between_samples(scene: Scene) -> Exhibit:
    """Shows straight lines and arcs between latents of the prior."""
    drawn = scene.sampler.prior.draw(randomness.generator(scene.seed, "strips"), 2 * N_FILM_PAIRS)
    starts, ends = np.split(drawn, 2)
    return _between(scene, "samples", starts, ends)


def between_pictures(scene: Scene) -> Exhibit:
    """Shows the same between pictures: the user's two, or held-out ones of unlike classes."""
    if scene.own is None:
        pictures, labels, found = scene.shown.images, scene.shown.labels, scene.shown.latents
        first, second = _unlike(labels)
    else:
        pictures = scene.own
        labels = scene.read(pictures)[0] if scene.n_conditions else np.zeros(2, np.int64)
        found = scene.encode(pictures, labels)
        first, second = np.array([0]), np.array([1])
    return _between(
        scene, "pictures", found[first], found[second], pictures[first], pictures[second]
    )


def traversals(scene: Scene) -> Exhibit:
    """Shows what each latent does alone, the most used first."""
    low, high, unit = _spans(scene)
    base = (scene.shown if scene.has_encoder else scene.samples).latents
    used = _change(scene, base[:N_PROBED], low, high)
    chosen = np.argsort(-used, kind="stable")[: scene.n_latents]

    def moved(points: np.ndarray, places: np.ndarray) -> np.ndarray:
        """Returns pictures [chosen, places, points, h, w, c]."""
        grid = np.tile(points, (len(chosen), len(places), 1, 1))
        for i, latent in enumerate(chosen):
            grid[i, :, :, latent] = (low + places[:, None] * (high - low))[:, latent, None]
        return _decoded(scene, grid)

    names = [f"latent {latent + 1}" for latent in chosen]
    stops = np.linspace(0, 1, scene.n_stops)
    strips = moved(base[:1], stops)[:, :, 0]
    said = "a held-out picture" if scene.has_encoder else "a sample"
    figure = pictures.strips(
        grids.grid(strips.reshape(-1, *strips.shape[2:]), n_columns=scene.n_stops),
        [f"{name}  ({change:.4f})" for name, change in zip(names, used[chosen], strict=True)],
        [f"{round(tick, 2) + 0:g}" for tick in _ticks(scene, stops)],
        title=f"{scene.name}: what each latent does",
        caption=f"Each row changes one latent of {said} and keeps the others. The most used come "
        "first: in brackets the squared change per pixel from end to end.",
        across=unit,
    )
    film = [
        frame(
            moved(base[:N_BASES], place)[:, 0],
            names,
            scene.name,
            f"{unit}: {_ticks(scene, place)[0]:+.1f}",
        )
        for place in eased()[:, None]
    ]
    numbers = {
        "latents": [int(latent) for latent in chosen],
        "change": [rounded(change) for change in used[chosen]],
        "low": [rounded(value) for value in low[chosen]],
        "high": [rounded(value) for value in high[chosen]],
    }
    return Exhibit(numbers, {"traversals": figure}, film)


def _between(
    scene: Scene,
    what: str,
    starts: np.ndarray,
    ends: np.ndarray,
    *originals: np.ndarray,
) -> Exhibit:
    stops = np.linspace(0, 1, scene.n_stops)
    strips = np.swapaxes(_on_both(scene, starts[:N_PAIRS], ends[:N_PAIRS], stops), 0, 1)
    columns = [f"{stop:.3g}" for stop in stops]
    if originals:
        first, second = (np.repeat(o[:N_PAIRS, None, None], 2, axis=1) for o in originals)
        strips = np.concatenate([first, strips, second], axis=2)
        columns = ["original", *columns, "original"]
    figure = pictures.strips(
        grids.grid(strips.reshape(-1, *strips.shape[3:]), n_columns=len(columns)),
        [*WAYS] * len(strips),
        columns,
        title=f"{scene.name}: from one of two {what} to the other",
        caption=_lengths(scene, starts, ends),
        across="share of the way",
    )
    frames = _on_both(scene, starts, ends, eased())
    film = [
        frame(frames[:, :, i], [*WAYS], scene.name, f"between {what}, {place:.2f} of the way")
        for i, place in enumerate(eased())
    ]
    return Exhibit({}, {f"between-{what}": figure}, film)


def _on_both(scene: Scene, starts: np.ndarray, ends: np.ndarray, stops: np.ndarray) -> np.ndarray:
    """Returns pictures uint8 [ways, pairs, stops, h, w, c]; a label goes straight on both."""
    n = scene.latent_size
    label = geometry.line(starts[:, n:], ends[:, n:], stops)
    ways = [
        np.concatenate([way(starts[:, :n], ends[:, :n], stops), label], axis=2)
        for way in WAYS.values()
    ]
    return _decoded(scene, np.stack(ways))


def _decoded(scene: Scene, grid: np.ndarray) -> np.ndarray:
    """Returns the pictures uint8 [..., h, w, c] of latents [..., latent_size]."""
    pictures = scene.decode(grid.reshape(-1, grid.shape[-1]))
    return pictures.reshape(*grid.shape[:-1], *pictures.shape[1:])


def _lengths(scene: Scene, starts: np.ndarray, ends: np.ndarray) -> str:
    """Returns what the two ways do to the lengths of latents."""
    n = scene.latent_size
    drawn = scene.sampler.prior.draw(randomness.generator(scene.seed, "lengths"), N_LENGTHS)
    prior = np.linalg.norm(drawn[:, :n], axis=1)
    starts, ends = starts[:, :n], ends[:, :n]
    end, middle = (
        np.linalg.norm(points, axis=1).mean()
        for points in (np.concatenate([starts, ends]), (starts + ends) / 2)
    )
    arc = np.linalg.norm(geometry.arc(starts, ends, np.array([0.5])), axis=2).mean()
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


def _unlike(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns the rows of the starts and ends of pairs, of unlike labels where there are some."""
    n = min(N_FILM_PAIRS, len(labels) // 2)
    if not n:
        raise Missing("needs two held-out pictures or more")
    first = np.arange(n)
    second = []
    for i in first:
        free = [j for j in range(n, len(labels)) if j not in second]
        second.append(next((j for j in free if labels[j] != labels[i]), free[0]))
    return first, np.array(second)


def _spans(scene: Scene) -> tuple[np.ndarray, np.ndarray, str]:
    """Returns the ends of each latent's way, float [latent_size], and what they are."""
    n = scene.latent_size
    if scene.has_encoder:
        codes = scene.known.latents[:, :n]
        mean, deviation = codes.mean(axis=0), codes.std(axis=0)
        return mean - REACH * deviation, mean + REACH * deviation, "deviations of the codes"
    drawn = scene.known.latents[:, :n]
    return drawn.min(axis=0), drawn.max(axis=0), "value of the latent"


def _ticks(scene: Scene, stops: np.ndarray) -> np.ndarray:
    if scene.has_encoder:
        return REACH * (2 * stops - 1)
    low, high, _ = _spans(scene)
    return low.mean() + stops * (high - low).mean()


def _change(scene: Scene, base: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Returns the mean squared change per pixel as each latent goes from end to end."""
    n = scene.latent_size
    ends = np.tile(base, (2, n, 1, 1))
    for latent in range(n):
        ends[0, latent, :, latent], ends[1, latent, :, latent] = low[latent], high[latent]
    pictures = images.to_float(_decoded(scene, ends))
    return np.square(pictures[1] - pictures[0]).mean(axis=(1, 2, 3, 4))
