"""Probing: what can be read from a model's codes, and what starting from its encoder is worth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from genbench.data import Split
from genbench.models import building, trained_on
from genbench.models.config import MOST_STEPS
from genbench.runs import Run, find
from genbench.runs.made import inputs, once
from genbench.stages.probing import features, pretraining
from genbench.stages.probing.encoder import Encoder, encoder
from genbench.stages.probing.figures import draw_figures
from genbench.stages.probing.readers import MOST_ITERATIONS, READERS
from genbench.stages.probing.records import ProbeRecord, Protocol
from genbench.system import live
from genbench.system.errors import InvalidInput
from genbench.system.version import __version__

USUAL_LABELS = (100, 1000)

# The rules of a probe in words, by the names of the protocol's fields.
RULES = {
    "scaling": "mean of the training images taken off, all divided by one number",
    "nearest": "1 nearest neighbour, Euclidean",
    "linear": f"multinomial logistic regression, C = 1, {MOST_ITERATIONS} iterations at most",
    "classifier": "the layers up to the last hidden one and a softmax, trained end to end",
    "random": "the weights that the run's configuration starts from with another seed",
    "optimizer": f"Adam, learning rate {pretraining.LEARNING_RATE:g}, in both arms",
    "paired": "both arms of a seed see the same labelled images in the same batches",
    "chosen": "no step: accuracies are over all held-out images after the last step, curves over "
    "n_on_the_way of them",
}


def probe(
    run: Run | Path | str,
    *,
    labels: Sequence[int | str] | None = None,
    n_seeds: int = 5,
    steps: int = 1000,
    data: Path | str | None = None,
    progress: bool | None = None,
) -> Path:
    """Measures what a model's encoder has learned, and writes probe.json and figures.

    First how well the held-out images' classes are read from its codes, beside as many principal
    components and the pixels. Then a classifier with the encoder's hidden layers, started from
    its weights and at random, on a few labels and on all.

    Args:
        run: a run, its folder or its name, of a model with an encoder or a discriminator.
        labels: how many labelled images the classifiers learn from, "all" for all there are; by
            default 100, 1,000 (where there are more) and all.
        n_seeds: how often each classifier is trained: label draws, batches and random weights.
        steps: updates of each classifier.
        data: where the run's own data are now, if they were moved; noted in the run.
        progress: show a progress bar; by default on a terminal.

    Returns:
        probe.json, which is a `genbench.stages.probing.records.ProbeRecord`.

    Raises:
        FileNotFoundError: there is no such run, or it has no checkpoint yet.
        BrokenRun: the data set is another one than the run's.
        ValueError: there is no encoder, or there are no labels, too few or not so many.
        BlockingIOError: another process writes into the run.
    """
    run = find(run)
    trained_on.told(run, data)
    for name, value, least in (("n_seeds", n_seeds, 2), ("steps", steps, 1)):
        if not least <= value <= MOST_STEPS:
            raise InvalidInput(
                f"{name} must be {least} or more, and at most {MOST_STEPS:,}. "
                f"Received: {name}={value}.",
                name,
            )
    with run.writing("probe"):
        once(
            run.path,
            "probe",
            inputs(run) | {"labels": labels, "n_seeds": n_seeds, "steps": steps},
            lambda: _probe(run, labels, n_seeds=n_seeds, steps=steps, progress=progress),
        )
    return run.record_file("probe")


def _probe(
    run: Run,
    labels: Sequence[int | str] | None,
    *,
    n_seeds: int,
    steps: int,
    progress: bool | None,
) -> list[Path]:
    """Probes a run, and returns the files written."""
    model, step = building.load(run)
    weights = run.weights_here()
    probed = encoder(model, run)
    split, _, held_out = trained_on.splits(run)
    sizes = label_counts(labels, split)
    split.check_varied()
    trial = pretraining.trial(run, probed, split=split, held_out=held_out, steps=steps)
    n_trainings = len(sizes) * n_seeds * 2 if trial else 0
    total = 3 * len(READERS) + n_trainings
    with live.line(f"probing {run.name}", total, progress=progress) as ticks:
        found, differences = features.measure(probed, split, held_out, ticks)
        learned = [trial.compare(n, n_seeds=n_seeds, ticks=ticks) for n in sizes] if trial else []
    record = ProbeRecord(
        features=found,
        differences=differences,
        pretraining=tuple(learned),
        protocol=_protocol(
            probed,
            split,
            held_out,
            dataset=run.read_config().data.name,
            step=step,
            weights=weights,
            steps=steps,
            n_seeds=n_seeds,
        ),
    )
    run.write_record("probe", record)
    return [run.record_file("probe"), *draw_figures(run, record)]


def label_counts(labels: Sequence[int | str] | None, split: Split) -> list[int]:
    """Returns how many labelled images to learn from, ascending.

    Raises:
        ValueError: the data set has no labels, or fewer than two classes; a number is below that
            of the classes or above that of the images.
    """
    n, n_classes = len(split), np.count_nonzero(split.class_counts)
    if n_classes < 2:
        raise InvalidInput(
            "Probing needs labels of two or more classes, and "
            f"{split.name} has {'one class' if n_classes else 'none'}. "
            "Sort the pictures into a folder for each class."
        )
    if n < 2 * n_classes:
        raise InvalidInput(
            f"Probing needs two images of a class, or nothing is learned of it: {split.name} has "
            f"{n_classes} classes of {n} images in all."
        )
    if labels is None:
        labels = (*(usual for usual in USUAL_LABELS if n_classes <= usual < n), "all")
    counts = [n if count == "all" else count for count in labels]
    if not counts or not all(isinstance(c, int) and n_classes <= c <= n for c in counts):
        received = ", ".join(map(str, labels)) or "none"
        raise InvalidInput(
            f"labels must lie between the number of classes, {n_classes}, and that of training "
            f'images, {n}, or be "all". Received: {received}.',
            "labels",
        )
    return sorted({int(count) for count in counts})


def _protocol(
    probed: Encoder,
    split: Split,
    held_out: Split,
    *,
    dataset: str,
    step: int,
    weights: str,
    steps: int,
    n_seeds: int,
) -> Protocol:
    return Protocol(
        dataset=dataset,
        train_sha256=split.sha256,
        held_out_sha256=held_out.sha256,
        step=step,
        weights=weights,
        n_train=features.n_train(probed, split),
        n_held_out=min(len(held_out), features.MOST_HELD_OUT),
        n_on_the_way=min(len(held_out), pretraining.N_ON_THE_WAY),
        classifier_steps=steps,
        seeds=n_seeds,
        batch_size=pretraining.BATCH_SIZE,
        genbench=__version__,
        **RULES,
    )
