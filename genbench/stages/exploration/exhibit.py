"""What an exploration shows: figures, a film that runs there and back, and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from genbench.pictures import captions, gif, grids
from genbench.stages.exploration.records import Numbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure

N = TypeVar("N", bound=Numbers, covariant=True)
N_FRAMES = 24
FRAME_SECONDS, HOLD_SECONDS = 0.08, 0.8
FILM_WIDTH, FILM_HEIGHT = 660, 560


@dataclass(frozen=True)
class Exhibit(Generic[N]):
    """What one part of an exploration made.

    Attributes:
        numbers: what explore.json says of it.
        figures: by the name of the file, without ending.
        film: frames uint8 [h, w, c], of one size, from the one end to the other.
    """

    numbers: N
    figures: dict[str, Figure] = field(default_factory=dict)
    film: Sequence[np.ndarray] = ()


def eased() -> np.ndarray:
    """Returns the places of the frames on their way, float [n] from 0 to 1, slow at the ends."""
    return (1 - np.cos(np.linspace(0, np.pi, N_FRAMES))) / 2


def frame(images: np.ndarray, rows: Sequence[str], *lines: str) -> np.ndarray:
    """Returns a frame uint8 [h, w, c]: pictures below lines of text, each row with its name.

    Args:
        images: uint8 [n_rows, n_columns, h, w, c].
        rows: a name for each row.
        lines: the text.
    """
    n_columns = images.shape[1]
    grid = grids.grid(images.reshape(-1, *images.shape[2:]), n_columns=n_columns, border=0)
    scale = round(min(FILM_WIDTH / grid.shape[1], FILM_HEIGHT / grid.shape[0]))
    enlarged = grids.enlarge(grid, max(1, scale))
    page = captions.captioned(captions.named(enlarged, rows), *lines)
    return gif.fewer_greys(page[..., 0]) if page.shape[2] == 1 else page


def there_and_back(film: Sequence[np.ndarray]) -> tuple[Iterator[np.ndarray], list[float]]:
    """Returns the frames of a film and its way back, and for how many seconds each is seen.

    Args:
        film: frames uint8 [h, w, c], of one size.
    """
    frames = [*film, *film[-2:0:-1]]
    seconds = [FRAME_SECONDS] * len(frames)
    seconds[0] = seconds[len(film) - 1] = HOLD_SECONDS
    return iter(frames), seconds
