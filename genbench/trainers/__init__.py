"""The trainers, one kind of model each."""

from __future__ import annotations

from collections.abc import Callable

from genbench import precision
from genbench.config import Config, from_json
from genbench.networks import ImageShape
from genbench.runs import Run
from genbench.system.backend import keras
from genbench.trainers import execution
from genbench.trainers.adversarial_autoencoder import AAE, AAEConfig
from genbench.trainers.autoencoder import AE, AEConfig
from genbench.trainers.gan import GAN, GANConfig
from genbench.trainers.pca import PCA, PCAConfig
from genbench.trainers.protocols import Autoencoder, Sampler, Trainer, Variational
from genbench.trainers.vae import VAE, VAEConfig

__all__ = [
    "AAEConfig",
    "AEConfig",
    "Autoencoder",
    "GANConfig",
    "PCAConfig",
    "Sampler",
    "Trainer",
    "VAEConfig",
    "Variational",
    "build",
    "kind",
    "load",
]

TRAINERS: dict[str, tuple[type[Config], Callable[..., Trainer]]] = {
    "autoencoder": (AEConfig, AE),
    "adversarial_autoencoder": (AAEConfig, AAE),
    "gan": (GANConfig, GAN),
    "pca": (PCAConfig, PCA),
    "vae": (VAEConfig, VAE),
}


def build(config: Config, image_shape: ImageShape, *, n_classes: int) -> Trainer:
    """Returns the trainer of a configuration, its weights drawn from the configuration's seed.

    Args:
        n_classes: classes of the labels, 0 without labels.

    Raises:
        ValueError: the networks do not fit the images, or there are no labels where they need some.
    """
    keras.utils.set_random_seed(config.seed)
    _, trainer = TRAINERS[kind(config)]
    with precision.policy(config.precision):
        return trainer(config, image_shape, n_classes)


def kind(config: Config) -> str:
    """Returns the name of the kind of trainer that a configuration belongs to."""
    return next(name for name, (cls, _) in TRAINERS.items() if cls is type(config))


def load(run: Run) -> tuple[Trainer, int]:
    """Returns the trainer of a run as its last checkpoint has it, and that checkpoint's step.

    Raises:
        FileNotFoundError: the folder is not a run, or has no checkpoint yet.
        BrokenRun: its config.json is damaged.
    """
    record = run.read_config()
    cls, _ = TRAINERS[record["trainer"]]
    trainer = build(
        from_json(cls, record["config"]),
        tuple(record["data"]["image_shape"]),
        n_classes=len(record["data"]["classes"]),
    )
    checkpoint = run.read_checkpoint()
    if checkpoint is None:
        raise FileNotFoundError(
            f"{run.path} has no checkpoint yet. Run `genbench train {record['recipe']}` first."
        )
    step, arrays = checkpoint
    execution.restore(trainer, arrays)
    return trainer, step
