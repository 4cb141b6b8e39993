"""How fast a recipe trains here, measured in this process: its compiled call, and a training."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from genbench import data
from genbench.data import Split
from genbench.experiments.speed import Speed
from genbench.models import building, recipes
from genbench.models.config import Config
from genbench.models.protocols import Model
from genbench.models.recipes import Recipe
from genbench.models.running import products, steps
from genbench.models.running.products import Product
from genbench.runs import LogEntry, Schedule
from genbench.runs.record import Machine
from genbench.stages.training.config_file import machine
from genbench.stages.training.train import train
from genbench.stages.training.updates import Pace
from genbench.system import memory
from genbench.system.backend import as_graph, tf
from genbench.system.numbers import rounded

CADENCES = (100, 50, 20, 10, 5, 2, 1)
# Beside a step's own largest products, one that every machine is fast at.
SQUARE = Product(2048, 2048, 2048)
N_LARGEST = 3


def measure(
    recipe: str, *, dataset: str, seconds: float, folder: Path
) -> Iterator[str | Machine | Speed]:
    """Gives in words what it is at, what it runs on, and at last how fast the recipe trains.

    Args:
        recipe: name of a recipe.
        dataset: name of a data set, or the path of your own pictures.
        seconds: how long to watch, of the compiled call and of a training each.
        folder: an empty one for the training.
    """
    # A lock between processes, which a bar has otherwise, is left behind by one that is ended.
    tqdm.set_lock(threading.RLock())
    yield "loads TensorFlow"
    yield machine()
    chosen = recipes.get(recipe).changed(dataset=dataset)
    config = chosen.config
    split = data.load(dataset, "train")
    schedule = config.schedule(len(split))
    with threadpool_limits(1, "blas"):
        yield "compiles"
        call = Call(chosen, split, schedule)
        yield "runs the compiled call"
        # Both before the training and after it: a machine may be faster in one minute than in the
        # next.
        best = best_rate(call.products)
        call.run(seconds / 2)
        yield "trains"
        log = trained(
            recipe, config, schedule, folder, speed=call.steps_per_second, seconds=seconds
        )
        yield "runs the compiled call again"
        call.run(seconds / 2)
        best = max(best, best_rate(call.products))
    yield _speed(recipe, config, schedule, call, rates(log), best)


def _speed(
    recipe: str,
    config: Config,
    schedule: Schedule,
    call: Call,
    rates: np.ndarray,
    best: float,
) -> Speed:
    """Returns what was measured, and what follows from it: rates float64 [n] of a training."""
    low, middle, high = np.quantile(rates, [0.25, 0.5, 0.75])
    flops = products.total_flops(call.products)
    return Speed(
        recipe=recipe,
        batch_size=config.batch_size,
        precision=config.precision,
        jit_compile=config.jit_compile,
        steps_per_second=rounded(middle),
        low=rounded(low),
        high=rounded(high),
        images_per_second=rounded(middle * config.batch_size),
        budget_steps=schedule.steps,
        budget_seconds=rounded(call.first_seconds + schedule.steps / middle),
        first_call_seconds=rounded(call.first_seconds),
        call_steps_per_second=rounded(call.steps_per_second),
        # By chance the one may be a little faster than the other.
        outside_share=rounded(max(0.0, 1 - middle / call.steps_per_second)),
        step_flops=rounded(flops),
        flops_per_second=rounded(flops * call.steps_per_second),
        best_flops_per_second=rounded(best),
        roofline_share=rounded(flops * call.steps_per_second / best),
        peak_memory=memory.peak(),
    )


class Call:
    """The compiled call of a recipe's steps, and how long it has taken.

    Args:
        recipe: what is trained.
        split: images to train on.
        schedule: its lines of the log are as many steps as a call takes at most.
    """

    def __init__(self, recipe: Recipe, split: Split, schedule: Schedule) -> None:
        config = recipe.config
        model = building.build(recipe, split.image_shape, n_classes=len(split.classes))
        most = min(schedule.log_every, schedule.steps)
        self._pace = Pace(most)
        self._run = steps.compile_chunk(model, chunk_length=most, jit_compile=config.jit_compile)
        self._inputs = steps.chunk_inputs(model, split, config, start=0, stop=most)
        self.products = _products(model, config, split)
        self._seconds_of: list[tuple[float, int]] = []
        self.first_seconds = self._timed(1)
        self._find_pace()

    @property
    def steps_per_second(self) -> float:
        """The median over the calls."""
        return float(np.median([n / seconds for seconds, n in self._seconds_of]))

    def run(self, seconds: float) -> None:
        """Calls for so long, and twice at least."""
        end, n = time.perf_counter() + seconds, 0
        while n < 2 or time.perf_counter() < end:
            self._seconds_of.append((self._timed(self._pace.n), self._pace.n))
            n += 1

    def _find_pace(self) -> None:
        before = 0
        while before != self._pace.n:
            before = self._pace.n
            self._pace.adapt(self._timed(before))

    def _timed(self, n_steps: int) -> float:
        images, labels, draws = self._inputs
        noise = {name: draw[:n_steps] for name, draw in draws.items()}
        start = time.perf_counter()
        self._run(images[:n_steps], labels[:n_steps], noise)
        return time.perf_counter() - start


def _products(model: Model, config: Config, split: Split) -> dict[Product, float]:
    inputs = steps.inputs(model, split, np.arange(config.batch_size), seed=config.seed)
    # A generator that waits for its turn is what there is of conditions.
    return products.of_step(model, inputs, share_of_branches=1 / getattr(config, "n_critic", 1))


def trained(
    recipe: str,
    config: Config,
    schedule: Schedule,
    folder: Path,
    *,
    speed: float,
    seconds: float,
) -> list[LogEntry]:
    """Trains for about so many seconds, and returns the log: a line for each stretch.

    A stretch ends with pictures, as a training has them. Where one would take too long, it is
    cut: the pictures are nothing beside so many steps, and none are made.

    Args:
        recipe: name of the recipe.
        config: its configuration.
        schedule: when its training makes pictures.
        folder: where the run may stand.
        speed: steps per second that are to be expected.
        seconds: how long to train.
    """
    fitting = [n for n in CADENCES if n <= schedule.log_every and 8 * n <= seconds * speed]
    log_every = max(fitting, default=1)
    stretch = schedule.snapshot_every // log_every * log_every
    has_pictures = 2 * stretch <= seconds * speed
    if not has_pictures:
        stretch = log_every
    # The first begins with what happens once.
    n_steps = stretch * (1 + max(2, math.ceil(seconds * speed / stretch)))
    run = train(
        recipe,
        config=config,
        run_name="bench",
        root=folder,
        progress=False,
        steps=n_steps,
        log_every=log_every,
        snapshot_every=stretch if has_pictures else n_steps,
        checkpoint_every=n_steps,
    )
    return [entry for entry in run.read_log() if entry["step"] and entry["step"] % stretch == 0]


def rates(log: list[LogEntry]) -> np.ndarray:
    """Returns the steps per second between the lines of a log, float64 [n - 1]."""
    places = np.array([(entry["step"], entry["seconds"]) for entry in log])
    n_steps, seconds = np.diff(places, axis=0).T
    return n_steps / seconds


def best_rate(counts: dict[Product, float]) -> float:
    """Returns the most FLOP/s of float32 that a large product has here, on all threads.

    Tried are the largest that a step has, and a square one.
    """
    largest = sorted(counts, key=lambda product: product.flops * counts[product])[-N_LARGEST:]
    return max(map(_rate, {*largest, SQUARE}))


def _rate(product: Product) -> float:
    a = tf.random.stateless_normal([product.n_rows, product.n_inner], seed=(0, 0))
    b = tf.random.stateless_normal([product.n_inner, product.n_columns], seed=(0, 1))
    multiply: Callable[..., tf.Tensor] = as_graph(tf.matmul)
    multiply(a, b)
    n = max(1, math.ceil(1e9 / product.flops))
    best = math.inf
    for _ in range(3):
        start = time.perf_counter()
        results = [multiply(a, b) for _ in range(n)]
        # What is read is done.
        results[-1][0, 0].numpy()
        best = min(best, (time.perf_counter() - start) / n)
    return product.flops / best
