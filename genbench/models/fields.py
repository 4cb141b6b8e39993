"""Fields that state their range in their type, so that a configuration is checked by reading it:

latent_size: Count = 2          # at least 1
dropout: Fraction = 0.0         # in [0, 1)
"""

from __future__ import annotations

import math
import numbers
import types
import typing
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from genbench.system.errors import InvalidInput


@dataclass(frozen=True)
class Check:
    """A condition on a number, and how to say it."""

    holds: typing.Callable[[Any], bool]
    meaning: str


Count = Annotated[int, Check(lambda n: n >= 1, "a positive integer")]
Seed = Annotated[int, Check(lambda n: 0 <= n < 2**32, "an integer from 0 to 4294967295")]
Positive = Annotated[float, Check(lambda x: x > 0, "a positive number")]
NonNegative = Annotated[float, Check(lambda x: x >= 0, "a number that is zero or more")]
Fraction = Annotated[float, Check(lambda x: 0 <= x < 1, "a number from 0 up to, not including, 1")]


def check_fields(config: object) -> None:
    """Checks each field of a frozen dataclass against its annotation, and makes it plain.

    Lists and NumPy's numbers and arrays are taken for tuples and Python's numbers, so that a
    configuration is the same record however it was put together.

    Raises:
        ValueError: a value is of another type, or out of the range that its type states.
    """
    for name, annotation in typing.get_type_hints(type(config), include_extras=True).items():
        value = getattr(config, name)
        plain = _plain(annotation, value)
        meaning = _violated(annotation, plain)
        if meaning:
            raise InvalidInput(f"{name} must be {meaning}. Received: {name}={value!r}.", name)
        object.__setattr__(config, name, plain)


def _plain(annotation: Any, value: Any) -> Any:
    """Returns a value as Python's own type that the annotation names, or as it is if none fits."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _plain(arguments[0], value)
    if origin in (Union, types.UnionType):
        return next((p for a in arguments if not _violated(a, p := _plain(a, value))), value)
    # NumPy's arrays, truths and texts; its numbers are told apart below.
    if hasattr(value, "tolist") and not isinstance(value, numbers.Real):
        value = value.tolist()
    if origin is tuple and isinstance(value, list | tuple):
        return tuple(_plain(arguments[0], v) for v in value)
    if isinstance(value, bool):
        return value
    if annotation is int and isinstance(value, numbers.Integral):
        return int(value)
    if annotation is float and isinstance(value, numbers.Real):
        return _float(value)
    return value


def _float(value: numbers.Real) -> float:
    """Returns a number as it is written: float32(1e-3) is 0.001."""
    if not isinstance(value, numbers.Rational):
        return float(value if isinstance(value, float) else str(value))
    try:
        return float(value)
    except OverflowError:  # An integer or a fraction beyond all floats.
        return math.inf


_WORDS = {int: "an integer", float: "a number", str: "a text", bool: "True or False"}


def _violated(annotation: Any, value: Any) -> str:
    """Returns what the annotation asks for if the value does not meet it, otherwise ''."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        check: Check = arguments[1]
        met = not _violated(arguments[0], value) and check.holds(value)
        return "" if met else check.meaning
    if origin in (Union, types.UnionType):
        asked = [_violated(argument, value) for argument in arguments]
        return "" if "" in asked else " or ".join(asked)
    if origin is Literal:
        return "" if value in arguments else "one of " + ", ".join(map(repr, arguments))
    if origin is tuple:
        met = isinstance(value, tuple) and not any(_violated(arguments[0], v) for v in value)
        return "" if met else f"a tuple of which each is {_meaning(arguments[0])}"
    if annotation is types.NoneType:
        return "" if value is None else "None"
    if annotation is float:
        return "" if isinstance(value, float) and math.isfinite(value) else "a finite number"
    met = isinstance(value, annotation) and (annotation is bool or not isinstance(value, bool))
    return "" if met else _WORDS[annotation]


def _meaning(annotation: Any) -> str:
    return _violated(annotation, object())
