"""The live page before it is told of any run."""

from __future__ import annotations

from genbench import pictures
from genbench.pages.shell import Kind
from genbench.system.sentences import Sentence

LIVE = Kind(
    "genbench.stages.watching",
    shared=("evolution",),
    styles=("live",),
    scripts=("runs", "scores", "curves", "cards", "clock", "steer", "stream"),
    template="live",
    sources={"img-src": "'self'", "connect-src": "'self'"},
)


def render(*, teach: bool, language: str | None = None) -> str:
    """Returns the page, as HTML that asks nobody but its own server.

    Args:
        teach: whether it can steer trainings.
        language: in which it opens; by default its reader's.
    """
    facts = {"teach": teach, "n_colours": len(pictures.COLOURS)}
    labels = {name: Sentence(label) for name, label in pictures.LABELS.items()}
    return LIVE.render(facts, language=language, teach=teach, labels=labels)
