"""The judge: the pinned classifier in whose features the samples of all models are compared.

`python -m genbench.scoring.judge mnist` trains the one that the package brings.
"""

from genbench.scoring.judge.spaces import SHIPPED, Judge, PrincipalComponents, Space, load

__all__ = ["SHIPPED", "Judge", "PrincipalComponents", "Space", "load"]
