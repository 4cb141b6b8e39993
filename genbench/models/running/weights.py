"""The variables of a model as arrays, and back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np

from genbench.models.protocols import Averaging, Model
from genbench.system.backend import keras
from genbench.system.errors import BrokenRun

# What the keys of a checkpoint begin with that tell of the training, and not of the model.
SCALARS = "scalars/"
NETWORKS = "networks"
OPTIMIZERS = "optimizers"


def n_parameters(model: Model) -> dict[str, int]:
    """Returns how many numbers are trained in each network; an average of others has none."""
    counts = {
        scope: sum(math.prod(variable.shape) for variable in network.trainable_variables)
        for scope, network in model.networks.items()
    }
    return {scope: count for scope, count in counts.items() if count}


def state(model: Model) -> dict[str, np.ndarray]:
    """Returns every variable of the networks and optimizers, keyed by kind, scope and index.

    Keys are like "networks/encoder/0" and "optimizers/encoder/3"; shapes [...] and types are the
    variables' own.
    """
    return {key: variable.numpy() for key, variable in _variables(model)}


def of_networks(model: Model) -> dict[str, np.ndarray]:
    """Returns the part of `state` that sampling needs: the variables of the networks."""
    return {key: variable.numpy() for key, variable in _weights(model)}


def networks_in(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Returns of a model's `state` the part that `of_networks` would."""
    return {key: array for key, array in arrays.items() if key.startswith(f"{NETWORKS}/")}


def restore(model: Model, arrays: Mapping[str, np.ndarray]) -> None:
    """Sets every variable to what `state` returned; what a checkpoint holds beside it is left.

    Raises:
        BrokenRun: the arrays belong to another model.
    """
    state_of = {key: array for key, array in arrays.items() if not key.startswith(SCALARS)}
    _assign(dict(_variables(model)), state_of)


def restore_networks(model: Model, arrays: Mapping[str, np.ndarray]) -> None:
    """Sets the networks' variables to what `of_networks` returned, and leaves the optimizers alone.

    Raises:
        BrokenRun: the arrays belong to another model.
    """
    _assign(dict(_weights(model)), arrays)


def with_rates_of(model: Model, arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Returns a checkpoint's arrays with a model's own learning rates, where these are constants.

    Args:
        model: new, as its configuration makes it.
        arrays: as `state` returned them of a model of the same shapes.
    """
    rates = {
        f"{OPTIMIZERS}/{scope}/{i}": variable.numpy()
        for scope, optimizer in model.optimizers.items()
        for i, variable in enumerate(optimizer.variables)
        if variable is optimizer.learning_rate
    }
    return {**arrays, **rates}


def settle(model: Model) -> None:
    """Measures what follows from averaged weights, if there are some; see `Averaging`."""
    if isinstance(model, Averaging):
        model.settle()


@contextmanager
def kept(model: Model) -> Iterator[None]:
    """Brings the networks' variables back at the end, whatever they were set to meanwhile."""
    before = of_networks(model)
    try:
        yield
    finally:
        restore_networks(model, before)


def _assign(variables: Mapping[str, keras.Variable], arrays: Mapping[str, np.ndarray]) -> None:
    shapes = {key: tuple(variable.shape) for key, variable in variables.items()}
    found = {key: array.shape for key, array in arrays.items()}
    if shapes != found:
        differing = sorted(k for k in shapes | found if shapes.get(k) != found.get(k))
        raise BrokenRun(
            f"The checkpoint does not fit the networks: {', '.join(differing[:5])} differ in "
            "shape or are missing. It belongs to another configuration."
        )
    for key, variable in variables.items():
        variable.assign(arrays[key])


def _variables(model: Model) -> Iterator[tuple[str, keras.Variable]]:
    yield from _weights(model)
    yield from _keyed(OPTIMIZERS, model.optimizers)


def _weights(model: Model) -> Iterator[tuple[str, keras.Variable]]:
    return _keyed(NETWORKS, model.networks)


def _keyed(
    kind: str, owners: Mapping[str, keras.Model | keras.optimizers.Optimizer]
) -> Iterator[tuple[str, keras.Variable]]:
    # Keras numbers the paths of optimizer variables through a process: an index is stable.
    for scope, owner in owners.items():
        for i, variable in enumerate(owner.variables):
            yield f"{kind}/{scope}/{i}", variable
