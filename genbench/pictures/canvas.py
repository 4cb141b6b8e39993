"""The paper that figures are drawn on, and the colours."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from genbench.pictures.words import broken, fonts_for, has
from genbench.system.files import replacing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's palette with two greys: told apart under every common colour blindness, and in
# print by its lightness.
COLOURS = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7",
    "#56B4E9", "#F0E442", "#000000", "#8B5A2B", "#999999",
)  # fmt: skip
MARKERS = "os^Dv*Pp<>"
DPI = 150
# Of a title, in the usual font: capitals take more, so there is some room.
LETTERS_PER_INCH = 9.0
# What a name has beside axes and in a legend, before it goes on in another line.
NAME_INCHES = 3.0


def save(figure: Figure, path: Path) -> None:
    """Writes a figure to a PNG file, its words as they are: in fonts that have them, no formulas.

    Characters that no installed font has are boxes, which a warning tells.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    _set_words(figure)
    with warnings.catch_warnings():
        # Told in a line of our own.
        warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)
        # `savefig` would draw once more, and throw that away, to find a layout.
        figure.set_dpi(DPI)
        paper = FigureCanvasAgg(figure)
        # The layout of pictures, whose shape is fixed, comes out right at the second look only.
        if any(axes.images for axes in figure.axes):
            figure.draw_without_rendering()
        with replacing(path) as beside:
            # Twice as fast as the usual level, and little larger.
            paper.print_png(beside, metadata={"Software": None}, pil_kwargs={"compress_level": 1})


def _set_words(figure: Figure) -> None:
    """Sets the fonts of a figure's words, and takes dollars in them for dollars.

    Numbers along axes stay as Matplotlib writes them: powers of ten are formulas.
    """
    from matplotlib.category import StrCategoryFormatter
    from matplotlib.text import Text
    from matplotlib.ticker import FuncFormatter

    along = [axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)]
    numbers: set[Text] = set()
    for axis in along:
        # Made when they are first asked for. A function gives the names of fixed places.
        labels = axis.get_ticklabels(which="both")
        if not isinstance(axis.get_major_formatter(), FuncFormatter | StrCategoryFormatter):
            numbers |= {*labels, axis.get_offset_text()}
    found: list[Any] = figure.findobj(Text)
    texts = [text for text in found if text not in numbers]
    fonts = fonts_for("".join(text.get_text() for text in texts))
    for text in texts:
        text.set_parse_math(False)
        if not all(has(fonts[0], c) for c in text.get_text() if c.isprintable()):
            # Not every font has a bold.
            text.set(fontfamily=[font.name for font in fonts], fontweight="normal")


def canvas(width: float, height: float, *, title: str = "") -> Figure:
    """Returns an empty figure of so many inches, with a title that is broken to fit it."""
    from matplotlib.figure import Figure

    title = fitted(title, width)
    figure = Figure(figsize=(width, height + 0.2 * title.count("\n")), layout="constrained")
    if title:
        figure.suptitle(title)
    return figure


def fitted(text: str, inches: float = NAME_INCHES) -> str:
    """Returns a text broken into lines for so many inches, of the size that titles have."""
    return "\n".join(broken(text, LETTERS_PER_INCH * inches))


def n_lines(texts: Iterable[str]) -> int:
    """Returns how many lines the tallest of some texts has."""
    return 1 + max(text.count("\n") for text in texts)


def panels_of(figure: Figure, n_rows: int, n_columns: int, *, share_y: bool = False) -> list[Axes]:
    """Returns new axes in rows and columns, row by row; shared ones have names on the left only."""
    return list(figure.subplots(n_rows, n_columns, squeeze=False, sharey=share_y).flat)


def show(axes: Axes, picture: np.ndarray) -> None:
    """Shows a picture uint8 [h, w, c], a pixel being one unit, the origin below it on the left."""
    grey = picture.shape[-1] == 1
    axes.imshow(
        picture[..., 0] if grey else picture,
        cmap="gray" if grey else None,
        vmin=0,
        vmax=255,
        interpolation="nearest",
        extent=(0, picture.shape[1], 0, picture.shape[0]),
    )
    axes.set_axis_off()
