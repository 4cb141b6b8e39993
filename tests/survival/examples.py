"""Records made from their types alone, so that a field which is added is there as well."""

from __future__ import annotations

import collections.abc
import dataclasses
import types
import typing
from typing import Any, Literal, Union, get_args, get_origin

VALUES: dict[Any, object] = {
    int: 2, float: 0.5, str: "text", bool: True, types.NoneType: None, Any: "any"
}  # fmt: skip
# What a record calls the one of its entries that is meant, by a text or by a step.
NAMES = (str(VALUES[str]), str(VALUES[int]))
LISTS = (tuple, list, collections.abc.Sequence)


def example(kind: Any) -> Any:
    """Returns what JSON holds of a type: of a record each field, of a list or mapping one value."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in VALUES:
        return VALUES[kind]
    if origin is typing.Annotated or origin in (Union, types.UnionType, typing.Required):
        return example(arguments[0])
    if origin is Literal:
        return arguments[0]
    if origin in LISTS:
        return [example(argument) for argument in arguments if argument is not ...]
    if origin in (dict, collections.abc.Mapping):
        return {name: example(arguments[1]) for name in NAMES}
    if dataclasses.is_dataclass(kind) or typing.is_typeddict(kind):
        return {name: example(field) for name, field in typing.get_type_hints(kind).items()}
    raise TypeError(f"There is no example of {kind} yet: enter it in {__file__}.")
