"""The networks of a model as files that Keras opens without this package."""

from __future__ import annotations

from pathlib import Path

from genbench.models.protocols import Model
from genbench.runs import Run
from genbench.system.files import replacing


def write(run: Run, model: Model) -> list[Path]:
    """Writes networks/<scope>.keras of each network, and returns the files."""
    # Loads Keras.
    from genbench.models.parts.layers import with_keras_layers

    paths = []
    for scope, network in model.networks.items():
        paths.append(run.networks_folder / f"{scope}.keras")
        with replacing(paths[-1]) as beside:
            with_keras_layers(network).save(beside)
    return paths
