"""Pictures for the page: many in one file, so that each is decoded once."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from genbench.pictures import grids

N_FRAMES = 64
# Side of a frame in pixels where a page shows one run or two; of more, each has less.
LARGEST_FRAME, N_LARGE = 330, 2
# Specks and blur are what a reader judges: only the many small frames of the evolution are lossy.
FRAME_QUALITY = 75


@dataclass(frozen=True)
class Picture:
    """A picture for an img element."""

    uri: str
    w: int
    h: int


@dataclass(frozen=True)
class Sheet:
    """Cells of one size in one picture, row by row."""

    uri: str
    width: int
    height: int
    n_columns: int
    n: int

    def to_json(self) -> dict[str, str | int]:
        """Returns the sheet as the page's script takes it."""
        return {
            "uri": self.uri,
            "w": self.width,
            "h": self.height,
            "columns": self.n_columns,
            "n": self.n,
        }


def data_uri(picture: np.ndarray, *, quality: int | None = None) -> str:
    """Returns a picture uint8 [h, w, c] as a WebP data URI, lossless without a quality."""
    box = io.BytesIO()
    flat = picture[..., 0] if picture.shape[-1] == 1 else picture
    if quality is None:
        Image.fromarray(flat).save(box, "WEBP", lossless=True)
    else:
        # The usual method takes three times as long, for a file as large and as lossy.
        Image.fromarray(flat).save(box, "WEBP", quality=quality, method=1)
    return f"data:image/webp;base64,{base64.b64encode(box.getvalue()).decode()}"


def sheet(
    pictures: np.ndarray, *, n_columns: int | None = None, quality: int | None = None
) -> Sheet:
    """Returns pictures uint8 [n, h, w, c] as one sheet, as square as possible by default."""
    n, height, width, _ = pictures.shape
    n_columns = n_columns or int(np.ceil(np.sqrt(n)))
    whole = grids.grid(pictures, n_columns=n_columns, border=0)
    return Sheet(data_uri(whole, quality=quality), width, height, n_columns, n)


def reel(files: Sequence[Path], image_shape: Sequence[int], n_runs: int = 1) -> list[Sheet]:
    """Returns the snapshots of one of n runs, each sheet at most 64 of them.

    Where the pictures are large or the runs many, a frame keeps the first rows and columns of its
    grid: the evolutions of ten runs weigh as much as those of two.
    """
    sheets = []
    for start in range(0, len(files), N_FRAMES):
        frames = np.stack(
            [
                _frame(grids.read(path), image_shape, n_runs)
                for path in files[start : start + N_FRAMES]
            ]
        )
        sheets.append(sheet(frames, quality=FRAME_QUALITY))
    return sheets


def embedded(path: Path) -> Picture:
    """Returns a picture file with its size."""
    picture = grids.read(path)
    return Picture(data_uri(picture), picture.shape[1], picture.shape[0])


def cells_shown(image_shape: Sequence[int], n_runs: int = 1) -> int:
    """Returns how many rows and columns of a snapshot's grid a frame of one of n runs keeps."""
    side = LARGEST_FRAME * min(1.0, (N_LARGE / n_runs) ** 0.5)
    return max(3, min(10, int(side) // (max(image_shape[:2]) + 1)))


def _frame(picture: np.ndarray, image_shape: Sequence[int], n_runs: int) -> np.ndarray:
    height, width, _ = image_shape
    n = cells_shown(image_shape, n_runs)
    frame = picture[: n * (height + 1) + 1, : n * (width + 1) + 1].copy()
    frame[:: height + 1] = 0
    frame[:, :: width + 1] = 0
    return frame


def to_base64(array: np.ndarray, dtype: str) -> str:
    """Returns the numbers of an array of any shape, in the order of its last axis, in base64."""
    return base64.b64encode(np.ascontiguousarray(array, dtype).tobytes()).decode()


def rounded(values: Iterable[float], digits: int = 4) -> list[float]:
    """Returns the numbers with so many significant digits."""
    return [float(f"{value:.{digits}g}") for value in values]
