"""The networks of the feature spaces, run in NumPy: no TensorFlow to load."""

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import as_strided

from genbench.system.threads import in_threads

KERNEL_SIZE = 5
STRIDE = 2
PADDING = KERNEL_SIZE // 2
# Pixels of a block, 25 images of 28 x 28, whose windows take 3 MB in the second layer; larger
# blocks fall out of the cache.
BLOCK_SIZE = 25 * 28 * 28


def outputs(weights: Sequence[np.ndarray], images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns the features float32 [n, feature_size] and the logits float32 [n, n_outputs].

    Sums run in float32: how a processor orders them shows in the seventh digit. Equal images give
    equal bits, whatever stands beside them: the order depends on the size of a block alone.

    Args:
        weights: kernel and bias of each layer: convolutions [k, k, c, d], then dense layers, of
            which the last gives the logits and the one before it the features.
        images: uint8 [n, h, w, c].
    """
    layers = [np.asarray(array, np.float32) for array in weights]
    size = max(1, BLOCK_SIZE // (images.shape[1] * images.shape[2]))
    starts = range(0, len(images), size)
    blocks = in_threads(lambda i: _block(layers, images[i : i + size], size), starts)
    features, logits = (np.concatenate(part) for part in zip(*blocks, strict=True))
    return features, logits


def _block(
    layers: Sequence[np.ndarray], images: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Returns the outputs for images, [n, ...], worked out in a block of size >= n."""
    *hidden, kernel, bias = layers
    x = np.zeros((size, *images.shape[1:]), np.float32)
    x[: len(images)] = images / np.float32(255)
    for weight, shift in zip(hidden[::2], hidden[1::2], strict=True):
        x = _convolved(x, weight) if weight.ndim == 4 else x.reshape(len(x), -1) @ weight
        x = np.maximum(x + shift, 0)
    x = x.reshape(len(x), -1)
    return x[: len(images)], (x @ kernel + bias)[: len(images)]


def _convolved(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Returns the convolution as one matrix product, which is several times as fast as a sum."""
    n, height, width, channels = x.shape
    h, w = (-(-side // STRIDE) for side in (height, width))
    padded = np.zeros((n, height + 2 * PADDING, width + 2 * PADDING, channels), x.dtype)
    padded[:, PADDING:-PADDING, PADDING:-PADDING] = x
    image, row, column, channel = padded.strides
    # The pixels of a window's row follow each other in memory: a row is copied at a time.
    windows = as_strided(
        padded,
        (n, h, w, KERNEL_SIZE, KERNEL_SIZE * channels),
        (image, STRIDE * row, STRIDE * column, row, channel),
    )
    product = windows.reshape(n * h * w, -1) @ kernel.reshape(-1, kernel.shape[-1])
    return product.reshape(n, h, w, -1)
