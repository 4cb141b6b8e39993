"""The scalars of the steps since the last line of the log, which a checkpoint holds too."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from genbench.models.running.weights import SCALARS


class SinceLine:
    """Each scalar of the steps since the last line of the log.

    With them a checkpoint can stand between two lines, and the next line is the same to the bit.

    Args:
        arrays: of the checkpoint that training goes on from.
    """

    def __init__(self, arrays: Mapping[str, np.ndarray]) -> None:
        self._values = {
            key.removeprefix(SCALARS): values
            for key, values in arrays.items()
            if key.startswith(SCALARS)
        }

    def add(self, values: Mapping[str, np.ndarray]) -> None:
        """Adds those of the next k steps, each float32 [k]."""
        before = self._values
        self._values = {
            name: np.concatenate([before[name], new]) if name in before else new
            for name, new in values.items()
        }

    def means(self) -> dict[str, float]:
        """Returns the mean of each."""
        return {name: float(values.mean()) for name, values in self._values.items()}

    def arrays(self) -> dict[str, np.ndarray]:
        """Returns them as a checkpoint holds them, each float32 [k]."""
        return {f"{SCALARS}{name}": values for name, values in self._values.items()}

    def clear(self) -> None:
        """Forgets them, when a line holds them."""
        self._values = {}
