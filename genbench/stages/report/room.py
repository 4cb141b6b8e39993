"""How heavy the page may be: networks travel with it as long as there is room."""

from __future__ import annotations

from collections.abc import Sequence

from genbench.stages.report.dense import DenseLayer

# In bytes: of the whole page, of what all runs share on it, and of one run without its networks.
PAGE, SHARED, EACH = 8_000_000, 1_500_000, 480_000


class Room:
    """What a page of so many runs has left for their networks."""

    def __init__(self, n_runs: int) -> None:
        self.n_runs = n_runs
        self._left = PAGE - SHARED - n_runs * EACH

    def takes(self, layers: Sequence[DenseLayer]) -> bool:
        """Returns whether the layers still fit. Once some did not, nothing does."""
        self._left -= sum(len(layer.kernel) + len(layer.bias) for layer in layers)
        return self._left >= 0
