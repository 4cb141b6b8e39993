"""A log that is being written, of which each line is read once."""

from __future__ import annotations

from pathlib import Path

from genbench.runs.log import LogEntry, parsed


class Tail:
    """The lines of a log as they come.

    Args:
        path: of the log, which need not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._begin(None)

    def _begin(self, inode: int | None) -> None:
        self._inode = inode
        self._offset, self._n_lines = 0, 0

    def read(self) -> tuple[bool, list[LogEntry]]:
        """Returns whether the log was put anew since the last time, and the lines that came.

        A last line that is still being written comes the next time.

        Raises:
            BrokenRun: a line is damaged.
        """
        if not self._path.is_file():
            is_anew = self._offset > 0
            self._begin(None)
            return is_anew, []
        status = self._path.stat()
        is_anew = self._inode not in (None, status.st_ino) or status.st_size < self._offset
        if is_anew or self._inode is None:
            self._begin(status.st_ino)
        if status.st_size == self._offset:
            return is_anew, []
        with self._path.open("rb") as file:
            file.seek(self._offset)
            whole, newline, _unfinished = file.read().rpartition(b"\n")
        entries = parsed(self._path, whole + newline, after=self._n_lines)
        self._offset += len(whole + newline)
        self._n_lines += len(entries)
        return is_anew, entries
