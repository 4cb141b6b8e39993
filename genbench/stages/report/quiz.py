"""Which is real? Held-out images and samples for a blind test."""

from __future__ import annotations

from collections.abc import Sequence

from genbench.stages.report.sheets import sheet
from genbench.stages.report.shown import LoadSplit, ShownRun
from genbench.system import randomness

N_ROUNDS = 24
# A second test shows other pictures, from a pool this many times as large as one test.
POOL = 4


def fakes_per_run(n_runs: int) -> int:
    """Returns how many samples of each run one test shows; as many real images as samples."""
    return max(2, N_ROUNDS // 2 // n_runs)


def prepare(shown: Sequence[ShownRun], load: LoadSplit) -> dict[str, object] | None:
    """Returns the real images and the rules of the test, or None where it cannot be held."""
    with_samples = [run for run in shown if run.drawn]
    if not with_samples:
        return None
    place, first = with_samples[0].place, with_samples[0].record
    # Real images of one data set cannot be told from samples of another at random.
    if any(run.record.data.sha256 != first.data.sha256 for run in with_samples):
        return None
    held_out = load(place, "held_out", first.data.held_out_sha256)
    if held_out is None:
        return None
    n = fakes_per_run(len(shown))
    rows = randomness.rng_for(first.config.seed, "quiz").permutation(len(held_out))
    real = held_out.images[rows[: POOL * n * len(with_samples)]]
    return {"real": sheet(real).to_json(), "fakes_per_run": n}
