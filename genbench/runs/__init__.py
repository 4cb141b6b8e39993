"""The run directory: the only thing that lasts of a training, and all that the stages share."""

from genbench.runs.formats import FORMAT, numbered
from genbench.runs.log import LogEntry
from genbench.runs.names import (
    ROOT,
    copy_name,
    default_name,
    distinct,
    find,
    fitting,
    found,
    handle,
    in_root,
    unusual,
)
from genbench.runs.record import RunRecord, Schedule, Settings
from genbench.runs.run import BEST, Run
from genbench.runs.samples import Samples

__all__ = [
    "BEST",
    "FORMAT",
    "ROOT",
    "LogEntry",
    "Run",
    "RunRecord",
    "Samples",
    "Schedule",
    "Settings",
    "copy_name",
    "default_name",
    "distinct",
    "find",
    "fitting",
    "found",
    "handle",
    "in_root",
    "numbered",
    "unusual",
]
