"""Evolution as GIF, WebP or film: the snapshots of a run in order, or of several side by side."""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import numpy as np

from genbench.models.recipes.spelling import going_on
from genbench.pictures import captions, grids, mp4, webp
from genbench.pictures import gif as gifs
from genbench.runs import ROOT, Run, distinct, find, fitting, handle, numbered
from genbench.runs.identity import identity_of
from genbench.runs.made import doubt
from genbench.system import live
from genbench.system.errors import InvalidInput, unknown

FOLDER = Path("gifs")
HOLD_SECONDS = 3.0
GAP = 12
IN_A_ROW, MOST_WIDTH = 4, 2400
WRITERS = {"gif": gifs.write, "webp": webp.write, "mp4": mp4.write}


def gif(
    *these: Run | Path | str,
    fps: float = 8.0,
    scale: int | None = None,
    format: str | None = None,
    out: Path | str | None = None,
    real: np.ndarray | None = None,
    progress: bool | None = None,
) -> Path:
    """Stitches the snapshots of a run into an animation, or those of several runs side by side.

    Several runs go by one clock, the images seen: a frame shows the last snapshot that each
    run had made by then, in rows of up to four runs. The last one shows the samples that
    `sample` has drawn, by the usual sampler, which can be another than that of the snapshots. The
    frames of a GIF or a film are written one by one, so memory does not grow with them.

    Args:
        *these: runs, their folders or their names.
        fps: frames per second.
        scale: pixels of the animation for each pixel of a snapshot; by default 2, or 1 where it
            would be wider than 2,400 pixels.
        format: "gif", in 16 greys; "webp", without loss; "mp4", which needs the extra `video`. By
            default what `out` ends in, or gif.
        out: the file; by default gifs/<run>.gif, the run's path below runs/ being its name:
            gifs/duel/vae.gif, or gifs/duel/vae-vs-gan.gif for two runs in runs/duel/.
        real: images uint8 [n, h, w, c] of the data, to stand beside those of the runs.
        progress: show a progress bar; by default on a terminal.

    Returns:
        The file.

    Raises:
        ValueError: no run is given, or one twice, fps or scale is out of range, the format is not
            known or not that of `out`, or there is no encoder for it.
        FileNotFoundError: a run does not exist, or has no snapshots.
    """
    if not these:
        raise InvalidInput("gif needs at least one run. Received none.")
    if not 0.01 <= fps <= 50:
        raise InvalidInput(f"fps must lie between 0.01 and 50. Received: fps={fps}.", "fps")
    if scale is not None and scale < 1:
        raise InvalidInput(f"scale must be a positive integer. Received: scale={scale}.", "scale")
    format = _format(format, out)
    runs = [find(run) for run in these]
    reels: list[_Reel | _Still] = [_Reel(r, n) for r, n in zip(runs, distinct(runs), strict=True)]
    if real is not None:
        reels.append(_Still(real))
    if scale is None:
        widest = max(reel.width for reel in reels) * min(len(reels), IN_A_ROW)
        scale = 2 if 2 * widest <= MOST_WIDTH else 1
    clock: list[float] = sorted({seen for reel in reels for seen in reel.images_seen})
    if any(reel.end for reel in reels):
        clock.append(math.inf)
    out = Path(out or FOLDER / _place(runs).with_suffix(f".{format}"))
    durations = [1 / fps] * (len(clock) - 1) + [HOLD_SECONDS]
    with live.line(f"stitching {out.name}", len(clock), unit="frame", progress=progress) as shown:
        frames = _frames(reels, clock, scale)
        if format == "gif":
            frames = (gifs.fewer_greys(frame) if frame.ndim == 2 else frame for frame in frames)
        WRITERS[format](out, live.counted(frames, shown), durations)
    return out


def _format(format: str | None, out: Path | str | None) -> str:
    """Returns the format that is asked for, by its name or by a file's ending."""
    ending = Path(out).suffix.lower().removeprefix(".") if out is not None else "gif"
    if format is not None and format not in WRITERS:
        raise InvalidInput(f"{unknown('format', format, WRITERS)}", "format")
    if ending not in WRITERS:
        *some, last = (f".{name}" for name in WRITERS)
        raise InvalidInput(
            f"out must be a file that ends in {', '.join(some)} or {last}. "
            f"Received: out={str(out)!r}.",
            "out",
        )
    if out is not None and format not in (None, ending):
        raise InvalidInput(
            f"out must end in .{format}, as the format does. Received: out={str(out)!r}.",
            "out",
            "format",
        )
    format = format or ending
    if format == "mp4":
        mp4.check_available()
    return format


def _place(runs: Sequence[Run]) -> Path:
    """Returns where a GIF of runs belongs: in the folder they are in, by what tells them apart."""
    paths = []
    for run in runs:
        below, folder = PurePosixPath(handle(run)), run.path.absolute().parent.name
        # A run that lies elsewhere has the name of that folder before its own.
        is_elsewhere = len(below.parts) == 1 and folder != ROOT.name
        paths.append(folder / below if is_elsewhere else below)
    above = PurePosixPath(os.path.commonpath([path.parent for path in paths]))
    names = "-vs-".join("-".join(path.relative_to(above).parts) for path in paths)
    return Path(above, f"{fitting(names)}.gif")


class _Reel:
    """The captioned snapshots of one run, found by the number of images seen."""

    def __init__(self, run: Run, name: str) -> None:
        record = run.read_config()
        self.name = name
        self._batch_size = record.config.batch_size
        self._snapshots = grids.whole(
            numbered(run.snapshots_folder, ".png"), record.data.image_shape, identity_of(run)
        )
        if not self._snapshots:
            raise FileNotFoundError(f"{run.path} has no snapshots. Run `{going_on(run)}` first.")
        self.images_seen = [step * self._batch_size for step, _ in self._snapshots]
        shape = grids.read(self._snapshots[0][1]).shape
        self.width = shape[1]
        self.end = _drawn(run, shape)

    def frame(self, images_seen: float, scale: int) -> np.ndarray:
        """Returns the last snapshot up to a number of images seen, uint8 [h, w, c].

        After all of them, the samples that were drawn at the end, where there are any.
        """
        if self.end and images_seen == math.inf:
            picture = grids.enlarge(grids.read(self.end), scale)
            return captions.captioned(picture, self.name, "samples drawn at the end")
        i = max(0, np.searchsorted(self.images_seen, images_seen, side="right") - 1)
        step, path = self._snapshots[i]
        picture = grids.enlarge(grids.read(path), scale)
        clock = f"step {step:,} · {self.images_seen[i]:,} images"
        return captions.captioned(picture, self.name, clock)


def _drawn(run: Run, shape: tuple[int, ...]) -> Path | None:
    """Returns the picture of a run's samples, if it is of a shape and the last weights made it."""
    path = run.samples_file().with_suffix(".png")
    if not path.is_file() or doubt(run.path, path, run.last_weights()):
        return None
    return path if grids.read(path).shape == shape else None


class _Still:
    """Real images, which stay as they are."""

    images_seen = ()
    end = None

    def __init__(self, images: np.ndarray) -> None:
        self._picture = grids.grid(images)
        self.width = self._picture.shape[1]

    def frame(self, images_seen: float, scale: int) -> np.ndarray:
        """Returns the images in a grid, uint8 [h, w, c]."""
        return captions.captioned(grids.enlarge(self._picture, scale), "real", "held out")


def _frames(
    reels: Sequence[_Reel | _Still], clock: Sequence[float], scale: int
) -> Iterator[np.ndarray]:
    n_rows = math.ceil(len(reels) / IN_A_ROW)
    n_columns = math.ceil(len(reels) / n_rows)
    for images_seen in clock:
        frames = [reel.frame(images_seen, scale) for reel in reels]
        n_channels = max(frame.shape[2] for frame in frames)
        heights, widths = zip(*(frame.shape[:2] for frame in frames), strict=True)
        tops = _places([max(heights[i : i + n_columns]) for i in range(0, len(frames), n_columns)])
        lefts = _places([max(widths[i::n_columns]) for i in range(n_columns)])
        page = np.full((tops[-1] - GAP, lefts[-1] - GAP, n_channels), captions.PAPER, np.uint8)
        for i, (frame, height, width) in enumerate(zip(frames, heights, widths, strict=True)):
            left = lefts[i % n_columns]
            # A caption may have more lines than another: the pictures stand beside each other.
            lowest = tops[i // n_columns + 1] - GAP
            page[lowest - height : lowest, left : left + width] = frame
        yield page[..., 0] if n_channels == 1 else page


def _places(sizes: Sequence[int]) -> list[int]:
    """Returns where each of the sizes begins, and where one more would, with gaps between them."""
    return [0, *itertools.accumulate(size + GAP for size in sizes)]
