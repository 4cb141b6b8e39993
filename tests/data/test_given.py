"""Arrays and functions as data sets: kept once, by their content."""

import re
from pathlib import Path

import numpy as np
import pytest

from genbench import data
from genbench.data import settled
from genbench.stages.training.train import train
from genbench.system.errors import InvalidInput
from tests.conftest import SHORT, SMALL

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(256, size=(60, 8, 8), dtype=np.uint8)
LABELS = np.arange(60) % 3
LOADER = """
import numpy as np
def load():
    with open("calls", "a") as file:
        file.write(".")
    images = np.random.default_rng(1).integers(256, size=(60, 8, 8), dtype=np.uint8)
    return (images, np.arange(60) % 3), (images[:20] // 2, np.arange(20) % 3)
def breaks():
    return [][0]
"""


def examples(images, labels):
    return ({"image": image, "label": label} for image, label in zip(images, labels, strict=True))


@pytest.mark.parametrize(
    "given",
    [
        (IMAGES, LABELS),
        (IMAGES[..., None], list(LABELS)),
        (IMAGES / 255, LABELS),
        (np.float32(IMAGES / 255), LABELS[:, None]),
        {"images": IMAGES, "labels": LABELS},
        zip(IMAGES, LABELS, strict=True),
        examples(IMAGES, LABELS),
    ],
    ids=["pair", "channels", "floats", "column", "dict", "pairs", "examples"],
)
def test_pictures_may_be_given_in_many_forms(given):
    found = data.splits(settled(given))
    expected = data.splits(settled((IMAGES, LABELS)))
    assert [split.sha256 for split in found] == [split.sha256 for split in expected]


@pytest.mark.parametrize(
    "given",
    [
        ((IMAGES[:40], LABELS[:40]), (IMAGES[40:], LABELS[40:])),
        {
            "train": examples(IMAGES[:40], LABELS[:40]),
            "test": examples(IMAGES[40:], LABELS[40:]),
        },
    ],
    ids=["keras", "tfds"],
)
def test_held_out_pictures_stay_held_out(given):
    held_out = data.splits(settled(given)).held_out
    np.testing.assert_array_equal(held_out.images[..., 0], IMAGES[40:])
    np.testing.assert_array_equal(held_out.labels, LABELS[40:])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (IMAGES * 1.0, r"floats must lie in \[0, 1\]. Received: 0 to 255"),
        ((IMAGES, LABELS[:5]), r"one for each of 60 images. Received: int64 \[5\]"),
        (IMAGES[0, 0], "images must be uint8"),
        ({"pictures": IMAGES}, "Pictures must be given as images; .images, labels."),
        ([], "Received: something else"),
    ],
)
def test_what_are_no_pictures_is_refused(given, said):
    with pytest.raises(InvalidInput, match=said):
        settled(given)


def test_a_run_of_a_function_goes_on_and_its_stages_do_not_call_it(here):
    Path("mine.py").write_text(LOADER, "utf-8")
    own = {**SHORT, **SMALL["gan"], "steps": 5, "dataset": "mine.py:load"}
    run = train("gan", root=here, **own)
    assert re.match(r"gan-load-[0-9a-f]{12}", run.name)
    again = train("gan", root=here, **{**own, "steps": 10})
    assert again.path == run.path
    Path("mine.py").unlink()
    assert len(data.splits(run.read_config().config.dataset).held_out) == 20
    assert Path("calls").read_text("utf-8") == ".."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mine.py:nothing", "mine.py must hold a function 'nothing' that returns pictures"),
        ("mine.py:breaks", "mine.py:breaks failed: IndexError"),
        ("gone.py:load", "There is no file gone.py"),
        ("no_such.module:load", "There is no module 'no_such.module'"),
    ],
)
def test_functions_that_give_nothing_are_refused(here, name, said):
    Path("mine.py").write_text(LOADER, "utf-8")
    with pytest.raises(InvalidInput, match=said):
        settled(name)
