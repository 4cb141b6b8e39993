"""What a study is asked to find out: the contents of study.toml, called as the flags are."""

from __future__ import annotations

import dataclasses
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from genbench.runs.formats import plain
from genbench.system.errors import InvalidInput, unknown
from genbench.system.files import expanded, replacing

Sampling = Literal["sobol", "halton", "random"]
FILE = "study.toml"
ENDING = ".toml"
# What a study says in other words than the fields of a configuration.
SAID_OTHERWISE = {
    "dataset": "datasets",
    "seed": "seeds",
    "steps": "budget",
    "epochs": "budget",
}


@dataclass(frozen=True, kw_only=True)
class Study:
    """What a study is asked to find out; see `genbench.study`."""

    recipes: tuple[str, ...]
    datasets: tuple[str, ...] = ("mnist5k",)
    seeds: int = 3
    grid: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    search: Mapping[str, str] = field(default_factory=dict)
    trials: int = 16
    sampling: Sampling = "sobol"
    budget: str = "images=512000"
    batch_size: int | None = None
    n_samples: int | None = None
    threads: int = 1

    def __post_init__(self) -> None:
        for name in ("recipes", "datasets"):
            values = getattr(self, name)
            if not values or len(set(values)) < len(values):
                told = ", ".join(values) or "none"
                raise InvalidInput(
                    f"{name} must be one or more, each once. Received: {told}.", name
                )
        for name in ("seeds", "trials", "batch_size", "n_samples", "threads"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise InvalidInput(
                    f"{name} must be a positive integer. Received: {name}={value}.", name
                )
        self._check_fields()

    def _check_fields(self) -> None:
        for name in [*self.grid, *self.search]:
            if other := SAID_OTHERWISE.get(name):
                raise InvalidInput(f"A study says its {name} by {other}, not by a field.", other)
        for name in self.grid.keys() & self.search.keys():
            raise InvalidInput(
                f"{name} is in grid and in search. Leave it in one of them.", "grid", "search"
            )
        for name, values in self.grid.items():
            if not values or any(value in values[:i] for i, value in enumerate(values)):
                told = ", ".join(map(str, values)) or "none"
                raise InvalidInput(
                    f"grid must name one or more values of {name}, each once. Received: {told}.",
                    "grid",
                )


def differing(there: Study, here: Study) -> list[str]:
    """Returns in words what differs between two studies: "seeds is 3 there and 5 here"."""
    old, new = plain(there), plain(here)
    return [
        f"{name} is {old[name]} there and {new[name]} here"
        for name in old
        if old[name] != new[name]
    ]


def read(path: Path) -> Study:
    """Returns the study that a file in TOML asks for.

    Raises:
        FileNotFoundError: there is no such file.
        InvalidInput: it is no TOML, or a field is unknown or of another type.
    """
    if not path.is_file():
        raise FileNotFoundError(f"There is no file {path}. Name recipes, or the file of a study.")
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise InvalidInput(f"{path} is no TOML: {error}.") from error
    return of_table(content, f"{path}: ")


def file_of(recipes: Sequence[str] | Path | str) -> Path | None:
    """Returns the file in TOML that stands in the place of recipes; None where none does."""
    words = [recipes] if isinstance(recipes, str | Path) else [*recipes]
    if len(words) == 1 and str(words[0]).endswith(ENDING):
        return expanded(words[0])
    return None


def name_of(file: Path) -> str:
    """Returns the name of the study of a file: its own, or of a study's file its folder's."""
    return file.absolute().parent.name if file.name == FILE else file.stem


def only(file: Path, given: Mapping[str, Any]) -> Study:
    """Returns the study that a file asks for, where nothing else was given beside it.

    Raises:
        InvalidInput: something was; or the file is not understood, see `read`.
    """
    usual = {one.name: one.default for one in dataclasses.fields(Study)}
    for name, value in given.items():
        if value and value != usual[name]:
            raise InvalidInput(
                f"{file} says all of the study: leave {name} out, or write it there.", name
            )
    return read(file)


def asked_by(recipes: Sequence[str] | Path | str, given: Mapping[str, Any]) -> Study:
    """Returns the study of a call.

    Raises:
        InvalidInput: an argument is not allowed.
    """
    names = [recipes] if isinstance(recipes, str | Path) else recipes
    content = dict(given)
    content["recipes"] = [str(name) for name in names]
    for name, spelled in (("grid", spelled_grid), ("search", spelled_search)):
        if not isinstance(content[name], Mapping):
            content[name] = spelled(content[name])
    return of_table(content)


def of_table(content: Mapping[str, object], where: str = "") -> Study:
    """Returns the study of a table of its fields.

    Args:
        content: the fields by name.
        where: the table is from, to begin a message with.

    Raises:
        InvalidInput: a field is unknown, missing, of another type or out of its range.
    """
    known = [one.name for one in dataclasses.fields(Study)]
    for name in content:
        if name not in known:
            told = unknown("field", name, known)
            raise InvalidInput(f"{where}{told} A study has: {', '.join(known)}.")
    try:
        return msgspec.convert(dict(content), Study)
    except msgspec.ValidationError as error:
        # What a study itself refuses comes wrapped.
        cause = error.__cause__
        if isinstance(cause, InvalidInput):
            raise InvalidInput(f"{where}{cause}", *cause.arguments) from error
        raise InvalidInput(f"{where}{error}.") from error


def write(path: Path, study: Study) -> None:
    """Writes a study as a file in TOML that `read` reads."""
    content = {name: value for name, value in plain(study).items() if value not in (None, {})}
    lines = [
        f"{name} = {_toml(value)}"
        for name, value in content.items()
        if not isinstance(value, Mapping)
    ]
    for name, table in content.items():
        if isinstance(table, Mapping):
            lines += ["", f"[{name}]", *(f"{key} = {_toml(value)}" for key, value in table.items())]
    with replacing(path) as beside:
        beside.write_text("\n".join([*lines, ""]), "utf-8", newline="\n")


def _toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    # Texts and truths are spelled as in JSON.
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else repr(value)


def spelled_grid(words: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """Returns the values of each field that words such as learning_rate=1e-4,1e-3 name.

    Values are numbers, true, false, texts, or lists of these, as in hidden_sizes=[512,512],[256].

    Raises:
        InvalidInput: a word is spelled otherwise, or a field comes twice.
    """
    return {name: _values(text) for name, text in _pairs("grid", words).items()}


def spelled_search(words: Sequence[str]) -> dict[str, str]:
    """Returns the range of each field that words such as learning_rate=log:1e-5..1e-3 name.

    Raises:
        InvalidInput: a word is spelled otherwise, or a field comes twice.
    """
    return _pairs("search", words)


def _pairs(kind: str, words: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in words:
        name, equals, text = word.partition("=")
        name = name.strip().replace("-", "_")
        if not (name and equals and text) or name in found:
            raise InvalidInput(
                f"{kind} must be FIELD=..., each field once. Received: {word!r}.", kind
            )
        found[name] = text
    return found


def _values(text: str) -> tuple[Any, ...]:
    try:
        return tuple(tomllib.loads(f"values = [{text}]")["values"])
    except ValueError:  # Texts without quotes.
        return tuple(part.strip() for part in text.split(","))
