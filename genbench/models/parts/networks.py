"""Networks: each function returns a built keras.Model whose name is the scope of its variables.

Each network has dense hidden layers, and before them (where it reads pictures) or after them
(where it draws some) as many convolutions as `channels` names; without any it is dense
throughout. What a network returns is float32, in whatever precision it computes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from genbench.models.parts import sizes
from genbench.system.backend import keras
from genbench.system.errors import InvalidInput

# Symbolic tensors are Any below: what Keras says of its layers' types fits none of its tensors.
ImageShape = tuple[int, int, int]
GLOROT = "glorot_uniform"


def build(*networks: Callable[[], keras.Model]) -> list[keras.Model]:
    """Returns what the functions below build, once it is known that there is memory for all."""
    sizes.check_together(networks)
    return [network() for network in networks]


def encoder(
    image_shape: ImageShape,
    latent_size: int,
    *,
    outputs: Sequence[str],
    hidden_sizes: Sequence[int],
    channels: Sequence[int] = (),
    n_classes: int = 0,
    activation: str = "relu",
    kernel_initializer: Any = GLOROT,
) -> keras.Model:
    """Returns images [b, h, w, c] -> each of the outputs, [b, latent_size].

    The convolutions are 3 x 3, the second with stride 2. With `n_classes` the network takes
    [images, labels], where labels are one-hot float32 [b, n_classes].
    """
    if len(channels) > 1:
        _check_divisible(image_shape, 2)
    n_flat = sizes.flat(image_shape, factor=1 + (len(channels) > 1), channels=channels)
    n_codes = len(outputs) * latent_size
    sizes.check(n_flat, *hidden_sizes, n_codes, channels=(image_shape[-1], *channels))
    images = keras.Input(image_shape, name="images")
    hidden = images
    for i, size in enumerate(channels, start=1):
        strides = 2 if i == 2 else 1
        hidden = keras.layers.Conv2D(
            size, 3, strides, "same", activation="relu", name=f"convolution_{i}"
        )(hidden)
    hidden = keras.layers.Flatten()(hidden)
    inputs, hidden = _with_label_input(images, hidden, n_classes)
    hidden = _hidden_layers(hidden, hidden_sizes, kernel_initializer, activation)
    # One matrix product for all heads: a step of the dense VAE is 6 % faster than with two.
    heads = keras.layers.Dense(
        n_codes,
        kernel_initializer=kernel_initializer,
        dtype="float32",
        name="_and_".join(outputs),
    )(hidden)
    codes = keras.ops.split(heads, len(outputs), axis=-1) if len(outputs) > 1 else heads
    return keras.Model(inputs, codes, name="encoder")


def decoder(
    latent_size: int,
    image_shape: ImageShape,
    *,
    hidden_sizes: Sequence[int],
    channels: Sequence[int] = (),
    activation: str = "relu",
    kernel_initializer: Any = GLOROT,
) -> keras.Model:
    """Returns latents [b, latent_size] -> logits [b, h, w, c].

    With `channels`, the encoder's: a dense layer to half the height and width with the last of
    them, a transposed 3 x 3 convolution with stride 2 to the first, a convolution to c.
    """
    n_flat = sizes.flat(image_shape, factor=1 + bool(channels), channels=channels)
    sizes.check(latent_size, *hidden_sizes, n_flat, channels=(*channels, image_shape[-1]))
    latents = keras.Input((latent_size,), name="latents")
    hidden = _hidden_layers(latents, hidden_sizes, kernel_initializer, activation)
    if channels:
        from genbench.models.parts.layers import PixelConvolution

        _check_divisible(image_shape, 2)
        hidden = _dense_picture(hidden, image_shape, 2, channels[-1])
        hidden = keras.layers.Activation("relu")(hidden)
        hidden = keras.layers.Conv2DTranspose(channels[0], 3, 2, "same", activation="relu")(hidden)
        logits = PixelConvolution(image_shape[-1])(hidden)
    else:
        logits = _dense_picture(hidden, image_shape, 1, image_shape[-1], kernel_initializer)
    return keras.Model(latents, _in_float32(logits, None, name="logits"), name="decoder")


def tied_decoder(encoder: keras.Model, image_shape: ImageShape) -> keras.Model:
    """Returns codes -> logits [b, h, w, c], with the dense encoder's kernels transposed.

    The kernels are the encoder's own variables; the decoder's variables are its biases.
    """
    from genbench.models.parts.layers import TransposedDense

    sources: list[Any] = [
        layer for layer in encoder.layers if isinstance(layer, keras.layers.Dense)
    ]
    codes = keras.Input((sources[-1].units,), name="latents")
    hidden = codes
    for i, source in enumerate(reversed(sources), start=1):
        is_last = i == len(sources)
        hidden = TransposedDense(
            source.kernel.shape[0],
            source,
            activation=None if is_last else "relu",
            name="pixels" if is_last else f"hidden_{i}",
        )(hidden)
    logits = keras.layers.Reshape(image_shape)(hidden)
    return keras.Model(codes, _in_float32(logits, None, name="logits"), name="decoder")


def linear_encoder(image_shape: ImageShape, latent_size: int) -> keras.Model:
    """Returns images [b, h, w, c] -> codes [b, latent_size], linear in the centred images."""
    from genbench.models.parts.layers import Moments

    n_pixels = sizes.flat(image_shape)
    sizes.check(n_pixels, n_pixels, latent_size)
    images = keras.Input(image_shape, name="images")
    centred = Moments(name="moments")(keras.layers.Flatten()(images))
    codes = keras.layers.Dense(latent_size, use_bias=False, name="codes")(centred)
    return keras.Model(images, codes, name="encoder")


def generator(
    latent_size: int,
    image_shape: ImageShape,
    *,
    hidden_sizes: Sequence[int],
    channels: Sequence[int] = (),
) -> keras.Model:
    """Returns latents [b, latent_size] -> pictures [b, h, w, c] in [0, 1].

    With `channels`: a dense layer to a small picture with the first of them, then for each a
    transposed 5 x 5 convolution with stride 2, with batch normalisation before every ReLU.

    Reference:
        Radford et al. 2015, arXiv:1511.06434, section 3.
    """
    first, *others = *channels, image_shape[-1]
    factor = 2 ** len(others)
    _check_divisible(image_shape, factor)
    n_flat = sizes.flat(image_shape, factor=factor, channels=(first,))
    sizes.check(latent_size, *hidden_sizes, n_flat, channels=(first, *others))
    latents = keras.Input((latent_size,), name="latents")
    hidden = _hidden_layers(latents, hidden_sizes, GLOROT)
    pixels = _dense_picture(hidden, image_shape, factor, first)
    for size in others:
        pixels = keras.layers.BatchNormalization()(pixels)
        pixels = keras.layers.Activation("relu")(pixels)
        pixels = keras.layers.Conv2DTranspose(size, 5, 2, "same")(pixels)
    return keras.Model(latents, _in_float32(pixels, "sigmoid", name="pictures"), name="generator")


def discriminator(
    input_shape: Sequence[int],
    *,
    hidden_sizes: Sequence[int],
    channels: Sequence[int] = (),
    n_classes: int = 0,
    is_spectral: bool = False,
) -> keras.Model:
    """Returns images (or codes) [b, *input_shape] -> logits [b, 1], high where they are real.

    The convolutions are 5 x 5 with stride 2 and leaky ReLU. With `n_classes` the network takes
    [images, labels], labels one-hot float32 [b, n_classes], and adds to the logits the inner
    product of the last features and a vector that each class has.

    Args:
        is_spectral: divide every kernel by its largest singular value.

    Reference:
        Radford et al. 2015, arXiv:1511.06434, section 3.
        Miyato and Koyama 2018, arXiv:1802.05637, equation 5, for the labels.
    """
    if channels:
        # Or the layers would round up, where a generator of as many cannot.
        _check_divisible(input_shape, 2 ** len(channels))
    n_flat = math.prod(input_shape)
    if channels:
        n_flat = sizes.flat(input_shape, factor=2 ** len(channels), channels=channels)
    sizes.check(n_flat, *hidden_sizes, 1, channels=(input_shape[-1], *channels))
    inputs = hidden = keras.Input(tuple(input_shape), name="images")
    for i, size in enumerate(channels, start=1):
        convolution = _linear_layer(
            keras.layers.Conv2D,
            size,
            5,
            2,
            "same",
            name=f"convolution_{i}",
            is_spectral=is_spectral,
        )
        hidden = keras.layers.LeakyReLU(0.2)(convolution(hidden))
    hidden = keras.layers.Flatten()(hidden)
    for i, size in enumerate(hidden_sizes, start=1):
        dense = _linear_layer(keras.layers.Dense, size, name=f"hidden_{i}", is_spectral=is_spectral)
        hidden = keras.layers.Activation("relu")(dense(hidden))
    logits = _linear_layer(keras.layers.Dense, 1, name="verdict", is_spectral=is_spectral)(hidden)
    if n_classes:
        labels = keras.Input((n_classes,), name="labels")
        inputs = [inputs, labels]
        vectors = keras.layers.Dense(hidden.shape[-1], use_bias=False, name="classes")(labels)
        logits = keras.layers.Add()([logits, keras.layers.Dot(1)([hidden, vectors])])
    return keras.Model(inputs, _in_float32(logits, None, name="logits"), name="discriminator")


def call_with_masks(network: keras.Model, inputs: Any, masks: Mapping[str, Any]) -> Any:
    """Returns what a chain of layers gives when outputs are multiplied by masks.

    Args:
        network: layers one after the other.
        inputs: float32 [b, ...], what the first takes.
        masks: float32 [b, n_units] by the name of a layer, whose units it silences or scales.
    """
    for layer in network.layers[1:]:
        inputs = layer(inputs)
        if layer.name in masks:
            inputs = inputs * keras.ops.cast(masks[layer.name], inputs.dtype)
    return inputs


def _linear_layer(kind: Any, *args: Any, name: str, is_spectral: bool) -> keras.layers.Layer:
    if not is_spectral:
        return kind(*args, name=name)
    from genbench.models.parts.layers import SpectralNormalization

    return SpectralNormalization(kind(*args, use_bias=False), name=name)


def _hidden_layers(
    inputs: Any, hidden_sizes: Sequence[int], kernel_initializer: Any, activation: str = "relu"
) -> Any:
    for i, size in enumerate(hidden_sizes, start=1):
        inputs = keras.layers.Dense(
            size, activation=activation, kernel_initializer=kernel_initializer, name=f"hidden_{i}"
        )(inputs)
    return inputs


def _with_label_input(images: Any, features: Any, n_classes: int) -> tuple[Any, Any]:
    """Returns the inputs and the features, with the labels among both if there are classes."""
    if not n_classes:
        return images, features
    labels = keras.Input((n_classes,), name="labels")
    return [images, labels], keras.layers.Concatenate()([features, labels])


def _dense_picture(
    inputs: Any,
    image_shape: ImageShape,
    factor: int,
    n_channels: int,
    kernel_initializer: Any = GLOROT,
) -> Any:
    """Returns a dense layer as a picture `factor` times smaller than the images."""
    shape = (image_shape[0] // factor, image_shape[1] // factor, n_channels)
    dense = keras.layers.Dense(
        math.prod(shape), kernel_initializer=kernel_initializer, name="pixels"
    )
    return keras.layers.Reshape(shape)(dense(inputs))


def _in_float32(values: Any, activation: str | None, *, name: str) -> Any:
    return keras.layers.Activation(activation, dtype="float32", name=name)(values)


def _check_divisible(image_shape: Sequence[int], factor: int) -> None:
    """Raises InvalidInput where convolutions with stride 2 would not halve the sides evenly."""
    height, width, _ = image_shape
    if height % factor or width % factor:
        raise InvalidInput(
            "The height and width of images that go through these convolutions must be "
            f"divisible by {factor}. Received: {height} x {width}. "
            "Scale or crop the pictures, or take a recipe with dense layers."
        )
