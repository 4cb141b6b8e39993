"""MP4 films, for slides and messengers that take no other."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from genbench.system.errors import InvalidInput
from genbench.system.files import replacing

# Of H.264; 18 is hard to tell from the frames.
RATE_FACTOR = "18"


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
    """
    check_available()
    import imageio_ffmpeg

    with replacing(path) as beside:
        film = None
        for frame, seconds in zip(frames, durations, strict=True):
            height, width = frame.shape[:2]
            even = np.pad(
                frame, [(0, height % 2), (0, width % 2)] + [(0, 0)] * (frame.ndim - 2), "edge"
            )
            if film is None:
                unit = seconds
                film = imageio_ffmpeg.write_frames(
                    str(beside),
                    even.shape[1::-1],
                    fps=1 / unit,
                    pix_fmt_in="rgb24" if frame.ndim == 3 else "gray",
                    macro_block_size=2,
                    quality=None,
                    output_params=["-crf", RATE_FACTOR],
                    ffmpeg_log_level="error",
                )
                film.send(None)
            for _ in range(round(seconds / unit)):
                film.send(np.ascontiguousarray(even))
        if film is not None:
            film.close()
