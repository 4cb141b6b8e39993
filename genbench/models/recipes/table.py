"""The recipes of the package, in the order that they are listed in."""

from __future__ import annotations

from genbench.models.recipes.adversarial import ADVERSARIAL
from genbench.models.recipes.autoencoders import AUTOENCODERS
from genbench.models.recipes.variational import VARIATIONAL

RECIPES = VARIATIONAL | ADVERSARIAL | AUTOENCODERS
