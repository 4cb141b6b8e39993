"""What a recipe is."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from genbench.models.config import Config, change
from genbench.models.protocols import Model
from genbench.system.errors import InvalidInput


@dataclass(frozen=True)
class Recipe:
    """A configuration, the model that it is of, and what to know before choosing it.

    Raises:
        InvalidInput: the configuration is no frozen dataclass derived from `Config`, or the model
            cannot be called.
    """

    config: Config
    model: Callable[..., Model]
    """Called with the configuration, the shape (h, w, c) of the images and the number of classes,
    0 without labels."""
    summary: str
    """One line."""
    explanation: str = ""
    """What it is, and its losses as formulas."""
    source: str = ""
    cost: str = ""
    """Steps and seconds on two cores."""
    reaches: str = ""
    """Figures to expect, and on which data."""

    def __post_init__(self) -> None:
        kind = type(self.config)
        if not isinstance(self.config, Config) or "__dataclass_params__" not in vars(kind):
            raise InvalidInput(
                "The config of a recipe must be made of a class that is derived from gb.Config and "
                f"decorated with @dataclass(frozen=True, kw_only=True). Received: {kind.__name__}."
            )
        if not callable(self.model):
            raise InvalidInput(
                "The model of a recipe must be a class, called with the config, the shape of the "
                f"images and the number of classes. Received: {self.model!r}."
            )

    @property
    def kind(self) -> str:
        """The kind of model that the recipe is of: what its class is called."""
        return getattr(self.model, "__name__", type(self.model).__name__).lower()

    @property
    def is_own(self) -> bool:
        """Whether the model is of code that is not the package's."""
        return not getattr(self.model, "__module__", "").startswith("genbench.")

    def of(self, config: Config) -> Recipe:
        """Returns the recipe with another configuration of its kind.

        Raises:
            InvalidInput: it is one of another kind.
        """
        if type(config) is not type(self.config):
            raise InvalidInput(
                f"config must be a {type(self.config).__name__}, as the recipe has it. "
                f"Received: {type(config).__name__}.",
                "config",
            )
        return dataclasses.replace(self, config=config)

    def changed(self, **changes: object) -> Recipe:
        """Returns the recipe with some fields of its configuration changed; see `change`."""
        return self.of(change(self.config, **changes))
