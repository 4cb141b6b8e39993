"""The live page before it is told of any run."""

from __future__ import annotations

from genbench import pictures
from genbench.pages.shell import Kind

LIVE = Kind(
    "genbench.stages.watching",
    shared=("evolution",),
    styles=("live",),
    scripts=("runs", "scores", "curves", "cards", "clock", "steer", "stream"),
    template="live",
    sources={"img-src": "'self'", "connect-src": "'self'"},
)


def render(*, teach: bool) -> str:
    """Returns the page, as HTML that asks nobody but its own server.

    Args:
        teach: whether it can steer trainings.
    """
    facts = {"teach": teach, "n_colours": len(pictures.COLOURS)}
    return LIVE.render(facts, teach=teach, labels=pictures.LABELS)
