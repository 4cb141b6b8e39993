"""A sentence of a page, said in its reader's language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources

from markupsafe import Markup, escape

from genbench.system.errors import InvalidInput
from genbench.system.sentences import Sentence

ENGLISH, CHINESE = "en", "zh-CN"
LANGUAGES = (ENGLISH, CHINESE)


@cache
def words(language: str) -> Mapping[str, str]:
    """Returns the messages of all pages in a language, by message; none in English.

    They stand in `words/<language>/`, a file for each page, and one for what several say.
    """
    if language == ENGLISH:
        return {}
    folder = resources.files("genbench.pages") / "words" / language
    files = [json.loads(file.read_text("utf-8")) for file in folder.iterdir()]
    return {message: said for file in files for message, said in file.items()}


def check_language(language: str | None) -> None:
    """Checks that there is such a language, or that none is asked for.

    Raises:
        ValueError: there is none.
    """
    if language is not None and language not in LANGUAGES:
        raise InvalidInput(
            f"language must be one of {', '.join(LANGUAGES)}. Received: {language!r}.", "language"
        )


def in_each(words: Sentence) -> dict[str, str]:
    """Returns a sentence in each language, as a script takes it: by language, without markup."""
    said = {language: Voice(language).say(words.message, **words.values) for language in LANGUAGES}
    return {language: own.unescape() for language, own in said.items()}


class Voice:
    """Says messages and sentences in one language.

    A message is English, with places such as "{n}" or "{n:,}"; it is the key of its translations.
    What has none, such as the name of a reader's own metric, is said as it is.
    """

    def __init__(self, language: str) -> None:
        self._words = words(language)

    def say(self, message: str, **values: object) -> Markup:
        """Returns a message with its values filled in, as text for a page, escaped.

        Args:
            message: in English.
            **values: what stands in its places; markup stays markup.
        """
        text = escape(self._words.get(message, message))
        return text.format(**{name: self.tell(own) for name, own in values.items()})

    def tell(self, value: object) -> object:
        """Returns a sentence as it is said; anything else as it is."""
        if not isinstance(value, Sentence):
            return value
        return self.say(value.message, **value.values)
