"""MP4 films, for slides and messengers that take no other."""

from __future__ import annotations

import importlib.util
from collections.abc import Generator, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from genbench.system.errors import InvalidInput
from genbench.system.files import replacing

# Of 10; hard to tell from the frames.
QUALITY = 7


def check_available() -> None:
    """Checks that there is an encoder.

    Raises:
        InvalidInput: the extra `video` is not installed.
    """
    if importlib.util.find_spec("imageio_ffmpeg") is None:
        raise InvalidInput(
            "An MP4 needs imageio-ffmpeg, which is not installed. "
            "Run `pip install 'genbench[video]'`, or take the format webp."
        )


def write(path: Path, frames: Iterable[np.ndarray], durations: Iterable[float]) -> None:
    """Writes a film, with one frame in memory at a time.

    H.264 in 4:2:0, which every player knows: a side of odd length gets one more row or column.

    Args:
        path: the file.
        frames: uint8 [h, w] or [h, w, 3], of one size.
        durations: seconds of each frame, in whole multiples of the first.

    Raises:
        InvalidInput: the extra `video` is not installed.
    """
    check_available()
    pairs = zip(frames, durations, strict=True)
    first, unit = next(pairs)
    with replacing(path) as beside, closing(_film(beside, first, 1 / unit)) as film:
        film.send(_even(first))
        for frame, seconds in pairs:
            for _ in range(round(seconds / unit)):
                film.send(_even(frame))


def _film(path: Path, frame: np.ndarray, fps: Any) -> Generator[None, np.ndarray, None]:
    """Returns what takes frames of one kind, and has written the film when it is closed."""
    import imageio_ffmpeg

    film = imageio_ffmpeg.write_frames(
        str(path),
        _even(frame).shape[1::-1],
        fps=fps,
        pix_fmt_in="rgb24" if frame.ndim == 3 else "gray",
        macro_block_size=2,
        quality=QUALITY,
        ffmpeg_log_level="error",
    )
    film.send(None)
    return film


def _even(frame: np.ndarray) -> np.ndarray:
    height, width = frame.shape[:2]
    added = [(0, height % 2), (0, width % 2), (0, 0)]
    return np.ascontiguousarray(np.pad(frame, added[: frame.ndim], "edge"))
