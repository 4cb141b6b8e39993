"""Fields hold what their types state."""

import fractions
import json
import math
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
import pytest

from genbench.models.config import Config
from genbench.models.fields import Count, Fraction, NonNegative


@dataclass(frozen=True, kw_only=True)
class Example(Config):
    sizes: tuple[Count, ...] = (3, 4)
    kind: Literal["a", "b"] = "a"
    weight: NonNegative = 0.0
    momentum: Fraction = 0.5


@pytest.mark.parametrize(
    ("field", "value", "meaning"),
    [
        ("steps", 0, "a positive integer"),
        ("steps", -1, "a positive integer"),
        ("steps", 2.0, "a positive integer"),
        ("steps", True, "a positive integer"),
        ("steps", None, "a positive integer"),
        ("epochs", 0.0, "a positive number or None"),
        ("epochs", math.inf, "a positive number or None"),
        ("learning_rate", math.nan, "a positive number"),
        ("learning_rate", "fast", "a positive number"),
        ("seed", -1, "an integer from 0 to 4294967295"),
        ("seed", 2**32, "an integer from 0 to 4294967295"),
        ("dataset", 5, "a text"),
        ("jit_compile", 1, "True or False"),
        ("weight", -0.1, "a number that is zero or more"),
        ("momentum", 1.0, "a number from 0 up to, not including, 1"),
        ("kind", "c", "one of 'a', 'b'"),
        ("sizes", (3, 0), "a tuple of which each is a positive integer"),
        ("sizes", [3, True], "a tuple of which each is a positive integer"),
        ("sizes", 3, "a tuple of which each is a positive integer"),
        ("steps", np.float64(2), "a positive integer"),
        ("steps", np.bool_(True), "a positive integer"),
        ("learning_rate", True, "a positive number"),
        ("learning_rate", np.float32("nan"), "a positive number"),
        ("learning_rate", 10**400, "a positive number"),
        ("learning_rate", fractions.Fraction(-1, 2), "a positive number"),
        ("learning_rate", fractions.Fraction(10**400, 3), "a positive number"),
        ("steps", fractions.Fraction(1, 2), "a positive integer"),
    ],
)
def test_a_value_out_of_range_is_refused_by_name(field, value, meaning):
    with pytest.raises(ValueError, match=rf"^{field} must be {meaning}. Received: {field}="):
        Example(**{field: value})


@pytest.mark.parametrize(
    "fields", [{"learning_rate": 1}, {"epochs": None}, {"sizes": ()}, {"seed": 2**32 - 1}]
)
def test_a_value_in_range_is_taken(fields):
    assert asdict(Example(**fields)).items() >= fields.items()


@pytest.mark.parametrize(
    ("field", "value", "plain"),
    [
        ("sizes", [3, 4], (3, 4)),
        ("sizes", np.array([3, 4]), (3, 4)),
        ("sizes", (np.int64(3),), (3,)),
        ("steps", np.int64(300), 300),
        ("learning_rate", np.float32(1e-3), 1e-3),
        ("learning_rate", np.float64(1e-3), 1e-3),
        ("learning_rate", fractions.Fraction(1, 3), 1 / 3),
        ("learning_rate", 1, 1.0),
        ("epochs", np.int32(2), 2.0),
        ("jit_compile", np.bool_(False), False),
    ],
)
def test_lists_and_numbers_of_numpy_become_plain(field, value, plain):
    """So that config.json holds the same bytes."""
    found = getattr(Example(**{field: value}), field)
    assert json.dumps(found) == json.dumps(plain)
    assert type(found) is type(plain)
