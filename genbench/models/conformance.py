"""What a model of the user's own has promised, tried on one small batch before its training.

The package's own models are held to the same by its tests. Each promise that is broken is told in
one sentence, and what the user's code raises with the user's part of the traceback.
"""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from genbench.data import Split
from genbench.models.parts.noise import Labelled, Noise
from genbench.models.protocols import Autoencoder, Model, Sampler, Variational
from genbench.models.running import devices, steps, weights
from genbench.system import randomness
from genbench.system.backend import as_graph, keras, tf
from genbench.system.own_code import OwnCodeFailed, attempt

# Images of the batch; two runs of a step over them cost next to nothing.
N_IMAGES = 4
ATTRIBUTES = ("networks", "optimizers", "noise", "metrics", "samplers", "step")
# TensorFlow's operations that draw numbers, with a state of their own or without.
RANDOM = re.compile(r"Random|Multinomial|TruncatedNormal|ParameterizedNormal")
# Between eager and graph, of numbers that are about 1: float32 adds up in another order.
TOLERANCE = 1e-3


def check(make: Callable[[], Model], split: Split, *, seed: int, n_devices: int = 1) -> None:
    """Holds a model to what `Model` promises, on a few training images.

    Args:
        make: builds the model, with the same weights every time.
        split: the images to train on.
        seed: of the configuration.
        n_devices: that the training is to be on.

    Raises:
        OwnCodeFailed: a promise is broken; the message says which.
    """
    model = attempt("The model cannot be built", make)
    _check_attributes(model)
    _check_networks(model)
    _check_noise(model)
    rows = np.arange(N_IMAGES) % len(split)
    inputs = steps.inputs(model, split, rows, seed=seed)
    before = weights.state(model)
    _check_step(model, inputs)
    weights.restore(model, before)
    for name, sampler in model.samplers.items():
        _check_sampler(name, sampler, split.image_shape)
    if isinstance(model, Autoencoder):
        _check_autoencoder(model, inputs)
    if isinstance(model, Variational):
        _check_variational(model, inputs)
    _check_saving(model)
    if n_devices > 1:
        weights.restore(model, before)
        _check_divided(model, make, split, seed=seed, n_devices=n_devices)


def _check_attributes(model: Model) -> None:
    missing = [name for name in ATTRIBUTES if not hasattr(model, name)]
    if missing:
        raise _broken(
            f"The model has no `{missing[0]}`. A gb.Model has {', '.join(ATTRIBUTES[:-1])} and step"
        )
    for name in ("networks", "optimizers", "noise", "samplers"):
        if not isinstance(getattr(model, name), Mapping):
            raise _broken(
                f"`{name}` must be a dict. Received: {type(getattr(model, name)).__name__}"
            )
    names = model.metrics
    if isinstance(names, str) or not all(isinstance(name, str) for name in names):
        raise _broken(f"`metrics` must be a tuple of the names of scalars. Received: {names!r}")
    if not model.networks:
        raise _broken("`networks` is empty, and a model has one network at least")
    if not model.samplers:
        raise _broken("`samplers` is empty, and a model has one way to be sampled at least")


def _check_networks(model: Model) -> None:
    """Checks that networks and optimizers are built, and no variable has two scopes."""
    for scope, network in model.networks.items():
        if not isinstance(network, keras.Model):
            raise _broken(f"networks[{scope!r}] must be a keras.Model. Received: {network!r}")
        if not network.built:
            raise _broken(
                f"networks[{scope!r}] is not built: its weights would be made in the first step. "
                "Begin it with keras.Input, or call its build"
            )
    owners: dict[int, str] = {}
    for scope, network in model.networks.items():
        for variable in network.variables:
            if (other := owners.setdefault(id(variable), scope)) != scope:
                raise _broken(
                    f"{variable.path} belongs to the networks {other!r} and {scope!r}. The scopes "
                    "must be disjoint: leave one of them out of `networks`"
                )
    for name, optimizer in model.optimizers.items():
        if not isinstance(optimizer, keras.optimizers.Optimizer):
            raise _broken(f"optimizers[{name!r}] must be an optimizer of Keras")
        if not optimizer.built:
            raise _broken(
                f"optimizers[{name!r}] is not built: its state would be made in the first step. "
                "Make them with gb.build_optimizers, or call its build"
            )


def _check_noise(model: Model) -> None:
    priors = {f"samplers[{name!r}].prior": s.prior for name, s in _samplers(model)}
    noises = {f"noise[{name!r}]": noise for name, noise in model.noise.items()}
    for name, noise in {**noises, **priors}.items():
        if not hasattr(noise, "shape") or not hasattr(noise, "draw"):
            raise _broken(f"{name} must be a noise, such as gb.noise.Normal((16,))")
        shape = tuple(noise.shape)
        drawn = attempt(f"{name} failed to draw", lambda noise=noise: _drawn(noise))
        if np.asarray(drawn).shape != (N_IMAGES, *shape) or np.asarray(drawn).dtype != np.float32:
            raise _broken(
                f"{name} must draw float32 [n, {', '.join(map(str, shape))}]. Received: "
                f"{np.asarray(drawn).dtype} {list(np.asarray(drawn).shape)}"
            )


def _samplers(model: Model) -> Iterator[tuple[str, Sampler]]:
    for name, sampler in model.samplers.items():
        if not isinstance(sampler, Sampler):
            raise _broken(f"samplers[{name!r}] must be a gb.Sampler. Received: {sampler!r}")
        yield name, sampler


def _drawn(noise: Noise) -> np.ndarray:
    return noise.draw(randomness.rng_for(0, "conformance"), N_IMAGES)


def _check_step(model: Model, inputs: steps.Inputs) -> None:
    """Takes a step eagerly, twice, and as a graph, each from the same weights."""
    before = weights.state(model)
    given = tf.nest.map_structure(tf.constant, inputs)
    step: Any = as_graph(model.step)
    traced = attempt("`step` failed", lambda: step.get_concrete_function(*given))
    if kinds := sorted({op.type for op in _operations(traced.graph) if RANDOM.search(op.type)}):
        raise _broken(
            f"`step` draws random numbers ({', '.join(kinds)}), and a resumed run would not be the "
            "same run. Draw them by `noise`, which the step is given; so for a Dropout layer a "
            "gb.noise.Mask"
        )
    _check_owned(model, traced)
    eager = _taken(model, lambda: model.step(*given), before)
    again = _taken(model, lambda: model.step(*given), before)
    graph = _taken(model, lambda: step(*given), before)
    for name, other, said in (
        (again[0], again[1], "`step` gives something else each time, from the same weights"),
        (graph[0], graph[1], "`step` gives something else as a graph than outside of one"),
    ):
        if differing := _differing({**eager[0], **eager[1]}, {**name, **other}):
            raise _broken(
                f"{said}: {differing} differs. It must depend on its arguments and the weights "
                "alone, and take no number from NumPy or from Python that changes"
            )


def _operations(graph: Any) -> Iterator[Any]:
    yield from graph.get_operations()
    for function in graph._functions.values():
        yield from function.graph.get_operations() if hasattr(function, "graph") else ()


def _check_owned(model: Model, traced: Any) -> None:
    """Checks that all that the step reads or writes is kept by a checkpoint."""
    owners = [*model.networks.values(), *model.optimizers.values()]
    kept = {id(variable.value) for owner in owners for variable in owner.variables}
    for variable in traced.graph.variables:
        if id(variable) not in kept:
            raise _broken(
                f"`step` uses the variable {variable.name}, which is in no network of `networks` "
                "and no optimizer of `optimizers`: no checkpoint would keep it. The scopes must be "
                "complete"
            )


def _check_divided(
    model: Model, make: Callable[[], Model], split: Split, *, seed: int, n_devices: int
) -> None:
    """Takes a step on the whole of a batch, and one on shares of it, from the same weights."""
    rows = np.arange(n_devices * math.ceil(N_IMAGES / n_devices)) % len(split)
    given = tf.nest.map_structure(tf.constant, steps.inputs(model, split, rows, seed=seed))
    before = weights.state(model)
    whole = _taken(model, lambda: as_graph(model.step)(*given), before)
    copies = devices.spread(make, n_devices)
    step = as_graph(devices.divided(copies.step, n_devices))
    shares = _taken(copies, lambda: step(*given), before)
    if differing := _differing({**whole[0], **whole[1]}, {**shares[0], **shares[1]}):
        raise _broken(
            f"`step` gives something else on devices={n_devices} than on one: {differing} differs. "
            "Its losses and scalars must be means over the images of the batch, each image's by "
            "itself; or set devices=1"
        )


def _taken(
    model: Model, call: Callable[[], Any], before: Mapping[str, np.ndarray]
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Returns the scalars of a step from the weights before, and the weights after it."""
    weights.restore(model, before)
    scalars = attempt("`step` failed", call)
    if not isinstance(scalars, Mapping) or set(scalars) != set(model.metrics):
        found = ", ".join(scalars) if isinstance(scalars, Mapping) else type(scalars).__name__
        raise _broken(
            f"`step` must return a dict of the scalars in `metrics`: {', '.join(model.metrics)}. "
            f"Received: {found}"
        )
    values = {name: np.asarray(value) for name, value in scalars.items()}
    for name, value in values.items():
        if value.shape != () or value.dtype != np.float32:
            raise _broken(
                f"`step` must return {name!r} as a float32 scalar, averaged over the batch. "
                f"Received: {value.dtype} {list(value.shape)}"
            )
        if not np.isfinite(value):
            raise _broken(f"`step` returns {value} for {name!r} at the first step")
    after = weights.state(model)
    if after.keys() != before.keys():
        raise _broken(
            "`step` makes variables in its first call. Build every layer and optimizer in the "
            "constructor"
        )
    if any(not np.isfinite(array).all() for array in after.values() if array.dtype.kind == "f"):
        raise _broken("A weight is not finite after the first step")
    return values, after


def _differing(one: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray]) -> str:
    """Returns the first name whose arrays are not near each other; "" where all are."""
    for name, value in one.items():
        # A step of Adam is the learning rate long, whatever the gradient: its sign may turn.
        scale = max(1.0, float(np.abs(value).max(initial=0)))
        if np.abs(value - other[name]).mean() > TOLERANCE * scale:
            return name
    return ""


def _check_sampler(name: str, sampler: Sampler, image_shape: tuple[int, int, int]) -> None:
    noises = [noise for noise in (sampler.prior, sampler.pixels) if noise]
    given = [tf.constant(_drawn(noise)) for noise in noises]
    said = f"samplers[{name!r}]"
    drawn = attempt(f"{said} failed", lambda: sampler.sample(*given))
    _check_pictures(said, drawn, (N_IMAGES, *image_shape))
    again = attempt(f"{said} failed as a graph", lambda: as_graph(sampler.sample)(*given))
    if np.abs(np.asarray(drawn) - np.asarray(again)).max() > TOLERANCE:
        raise _broken(
            f"{said} gives other images for the same latents each time. All that is random must "
            "be in its `prior`, or in its `pixels`"
        )


def _check_pictures(said: str, pictures: Any, shape: tuple[int, ...]) -> None:
    array = np.asarray(pictures)
    if array.shape != shape or array.dtype != np.float32:
        raise _broken(
            f"{said} must return images float32 {list(shape)}. "
            f"Received: {array.dtype} {list(array.shape)}"
        )
    if not np.isfinite(array).all():
        raise _broken(f"{said} returns images with nan or inf")
    if array.min() < 0 or array.max() > 1:
        raise _broken(
            f"{said} must return images in [0, 1]. Received: {array.min():.3g} to "
            f"{array.max():.3g}. End with tf.sigmoid, or (x + 1) / 2 after tf.tanh"
        )


def _check_autoencoder(model: Any, inputs: steps.Inputs) -> None:
    images, labels, noise = tf.nest.map_structure(tf.constant, inputs)
    codes = np.asarray(attempt("`encode` failed", lambda: model.encode(images, labels)))
    if codes.shape != (N_IMAGES, model.latent_size) or codes.dtype != np.float32:
        raise _broken(
            f"`encode` must return codes float32 [n, {model.latent_size}], as `latent_size` says. "
            f"Received: {codes.dtype} {list(codes.shape)}"
        )
    prior = next(iter(model.samplers.values())).prior
    plain = prior.latents if isinstance(prior, Labelled) else prior
    if tuple(plain.shape) != (model.latent_size,):
        raise _broken(
            "The codes of `encode` must be what the first sampler takes. Received: codes "
            f"[n, {model.latent_size}], and a prior of the shape {list(plain.shape)}"
        )
    rows = attempt("`compare` failed", lambda: model.compare(images, labels, noise))
    for name, row in rows.items():
        _check_pictures(f"`compare` at {name!r}", row, images.shape)
    scalars = attempt("`validate` failed", lambda: model.validate(images, labels, noise))
    for name, value in scalars.items():
        if np.asarray(value).shape != () or not np.isfinite(np.asarray(value)):
            raise _broken(f"`validate` must return {name!r} as a finite scalar")


def _check_variational(model: Any, inputs: steps.Inputs) -> None:
    images, labels, noise = tf.nest.map_structure(tf.constant, inputs)
    parts = attempt("`posterior` failed", lambda: model.posterior(images, labels, noise))
    shapes = [np.asarray(part).shape for part in parts]
    if shapes != [(N_IMAGES, model.latent_size)] * 3:
        raise _broken(
            "`posterior` must return mean, logvar and a draw, each float32 "
            f"[n, {model.latent_size}]. Received: {shapes}"
        )
    nll, means = attempt("`nll` failed", lambda: model.nll(images, labels, parts[2]))
    if np.asarray(nll).shape != (N_IMAGES,):
        raise _broken(
            "`nll` must return a number for each image, float32 [n], and the means of p(x|z). "
            f"Received: {list(np.asarray(nll).shape)}"
        )
    _check_pictures("`nll`", means, images.shape)


def _check_saving(model: Model) -> None:
    """Saves networks that have layers which are not Keras's own: some cannot be."""
    for scope, network in model.networks.items():
        if all(
            type(layer).__module__.startswith(("keras.", "genbench.")) for layer in network.layers
        ):
            continue
        with tempfile.TemporaryDirectory() as folder:
            attempt(
                f"networks[{scope!r}] cannot be saved, as the end of a training does",
                lambda n=network, f=folder: n.save(Path(f) / "network.keras"),
            )


def _broken(said: str) -> OwnCodeFailed:
    return OwnCodeFailed(f"{said}.")
