"""The matrix products of a training step, counted in its graph."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from genbench.models.protocols import Model
from genbench.models.running.steps import Inputs
from genbench.system.backend import as_graph, tf

# Where in the graph the pictures and the kernel of a convolution's products are found: what comes
# out of the convolution, or its gradient, and the kernel, or its gradient.
CONVOLUTIONS = {
    "Conv2D": (lambda op: op.outputs[0], lambda op: op.inputs[1]),
    "Conv2DBackpropInput": (lambda op: op.inputs[2], lambda op: op.inputs[1]),
    "Conv2DBackpropFilter": (lambda op: op.inputs[2], lambda op: op.outputs[0]),
}


@dataclass(frozen=True, order=True)
class Product:
    """A product of matrices [n_rows, n_inner] and [n_inner, n_columns]."""

    n_rows: int
    n_inner: int
    n_columns: int

    @property
    def flops(self) -> int:
        """Multiplications and additions."""
        return 2 * self.n_rows * self.n_inner * self.n_columns


def of_step(
    model: Model, inputs: Inputs, *, share_of_branches: float = 1.0
) -> dict[Product, float]:
    """Returns how often each product is worked out in a step, convolutions written as products.

    What the step does not need is left out, and what it would work out twice is counted once, as
    compilers do it.

    Args:
        model: a built model.
        inputs: what a step takes, as `steps.inputs` returns it.
        share_of_branches: of the steps, how many take what stands under a condition.
    """
    given = tf.nest.map_structure(tf.constant, inputs)
    step: Any = as_graph(model.step)
    graph = step.get_concrete_function(*given).graph
    counts: dict[Product, float] = defaultdict(float)
    for op in _needed(graph):
        if op.type in ("If", "StatelessIf"):
            branch = graph._get_function(op.get_attr("then_branch").name).graph
            for product in filter(None, map(_product, _needed(branch))):
                counts[product] += share_of_branches
        elif product := _product(op):
            counts[product] += 1
    return dict(counts)


def total_flops(products: dict[Product, float]) -> float:
    """Returns the multiplications and additions of products that are worked out so often."""
    return math.fsum(product.flops * n for product, n in products.items())


def _product(op: Any) -> Product | None:
    if op.type == "MatMul":
        rows, inner = op.inputs[0].shape
        if op.get_attr("transpose_a"):
            rows, inner = inner, rows
        return Product(rows, inner, op.outputs[0].shape[1])
    if op.type in CONVOLUTIONS:
        pictures, kernel = (find(op).shape for find in CONVOLUTIONS[op.type])
        *window, n_channels = kernel
        return Product(math.prod(pictures[:-1]), math.prod(window), n_channels)
    return None


def _needed(graph: Any) -> Iterable[Any]:
    """Returns the operations that a graph's results and updates need, of alike ones the first."""
    wanted = [tensor.op for tensor in graph.outputs] + list(graph.control_outputs)
    needed = set()
    while wanted:
        op = wanted.pop()
        if op not in needed:
            needed.add(op)
            wanted += [tensor.op for tensor in op.inputs] + list(op.control_inputs)
    first: dict[object, Any] = {}
    names: dict[str, str] = {}
    # What an operation is made of was made before it.
    for op in graph.get_operations():
        if op in needed:
            names[op.name] = first.setdefault(_meaning(op, names), op).name
    return first.values()


def _meaning(op: Any, names: Mapping[str, str]) -> object:
    """Returns what is equal for operations that give equal results.

    Args:
        op: an operation.
        names: by the names of those before it the first that is alike.
    """
    if op.type in ("Placeholder", "Const") or "Assign" in op.type:
        return op.name
    given = tuple((names[tensor.op.name], tensor.value_index) for tensor in op.inputs)
    # What a variable holds depends on who has written to it.
    after = frozenset(names.get(other.name, other.name) for other in op.control_inputs)
    return op.type, str(sorted(op.node_def.attr.items(), key=str)), given, after
