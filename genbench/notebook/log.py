"""The log of a training as columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from genbench.runs import LogEntry

if TYPE_CHECKING:
    import pandas


class Log(Mapping[str, np.ndarray]):
    """The scalars of a log by name, each float64 [n_lines], nan in lines that have none.

    Args:
        entries: the lines.
    """

    def __init__(self, entries: Sequence[LogEntry]) -> None:
        self.entries = tuple(entries)
        named = {key: None for e in entries for key, v in e.items() if isinstance(v, int | float)}
        self._names = tuple(named)

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self._names:
            raise KeyError(f"{name!r} is not logged. There are: {', '.join(self._names)}")
        return np.array([entry.get(name, np.nan) for entry in self.entries], np.float64)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"Log of {len(self.entries)} lines: {', '.join(self._names)}"

    def to_pandas(self) -> pandas.DataFrame:
        """Returns a table with a row for each line and a column for each scalar."""
        import pandas

        return pandas.DataFrame({name: self[name] for name in self})
