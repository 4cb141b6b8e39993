"""Where splits come from: the embedded digits, the published sets, the user's own pictures."""

import os

from genbench.data.catalogue import DATASETS
from genbench.data.cutting import Splits
from genbench.data.embedded import load_embedded
from genbench.data.own import load_own
from genbench.data.published import load_published
from genbench.data.splits import Split
from genbench.system.errors import InvalidInput, unknown
from genbench.system.files import expanded


def load(dataset: str | os.PathLike[str], split: str) -> Split:
    """Returns one split of a data set; who needs several asks for `splits`.

    Args:
        dataset: as for `splits`.
        split: "train", "validation" or "held_out".

    Raises:
        ValueError: there is no such split, or as for `splits`.
        FileNotFoundError: the files are not on disk, and cannot be downloaded.
    """
    if split not in Splits._fields:
        raise InvalidInput(
            f'split must be "train", "validation" or "held_out". Received: {split!r}.'
        )
    return getattr(splits(dataset), split)


def splits(dataset: str | os.PathLike[str]) -> Splits:
    """Returns the three parts of a data set, its files read once.

    Args:
        dataset: a name in `DATASETS`, or the path of the user's own pictures, see `load_own`. A
            folder that is called like a data set is told from it as "./mnist".

    Raises:
        ValueError: there is no such data set or path, or what is there is damaged.
        FileNotFoundError: the files are not on disk, and cannot be downloaded.
    """
    dataset = os.fspath(dataset)
    if dataset == "mnist5k":
        return load_embedded()
    if dataset in DATASETS:
        return load_published(dataset)
    path = expanded(dataset)
    if path.exists():
        return load_own(path)
    raise InvalidInput(
        f"{unknown('data set or path', dataset, DATASETS)} "
        f"Expected: {', '.join(DATASETS)}, or the path of your own pictures."
    )
