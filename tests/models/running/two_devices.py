"""What two devices make of a training, found in a process whose CPU counts as two.

TensorFlow must be told so before it is in use, so these facts have a process of their own: it
prints them as JSON. Called with a folder that holds `blobs.npz`, to work in.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from small import batches, build, digits

from genbench.data import Split
from genbench.models import building, conformance
from genbench.models.running import devices, steps, weights
from genbench.runs import Run
from genbench.stages.training.train import train
from genbench.system.backend import load, tf
from genbench.system.errors import BrokenRun, InvalidInput
from genbench.system.own_code import OwnCodeFailed

N_STEPS = 10


def trained(recipe: str, n_devices: int) -> tuple[Any, dict[str, np.ndarray]]:
    """Returns a model after ten steps on so many devices, and all that came of them."""
    model = devices.spread(lambda: build(recipe, jit_compile=False), n_devices)
    run_chunk = steps.compile_chunk(
        model, chunk_length=N_STEPS, jit_compile=False, n_devices=n_devices
    )
    scalars = run_chunk(*batches(model, 0, N_STEPS))
    return model, {**weights.state(model), **scalars}


def farthest(one: Mapping[str, np.ndarray], two: Mapping[str, np.ndarray]) -> float:
    """Returns how far arrays of a name are apart at most, as a share of the largest number."""
    assert one.keys() == two.keys()
    return max(
        float(np.abs(one[name] - two[name]).max() / max(1, np.abs(one[name]).max())) for name in one
    )


def are_copies_alike(model: Any) -> bool:
    """Whether both devices hold the same bytes of every variable."""
    owners = [*model.networks.values(), *model.optimizers.values()]
    copies = [variable.value.values for owner in owners for variable in owner.variables]
    return all(first.numpy().tobytes() == second.numpy().tobytes() for first, second in copies)


def run_of(folder: Path, name: str, n_steps: int, **changes: Any) -> Run:
    small = {"hidden_sizes": (16,), "batch_size": 16, "log_every": 5, "jit_compile": False}
    return train(
        "vae",
        run_name=name,
        root=folder,
        **{"dataset": folder / "blobs.npz", "steps": n_steps, "devices": 2, **small, **changes},
    )


def arrays_of(run: Run) -> Mapping[str, np.ndarray]:
    checkpoint = run.read_checkpoint()
    assert checkpoint is not None
    return checkpoint[1]


def bytes_of(arrays: Mapping[str, np.ndarray]) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in arrays.items()}


def summing() -> Any:
    """Returns a model as a user might bring it: its loss is a sum over the batch."""
    model = build("ae", jit_compile=False)
    step = model.step

    def sum_of_losses(images: Any, labels: Any, noise: Any) -> dict[str, Any]:
        scalars = step(images, labels, noise)
        return {**scalars, "loss": scalars["loss"] * images.shape[0]}

    model.step = sum_of_losses
    return model


def refusal(call: Any) -> str:
    """Returns the message with which something of the user's is refused."""
    try:
        call()
    except (BrokenRun, InvalidInput, OwnCodeFailed) as error:
        return str(error)
    return ""


def main() -> None:
    folder = Path(sys.argv[1])
    load()
    (cpu,) = tf.config.list_physical_devices("CPU")
    tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
    one, two = (run_of(folder, f"on-{n}", N_STEPS, devices=n) for n in (1, 2))
    run_of(folder, "resumed", 5)
    resumed = run_of(folder, "resumed", N_STEPS)
    loaded, _ = building.load(two)
    (_, gan_on_one), (gan, gan_on_two) = (trained("sn-gan", n) for n in (1, 2))
    split = Split(*digits(), classes=tuple("0123456789"), name="digits/train")
    facts = {
        "vae": farthest(arrays_of(one), arrays_of(two)),
        "gan": farthest(gan_on_one, gan_on_two),
        "copies": are_copies_alike(gan),
        "resumed": bytes_of(arrays_of(resumed)) == bytes_of(arrays_of(two)),
        "loaded": bytes_of(weights.of_networks(loaded))
        == bytes_of(weights.networks_in(arrays_of(two))),
        "on_one": refusal(lambda: run_of(folder, "on-2", 20, devices=1)),
        "on_three": refusal(lambda: run_of(folder, "on-3", 10, devices=3, batch_size=15)),
        "mean": refusal(
            lambda: conformance.check(lambda: build("vae"), split, seed=0, n_devices=2)
        ),
        "sum": refusal(lambda: conformance.check(summing, split, seed=0, n_devices=2)),
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
