"""Images that are finished are kept, so that an interrupted measurement goes on behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from genbench.system import cache


@dataclass(frozen=True)
class Finished:
    """The results of blocks of images, in the user's cache folder.

    Attributes:
        key: says all that they depend on.
        bar: of the calls that are done and left.
    """

    key: str
    bar: tqdm

    def block(
        self, name: str, make: Callable[[], dict[str, np.ndarray]], *, calls: int = 1
    ) -> dict[str, np.ndarray]:
        """Returns the arrays of a block, [n, ...] each, that are kept, or makes and keeps them.

        Args:
            name: of the block.
            make: makes them, and may count its calls on the bar.
            calls: that it takes, all of which are counted in the end.
        """
        before = self.bar.n
        found = cache.cached(f"likelihood/{self.key}/{name}", make)
        self.bar.update(before + calls - self.bar.n)
        return found
