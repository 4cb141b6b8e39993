"""The feature spaces in which the samples of all models are compared, the judge's first.

The judge is a pinned classifier; `python -m genbench.scoring.judge mnist` trains the one that the
package brings.
"""

from genbench.scoring.judge.spaces import (
    SHIPPED,
    Judge,
    PrincipalComponents,
    RandomConvolutions,
    Space,
    load,
)

__all__ = ["SHIPPED", "Judge", "PrincipalComponents", "RandomConvolutions", "Space", "load"]
