"""With what, on what, and how a run was measured."""

from __future__ import annotations

from collections.abc import Mapping

from genbench.runs import BEST, Run, Samples
from genbench.runs.selection import Selection
from genbench.scoring.measuring import N_DRAWS
from genbench.scoring.records import Protocol, SamplerRecord, SpaceRecord
from genbench.scoring.reference import Reference
from genbench.scoring.table import DEAR
from genbench.system.arrays import read_seal
from genbench.system.numbers import short
from genbench.system.version import __version__


def left_out(name: str, usual: str) -> tuple[str, ...]:
    """Returns the metrics that a sampler is not measured by.

    Whether the best step copies training images must be seen, too.
    """
    return () if name in (usual, BEST) else DEAR


def protocol_of(
    run: Run,
    reference: Reference,
    samples: Mapping[str, Samples],
    *,
    n: int,
    parameters: Mapping[str, int],
) -> Protocol:
    """Returns how the run was measured: with what, on what, and what its samples are.

    Args:
        run: the run.
        reference: the data set.
        samples: those measured, by sampler, the usual one first.
        n: images in a draw.
        parameters: numbers trained in each network.
    """
    record = run.read_config()
    usual = next(iter(samples))
    n_held_out = len(reference.held_out_split)
    shared = f"; the draws share {n_held_out:,} held-out images" * (N_DRAWS * n > n_held_out)
    return Protocol(
        dataset=record.data.name,
        train_sha256=reference.train_split.sha256,
        held_out_sha256=reference.held_out_split.sha256,
        spaces={
            name: SpaceRecord(space.description, space.sha256)
            for name, space in reference.spaces.items()
        },
        sampler=usual,
        samplers={
            name: SamplerRecord(
                about=drawn.about,
                step=drawn.step,
                seed=drawn.seed,
                sha256=read_seal(run.samples_file(None if name == usual else name)),
                weights=drawn.weights,
                without=left_out(name, usual),
            )
            for name, drawn in samples.items()
        },
        step=samples[usual].step,
        best_step=_best_step(run),
        seed=record.config.seed,
        n_draws=N_DRAWS,
        draw_size=n,
        interval=f"95 %, t, over {N_DRAWS} fresh draws from one training: what another "
        f"training seed would give is not in it{shared}",
        reference=f"{reference.held_out_split.name}, in an order fixed by a seed",
        genbench=__version__,
        parameters=parameters,
    )


def _best_step(run: Run) -> str:
    """Returns in words which step draws best, and how that was found."""
    if not run.has_record("selection"):
        return "not looked for"
    selection = run.read_record("selection", Selection)
    if not selection.distances:
        return f"not looked for: {selection.by}"
    best, last = (selection.distances[str(at)] for at in (selection.best, selection.last))
    beside = "the last" if selection.best == selection.last else f"{short(last)} at the last"
    among = f"{beside} of {len(selection.distances)} steps"
    return f"{selection.best:,}, {short(best)} ({among}), by the {selection.by}"
