"""Where splits come from: the embedded digits, the published sets, the user's own pictures."""

import os

from genbench.data.catalogue import DATASETS
from genbench.data.embedded import load_embedded
from genbench.data.own import load_own
from genbench.data.published import FILES, load_published
from genbench.data.splits import Split
from genbench.system.errors import InvalidInput, unknown
from genbench.system.files import expanded


def load(dataset: str | os.PathLike[str], split: str) -> Split:
    """Returns one split of a data set.

    Args:
        dataset: a name in `DATASETS`, or the path of the user's own pictures, see `load_own`. A
            folder that is called like a data set is told from it as "./mnist".
        split: "train" or "held_out".

    Raises:
        ValueError: there is no such data set, path or split, or what is there is damaged.
        FileNotFoundError: the files are not on disk, and cannot be downloaded.
    """
    dataset = os.fspath(dataset)
    if split not in FILES:
        raise InvalidInput(f'split must be "train" or "held_out". Received: {split!r}.')
    if dataset == "mnist5k":
        return load_embedded(split)
    if dataset in DATASETS:
        return load_published(dataset, split)
    path = expanded(dataset)
    if path.exists():
        return load_own(path, split)
    raise InvalidInput(
        f"{unknown('data set or path', dataset, DATASETS)} "
        f"Expected: {', '.join(DATASETS)}, or the path of your own pictures."
    )
