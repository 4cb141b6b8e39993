"""The products of a step, against what its layers take by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from small import BATCH_SIZE, build, digits

from genbench.data import Split
from genbench.models.running import products, steps
from genbench.models.running.products import Product
from genbench.system.backend import tf

ROWS, INNER, COLUMNS = 4, 6, 5


def of_recipe(recipe: str) -> dict[Product, float]:
    images, labels = digits()
    model = build(recipe)
    split = Split(images, labels, tuple("0123456789"), "made")
    inputs = steps.inputs(model, split, np.arange(BATCH_SIZE), seed=0)
    return products.of_step(model, inputs)


def of(step: Any, **changes: float) -> dict[Product, float]:
    """Returns the products of a step that is given a matrix as its images."""
    model: Any = SimpleNamespace(step=step)
    given: Any = (np.ones([ROWS, INNER], np.float32), np.zeros(ROWS), {})
    return products.of_step(model, given, **changes)


def test_a_dense_layer_has_three_products_and_the_first_has_two() -> None:
    found = of_recipe("vae")
    # Encoder 64-16-12 with one head for mean and logvar, 3 each, decoder 3-12-16-64.
    layers = [(64, 16), (16, 12), (12, 6), (3, 12), (12, 16), (16, 64)]
    flops = [2 * BATCH_SIZE * n_in * n_out for n_in, n_out in layers]
    assert products.total_flops(found) == 3 * sum(flops) - flops[0]
    assert sum(found.values()) == 3 * len(layers) - 1


def test_a_convolution_is_a_product_of_pixels_with_its_window() -> None:
    found = of_recipe("conv-vae")
    # 8 x 8 pixels, a 3 x 3 window on one channel, four channels out.
    assert Product(BATCH_SIZE * 8 * 8, 3 * 3 * 1, 4) in found


def test_a_product_of_transposed_matrices_has_their_inner_size() -> None:
    kernel = tf.ones([COLUMNS, INNER])

    def step(images: Any, *_: Any) -> dict[str, Any]:
        return {"loss": tf.matmul(images, kernel, transpose_b=True)}

    assert of(step) == {Product(ROWS, INNER, COLUMNS): 1}


def test_what_is_not_needed_and_what_is_alike_is_not_counted_again() -> None:
    kernel = tf.ones([INNER, COLUMNS])

    def step(images: Any, *_: Any) -> dict[str, Any]:
        tf.matmul(images + 1.0, kernel)
        return {"loss": images @ kernel, "again": images @ kernel}

    assert of(step) == {Product(ROWS, INNER, COLUMNS): 1}


def test_alike_products_before_and_after_an_update_are_two() -> None:
    kernel = tf.Variable(tf.ones([INNER, COLUMNS]))

    def step(images: Any, *_: Any) -> dict[str, Any]:
        before = images @ kernel
        kernel.assign_add(tf.ones([INNER, COLUMNS]))
        return {"loss": before, "again": images @ kernel}

    assert of(step) == {Product(ROWS, INNER, COLUMNS): 2}


@pytest.mark.parametrize("share", [1.0, 0.2])
def test_what_stands_under_a_condition_counts_as_often_as_it_is_taken(share: float) -> None:
    kernel = tf.ones([INNER, COLUMNS])

    def step(images: Any, *_: Any) -> dict[str, Any]:
        zeros = tf.zeros([ROWS, COLUMNS])
        return {"loss": tf.cond(images[0, 0] > 0, lambda: images @ kernel, lambda: zeros)}

    assert of(step, share_of_branches=share) == {Product(ROWS, INNER, COLUMNS): share}
