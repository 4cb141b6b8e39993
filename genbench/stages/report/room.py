"""How heavy the page may be: networks travel with it as long as there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence

from genbench.stages.report.dense import DenseLayer

N_SAMPLES, N_LARGE_SAMPLES = 100, 36
LARGEST_SIDE = 64

# In bytes: of the whole page, of what all runs share on it, and of one run without its networks.
PAGE, SHARED, EACH = 8_000_000, 1_500_000, 480_000
# A brief page stays under 500 KiB: so many samples of a run, and so many numbers in those of all.
BRIEF_ROWS, BRIEF_SIZE = 6, 120_000


class Room:
    """What a page of so many runs has left for their networks; a brief one has nothing.

    Args:
        n_runs: runs on the page.
        is_brief: whether it shows the answer and a few samples alone.
    """

    def __init__(self, n_runs: int, *, is_brief: bool = False) -> None:
        self.n_runs = n_runs
        self.is_brief = is_brief
        self._left = 0 if is_brief else PAGE - SHARED - n_runs * EACH

    def n_samples(self, image_shape: Sequence[int]) -> int:
        """Returns how many samples of a run the page shows, a square number."""
        if not self.is_brief:
            return N_SAMPLES if image_shape[0] <= LARGEST_SIDE else N_LARGE_SAMPLES
        rows = math.isqrt(BRIEF_SIZE // (self.n_runs * math.prod(image_shape)))
        return max(1, min(BRIEF_ROWS, rows)) ** 2

    def takes(self, layers: Sequence[DenseLayer]) -> bool:
        """Returns whether the layers still fit. Once some did not, nothing does."""
        self._left -= sum(len(layer.kernel) + len(layer.bias) for layer in layers)
        return self._left >= 0
