"""One training on several devices: each holds a copy of the model, and takes a share of each batch.

The gradients of the shares are added up and applied to every copy, so that a step is that of the
whole batch, but for the order in which floats are added. That holds where a loss is the mean over
the images of the batch; what a model's own step has of another kind, its configuration refuses.

Devices are the GPUs that there are, or else the CPUs that TensorFlow sees: one, unless it was
divided by `tf.config.set_logical_device_configuration`. Both go the same way through this file, and
only CPUs have been tried: no machine with two GPUs was at hand.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from genbench.models.protocols import Model
from genbench.system.backend import tf
from genbench.system.errors import InvalidInput

if TYPE_CHECKING:
    from tensorflow import Tensor

    Step = Callable[[Tensor, Tensor, Mapping[str, Tensor]], dict[str, Tensor]]

M = TypeVar("M", bound=Model)


def require(n: int) -> None:
    """Checks that there are so many devices.

    Raises:
        InvalidInput: there are fewer; the message says which.
    """
    if n > 1 and n > len(found := _found()):
        there = ", ".join(device.removeprefix("/device:") for device in found)
        raise InvalidInput(
            f"devices={n} is more than there is to compute on: {there}. A CPU counts as one, "
            f"however many cores it has. Set devices={len(found)}, or fewer.",
            "devices",
        )


def spread(make: Callable[[], M], n: int) -> M:
    """Returns the model that a function makes, with a copy of all its variables on n devices.

    What reads a variable finds the first copy, and what sets it sets all.
    """
    if n == 1:
        return make()
    with _strategy(n).scope():
        model = make()
    for optimizer in model.optimizers.values():
        # Keras adds the devices' gradients, each of the mean over a share (keras issue 19308), and
        # divides by this factor before.
        optimizer.loss_scale_factor = float(n)
    return model


def divided(step: Step, n: int) -> Step:
    """Returns a model's step as one that each of n devices takes on its share of the batch.

    The first device has the first images, with their labels and noise, and so on.

    Args:
        step: of a model that `spread` returned; see `Model.step`.
        n: divides the batch.

    Returns:
        A function of images [b, h, w, c], labels [b] and noise [b, *shape], for a graph without
        XLA, which cannot reach another device's variables (tensorflow issue 53140). The scalars
        are those of the whole batch, float32 [].
    """
    if n == 1:
        return step
    strategy = _strategy(n)

    def run(images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]) -> dict[str, Tensor]:
        n_images: Any = images.shape[0]

        def share(context: Any) -> Any:
            i, size = context.replica_id_in_sync_group, n_images // n
            return tf.nest.map_structure(
                lambda rows: rows[i * size : (i + 1) * size], (images, labels, noise)
            )

        shares = strategy.experimental_distribute_values_from_function(share)
        scalars: Any = strategy.run(lambda share: step(*share), (shares,))
        return {
            name: strategy.reduce(tf.distribute.ReduceOp.MEAN, values, axis=None)
            for name, values in scalars.items()
        }

    return run


@functools.cache
def _strategy(n: int) -> tf.distribute.MirroredStrategy:
    """Returns what n devices work under: one object, for variables know the one they belong to."""
    return tf.distribute.MirroredStrategy(_found()[:n])


def _found() -> list[str]:
    """Returns the names of the GPUs, or of the CPUs where there is none."""
    gpus = tf.config.list_logical_devices("GPU")
    return [device.name for device in gpus or tf.config.list_logical_devices("CPU")]
