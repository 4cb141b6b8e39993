"""A page as one holds it: a file that a notebook shows."""

from __future__ import annotations

import html
from pathlib import Path

# Of the window in a notebook's cell; the page scrolls in it.
HEIGHT = "46rem"


class Page(type(Path())):
    """The file of a page. In a notebook it shows itself, from its own bytes and nothing else."""

    def _repr_html_(self) -> str:
        content = html.escape(self.read_text("utf-8"))
        return (
            f'<iframe title="{html.escape(self.name)}" srcdoc="{content}" '
            f'style="width: 100%; height: {HEIGHT}; border: 1px solid #bbb"></iframe>'
        )
