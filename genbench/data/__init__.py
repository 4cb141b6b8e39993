"""Data sets as verified, checked splits of uint8 pictures, and the chunks that training reads."""

from genbench.data.batches import chunks, rows
from genbench.data.binarizing import binarized, binarized_once
from genbench.data.catalogue import DATASETS, Dataset
from genbench.data.cutting import HELD_OUT, TRAIN, VALIDATION, Splits
from genbench.data.given import Given, announced, settled
from genbench.data.sources import load, splits
from genbench.data.splits import Split, is_varied, label_of
from genbench.data.status import Status, status

__all__ = [
    "DATASETS",
    "HELD_OUT",
    "TRAIN",
    "VALIDATION",
    "Dataset",
    "Given",
    "Split",
    "Splits",
    "Status",
    "announced",
    "binarized",
    "binarized_once",
    "chunks",
    "is_varied",
    "label_of",
    "load",
    "rows",
    "settled",
    "splits",
    "status",
]
