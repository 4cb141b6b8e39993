"""How fast recipes train, as it stands in bench.json, as a table and as a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from genbench import pictures
from genbench.runs.record import Machine
from genbench.system.memory import GIB
from genbench.system.numbers import short

HEADER = (
    "recipe",
    "steps/s",
    "images/s",
    "training",
    "outside",
    "first call",
    "memory",
    "GFLOP/s",
    "roofline",
)
# What the columns are, in lines for the terminal.
LEGEND = (
    "steps/s: of a training. outside: what of it is pictures, log and batches, not compiled steps.",
    "first call: to trace and compile. GFLOP/s: of the compiled steps' matrix products.",
    "roofline: of what a large float32 product reaches here.",
)


@dataclass(frozen=True)
class Speed:
    """How fast a recipe trains on one machine.

    Attributes:
        recipe: its name.
        batch_size: images per step.
        precision: numbers that its networks compute in.
        jit_compile: whether XLA compiles it.
        steps_per_second: of a training with its pictures, log and event files, the median.
        low: the lower quartile of that.
        high: the upper quartile.
        images_per_second: training images in as much time.
        budget_steps: steps that the recipe takes unless told otherwise.
        budget_seconds: what they will take, the first call included.
        first_call_seconds: to trace and compile, and take one step.
        call_steps_per_second: of the compiled call alone, the median.
        outside_share: part of a training's time that is not in the compiled call, in [0, 1].
        step_flops: multiplications and additions of the matrix products of a step.
        flops_per_second: of these, in the compiled call.
        best_flops_per_second: the roofline, what float32 products reach on all threads.
        roofline_share: the one by the other.
        peak_memory: the most bytes that the process held; None where the system does not tell.
    """

    recipe: str
    batch_size: int
    precision: str
    jit_compile: bool
    steps_per_second: float
    low: float
    high: float
    images_per_second: float
    budget_steps: int
    budget_seconds: float
    first_call_seconds: float
    call_steps_per_second: float
    outside_share: float
    step_flops: float
    flops_per_second: float
    best_flops_per_second: float
    roofline_share: float
    peak_memory: int | None


@dataclass(frozen=True)
class BenchRecord:
    """The contents of bench.json; `seconds` is how long each recipe was watched."""

    machine: Machine
    dataset: str
    seconds: float
    speeds: tuple[Speed, ...]

    def answer(self) -> str:
        """Returns in a line how long the trainings take."""
        told = ", ".join(f"{s.recipe} {lasting(s.budget_seconds)}" for s in self.speeds)
        return f"A whole training takes here: {told}."

    def table(self) -> list[Sequence[str]]:
        """Returns the rows of a table: a recipe each, below a header."""
        return [HEADER, *map(_row, self.speeds)]


def _row(speed: Speed) -> Sequence[str]:
    memory = speed.peak_memory
    return (
        speed.recipe,
        short(speed.steps_per_second),
        short(speed.images_per_second),
        f"{speed.budget_steps:,} steps",
        f"{speed.outside_share:.0%}",
        f"{speed.first_call_seconds:.1f} s",
        "-" if memory is None else f"{memory / GIB:.2f} GiB",
        short(speed.flops_per_second / 1e9),
        f"{speed.roofline_share:.0%} of {short(speed.best_flops_per_second / 1e9)}",
    )


def lasting(seconds: float) -> str:
    """Returns a length of time for people: 34 s, 5 min, 3 h."""
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 99.5 else f"{minutes / 60:.0f} h"


def draw(record: BenchRecord) -> pictures.Figure:
    """Returns a panel for each quantity, a bar for each recipe."""
    panels = {
        "steps per second": lambda s: s.steps_per_second,
        "seconds of a whole training": lambda s: s.budget_seconds,
        "% of the roofline": lambda s: 100 * s.roofline_share,
        "% of the time outside the compiled call": lambda s: 100 * s.outside_share,
        "seconds of the first call": lambda s: s.first_call_seconds,
        "peak memory, GiB": lambda s: s.peak_memory and s.peak_memory / GIB,
    }
    machine = record.machine
    return pictures.quantities(
        {name: {s.recipe: value(s) for s in record.speeds} for name, value in panels.items()},
        title=f"How fast recipes train on {record.dataset}: {machine.cpus} processors, "
        f"TensorFlow {machine.tensorflow}",
    )
