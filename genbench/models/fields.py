"""Fields that state their range in their type, so that a configuration is checked by reading it:

latent_size: Count = 2          # at least 1
dropout: Fraction = 0.0         # in [0, 1)
"""

from __future__ import annotations

import math
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
    """Checks each field of a dataclass against its annotation.

    Raises:
        ValueError: a value is of another type, or out of the range that its type states.
    """
    for name, annotation in typing.get_type_hints(type(config), include_extras=True).items():
        value = getattr(config, name)
        meaning = _violated(annotation, value)
        if meaning:
            raise InvalidInput(f"{name} must be {meaning}. Received: {name}={value!r}.")


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
        met = isinstance(value, int | float) and not isinstance(value, bool)
        return "" if met and math.isfinite(value) else "a finite number"
    met = isinstance(value, annotation) and (annotation is bool or not isinstance(value, bool))
    return "" if met else _WORDS[annotation]


def _meaning(annotation: Any) -> str:
    return _violated(annotation, object())
