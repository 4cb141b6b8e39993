"""Trains a judge as the package brings it: `python -m genbench.scoring.judge mnist`."""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from genbench import data
from genbench.scoring.judge import spaces, training
from genbench.system.backend import tf

PLANS: dict[str, dict[str, Any]] = {
    "mnist": {"steps": 9000},
    "fashion_mnist": {"steps": 18_000, "mirror": True},
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m genbench.scoring.judge", description=__doc__)
    parser.add_argument("dataset", choices=PLANS)
    parser.add_argument("--out", type=Path, help="the .npz to write; by default the package's own")
    arguments = parser.parse_args()
    name = arguments.dataset
    # The same weights on every call on one machine; on another, sums come in another order.
    tf.config.experimental.enable_op_determinism()
    path = arguments.out or Path(__file__).with_name(f"{name}.npz")
    weights = training.fit(data.load(name, "train"), **PLANS[name])
    spaces.write(weights, path)
    judge = spaces.Judge(weights, name)
    held_out = data.load(name, "held_out")
    _, logits = judge.outputs(held_out.images)
    right = logits[:, :-1].argmax(axis=1) == held_out.labels
    nothing = logits.argmax(axis=1) == judge.n_classes
    print(f"{path}: {path.stat().st_size:,} bytes, SHA-256 of the weights {judge.sha256}")
    print(f"Test accuracy {np.mean(right):.4f}; {np.mean(nothing):.4f} taken for nothing")


if __name__ == "__main__":
    main()
