"""Models from configurations and from run directories: the table of the five kinds."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from genbench.data import Split
from genbench.models.adversarial_autoencoder import AAE, AAEConfig
from genbench.models.autoencoder import AE, AEConfig
from genbench.models.config import Config
from genbench.models.gan import GAN, GANConfig
from genbench.models.parts import precision
from genbench.models.parts.networks import ImageShape
from genbench.models.pca import PCA, PCAConfig
from genbench.models.protocols import Model
from genbench.models.recipes.spelling import going_on
from genbench.models.running import weights
from genbench.models.vae import VAE, VAEConfig
from genbench.runs import Run, RunRecord
from genbench.system.backend import keras
from genbench.system.errors import BrokenRun, unknown

KINDS: dict[str, tuple[type[Config], Callable[..., Model]]] = {
    "autoencoder": (AEConfig, AE),
    "adversarial_autoencoder": (AAEConfig, AAE),
    "gan": (GANConfig, GAN),
    "pca": (PCAConfig, PCA),
    "vae": (VAEConfig, VAE),
}


def build(config: Config, image_shape: ImageShape, *, n_classes: int) -> Model:
    """Returns the model of a configuration, its weights drawn from the configuration's seed.

    Args:
        n_classes: classes of the labels, 0 without labels.

    Raises:
        ValueError: the networks do not fit the images, or there are no labels where they need some.
    """
    keras.utils.set_random_seed(config.seed)
    _, model = KINDS[kind_of(config)]
    with precision.policy(config.precision):
        return model(config, image_shape, n_classes)


def check_fit(config: Config, split: Split) -> Model:
    """Checks that a configuration fits a training split, and returns the model, not yet trained.

    Raises:
        InvalidInput: the batches, cadences or networks do not fit the images, or there are no
            labels where the model needs some.
    """
    config.schedule(len(split))
    return build(config, split.image_shape, n_classes=len(split.classes))


def kind_of(config: Config) -> str:
    """Returns the name of the kind of model that a configuration belongs to."""
    return next(name for name, (cls, _) in KINDS.items() if cls is type(config))


def read_config(run: Run) -> RunRecord[Config]:
    """Returns a run's config.json, its configuration as the kind of model has it.

    Raises:
        FileNotFoundError: the folder is not a run.
        BrokenRun: the file is damaged, or names a kind that there is not.
    """
    kind = run.read_config().kind
    if kind not in KINDS:
        raise BrokenRun(f"{run.config_file}: {unknown('kind of model', kind, KINDS)}")
    return run.read_config_as(KINDS[kind][0])


def load(run: Run) -> tuple[Model, int]:
    """Returns the model of a run as its last checkpoint has it, and that checkpoint's step.

    Raises:
        FileNotFoundError: the folder is not a run, or holds no whole checkpoint.
        BrokenRun: its config.json is damaged.
    """
    record = read_config(run)
    model = _networks(
        run.path.absolute(), record.config, record.data.image_shape, len(record.data.classes)
    )
    checkpoint = run.read_checkpoint()
    if checkpoint is None:
        raise FileNotFoundError(
            f"{run.path} holds no whole checkpoint. `{going_on(run, restart=True)}` trains it "
            "again, and keeps what is there under another name."
        )
    step, arrays = checkpoint
    weights.restore(model, arrays)
    return model, step


@functools.lru_cache(maxsize=2)
def _networks(path: Path, config: Config, image_shape: ImageShape, n_classes: int) -> Model:
    """Returns a run's model without its weights: stages that follow each other build it once.

    Two, for runs side by side; each its own, for its weights and compiled functions belong to it.
    """
    return build(config, image_shape, n_classes=n_classes)
