"""The data that a run was trained on: known by their digests, wherever they are now."""

from __future__ import annotations

from pathlib import Path

from genbench import data
from genbench.data import DATASETS, Split, Splits
from genbench.models.config import Config
from genbench.runs import Run
from genbench.system.errors import BrokenRun
from genbench.system.files import expanded


def load(run: Run, part: str) -> Split:
    """Returns a split, see `data.load`, of the data that a run was trained on.

    Raises:
        FileNotFoundError: they are no longer where they were.
        BrokenRun: what is there now are other data.
    """
    return getattr(splits(run), part)


def splits(run: Run) -> Splits:
    """Returns the three splits of the data that a run was trained on; errors as for `load`."""
    where = place(run)
    if where not in DATASETS and not expanded(where).exists():
        raise FileNotFoundError(
            f"The data of {run.path} are no longer at {where}. "
            "Say where they are now with --data PATH."
        )
    return _load_from(where, run)


def shown(config: Config, split: Split) -> Split:
    """Returns a split as a model of that configuration is shown it: grey, or binarised once."""
    return split if config.binarize == "none" else data.binarized_once(split)


def trained_with(config: Config, splits: Splits) -> Splits:
    """Returns the splits as a training takes them: of some, batches are binarised each anew."""
    train, *others = (shown(config, split) for split in splits)
    return Splits(splits.train if config.binarize == "dynamic" else train, *others)


def place(run: Run) -> str:
    """Returns where a run's data were last: a data set's name or a path.

    The path that the configuration names, which may be relative, counts where the place that was
    remembered is gone: a run may have been moved together with its data.
    """
    named, remembered = run.read_config().data.name, run.read_place()
    if remembered is None or (not Path(remembered).exists() and expanded(named).exists()):
        return named
    return remembered


def remember(run: Run, dataset: str) -> None:
    """Notes where the run's data are now, so that it need not be said again."""
    where = None if dataset in DATASETS else str(expanded(dataset).resolve())
    if where != run.read_place():
        run.write_place(where)


def told(run: Run, where: Path | str | None) -> None:
    """Notes where a run's data are now, once they are known to be the same; None: as before.

    Raises:
        BrokenRun: they are other data.
        InvalidInput: there are none.
    """
    if where is not None:
        place = data.settled(where)
        _load_from(place, run)
        remember(run, place)


def _load_from(where: str, run: Run) -> Splits:
    found, seen = data.splits(where), run.read_config().data
    for part, split in found._asdict().items():
        if split.sha256 != seen.sha256_of(part):
            raise BrokenRun(
                f"{run.path} was trained on another {seen.name} than what is at {where}: the "
                f"SHA-256 of its {part} images begins with {seen.sha256_of(part)[:8]} there, and "
                f"with {split.sha256[:8]} here. Say with --data PATH where the right one is, or "
                "train again."
            )
    return found
