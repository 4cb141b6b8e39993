"""Words in pictures: fonts that have their characters, and lines that fit their place."""

from __future__ import annotations

import functools
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.font_manager import FontEntry

# Matplotlib brings it: Latin, Greek, Cyrillic, mathematics and the commonest emoji.
USUAL = "DejaVu Sans"
# Where the usual font has no glyph, these are asked before the others that are installed.
PREFERRED = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans SC", "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei", "PingFang SC", "Hiragino Sans", "Apple SD Gothic Neo",
    "Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "Arial Unicode MS", "Noto Sans",
    "Noto Emoji", "Segoe UI Symbol", "Apple Symbols", "Symbola",
)  # fmt: skip
# By the beginning of a character's name in Unicode: what brings a font that has it.
PACKAGES = {
    "CJK ": "fonts-noto-cjk",
    "HIRAGANA": "fonts-noto-cjk",
    "KATAKANA": "fonts-noto-cjk",
    "HANGUL": "fonts-noto-cjk",
    **dict.fromkeys(("ARABIC", "HEBREW", "DEVANAGARI", "THAI", "BENGALI"), "fonts-noto-core"),
}
SYMBOLS = "fonts-symbola"
# Comes with Matplotlib too, and has a box for every character.
LAST_RESORT = "Last Resort"
# They say how the character before them looks, and have no glyph.
SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))


def fonts_for(text: str) -> tuple[FontEntry, ...]:
    """Returns the usual font and, where it lacks glyphs of the text, installed ones that have them.

    What no installed font has is told in a warning, once for each set of characters.
    """
    return _covering(frozenset(c for c in text if not c.isascii() and c.isprintable()) - SELECTORS)


def has(font: FontEntry, character: str) -> bool:
    """Returns whether a font has a glyph for a character, and no box."""
    return ord(character) in _characters_of(font.fname) and not font.name.startswith(LAST_RESORT)


@functools.cache
def _covering(characters: frozenset[str]) -> tuple[FontEntry, ...]:
    from matplotlib.font_manager import fontManager

    usual = next(font for font in fontManager.ttflist if font.name == USUAL)
    chosen, missing = [usual], {c for c in characters if not has(usual, c)}
    for font in _installed():
        if not missing:
            break
        if found := {c for c in missing if has(font, c)}:
            chosen.append(font)
            missing -= found
    if missing:
        warnings.warn(_boxes(sorted(missing)), stacklevel=4)
    return tuple(chosen)


def _installed() -> Iterator[FontEntry]:
    """Gives the fonts that are installed, the preferred ones first."""
    from matplotlib.font_manager import FontManager, fontManager

    yield from sorted(fontManager.ttflist, key=_preference)
    # That list is kept from when Matplotlib was first used: there may be others by now.
    known = {font.fname for font in fontManager.ttflist}
    others = [font for font in FontManager().ttflist if font.fname not in known]
    fontManager.ttflist += others
    yield from sorted(others, key=_preference)


def _preference(font: FontEntry) -> tuple[int, bool, bool, str]:
    rank = PREFERRED.index(font.name) if font.name in PREFERRED else len(PREFERRED)
    return rank, font.style != "normal", str(font.weight) not in ("400", "normal"), font.fname


@functools.cache
def _characters_of(file: str) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(file).get_charmap())


def _boxes(missing: list[str]) -> str:
    """Returns what to say of characters that no font has."""
    packages = dict.fromkeys(
        next((p for s, p in PACKAGES.items() if unicodedata.name(c, "").startswith(s)), SYMBOLS)
        for c in missing
    )
    shown = " ".join(missing[:20]) + (" ..." if len(missing) > 20 else "")
    return (
        f"No installed font has {shown}: pictures show boxes in their place. Install a font that "
        f"has them; on Debian and Ubuntu, `apt install {' '.join(packages)}`."
    )


def broken(text: str, width: float, measure: Callable[[str], float] | None = None) -> list[str]:
    """Returns a text in lines of at most a width, broken after spaces, hyphens and the like.

    Args:
        text: of one line or more.
        width: the most that a line may have, by the measure.
        measure: length of a text. None: characters, of which wide ones count twice.
    """
    measure = measure or columns
    lines = []
    for line in text.splitlines() or [""]:
        if measure(line.rstrip()) <= width:
            lines.append(line.rstrip())
            continue
        current = ""
        for piece in _pieces(line, width, measure):
            if current and measure((current + piece).rstrip()) > width:
                lines.append(current.rstrip())
                current = piece.lstrip()
            else:
                current += piece
        lines.append(current.rstrip())
    return lines


def columns(text: str) -> int:
    """Returns how many columns a text takes where every narrow character takes one."""
    return len(text) + sum(unicodedata.east_asian_width(c) in "WF" for c in text)


def _pieces(line: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """Gives the parts of a line that are kept whole: words, or characters of what is too long."""
    for word in re.findall(r"[^\s/_-]*[\s/_-]+|[^\s/_-]+", line):
        if measure(word.rstrip()) <= width:
            yield word
        else:
            yield from word
