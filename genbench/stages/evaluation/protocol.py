"""With what, on what, and how a run was measured."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from genbench.runs import BEST, Run, Samples
from genbench.scoring.measuring import N_DRAWS
from genbench.scoring.reference import Reference
from genbench.scoring.table import DEAR
from genbench.system.version import __version__


def left_out(name: str, usual: str) -> tuple[str, ...]:
    """Returns the metrics that a sampler is not measured by.

    The best step was chosen by training images: whether it copies them must be seen.
    """
    return () if name in (usual, BEST) else DEAR


def protocol_of(
    run: Run, reference: Reference, usual: str, samples: Mapping[str, Samples], n: int
) -> dict[str, Any]:
    """Returns how the run was measured: with what, on what, and what its samples are."""
    record = run.read_config()
    n_held_out = len(reference.held_out_split)
    shared = f"; the draws share {n_held_out:,} held-out images" * (N_DRAWS * n > n_held_out)
    return {
        "dataset": record["data"]["name"],
        "train_sha256": reference.train_split.sha256,
        "held_out_sha256": reference.held_out_split.sha256,
        "spaces": {
            name: {"description": space.description, "sha256": space.sha256}
            for name, space in reference.spaces.items()
        },
        "sampler": usual,
        "samplers": {
            name: {
                "about": drawn.about,
                "step": drawn.step,
                "seed": drawn.seed,
                "sha256": hashlib.sha256(drawn.images.tobytes()).hexdigest(),
                "without": list(left_out(name, usual)),
            }
            for name, drawn in samples.items()
        },
        "step": samples[usual].step,
        "best_step": _best_step(run, samples[usual].step),
        "seed": record["config"]["seed"],
        "n_draws": N_DRAWS,
        "draw_size": n,
        "interval": f"95 %, t, over {N_DRAWS} fresh draws from one training: what another "
        f"training seed would give is not in it{shared}",
        "reference": "held-out images, in an order fixed by a seed",
        "genbench": __version__,
    }


def _best_step(run: Run, step: int) -> str:
    """Returns in words which step draws best, and how that was found."""
    selection = run.read_record("selection") if run.record_file("selection").is_file() else {}
    if selection.get("last") != step:
        return "not looked for"
    distances = selection["distances"]
    if not distances:
        return f"not looked for: {selection['by']}"
    best, last = (selection[which] for which in ("best", "last"))
    beside = "the last" if best == last else f"{distances[str(last)]:.4g} at the last"
    found = f"{best:,}, {distances[str(best)]:.4g} ({beside} of {len(distances)} steps)"
    return f"{found}, by the {selection['by']}"
