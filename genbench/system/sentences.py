"""Sentences that know what they were made of, so that a page can say them in another language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

PLACE = re.compile(r"\{(\w+)\}")


class Sentence(str):
    """An English text, to be used like any other, that was made of a message and values.

    Attributes:
        message: with places such as "{n}" or "{n:,}"; the key of its translations.
        values: what stands in the places: names, numbers, other sentences.
    """

    message: str
    values: Mapping[str, object]

    def __new__(cls, message: str, /, **values: object) -> Sentence:
        """Fills in the values; without any, the message is taken as it is."""
        made = super().__new__(cls, message.format(**values) if values else message)
        made.message, made.values = message, values
        return made


def listing(words: Sequence[str]) -> str:
    """Returns the words as they stand in a sentence: "a", "a and b" or "a, b and c"."""
    if len(words) < 2:
        return words[0] if words else ""
    *firsts, last = words
    return Sentence("{first} and {last}", first=chain("{first}, {last}", firsts), last=last)


def beside(words: str, what: str) -> Sentence:
    """Returns words with what belongs to them in brackets: "a (b)"."""
    return Sentence("{words} ({what})", words=words, what=what)


def paragraph(*sentences: str) -> str:
    """Returns sentences one after the other; those that say nothing are left out."""
    return chain("{first} {last}", [sentence for sentence in sentences if sentence])


def clauses(words: Sequence[str]) -> str:
    """Returns parts of a sentence, a semicolon between any two."""
    return chain("{first}; {last}", words)


def chain(message: str, words: Sequence[str]) -> str:
    """Returns words joined two by two, as a message with places {first} and {last} has it."""
    if not words:
        return ""
    whole, *others = words
    for word in others:
        whole = Sentence(message, first=whole, last=word)
    return whole


def recognised(text: str, messages: Iterable[str]) -> Sentence:
    """Returns what a text of a file was made of: one of the messages, or itself where of none.

    The messages' places are plain ones: it is not known what "1,000" was.
    """
    for message in messages:
        if found := _pattern(message).fullmatch(text):
            return Sentence(message, **found.groupdict())
    return Sentence(text)


@cache
def _pattern(message: str) -> re.Pattern[str]:
    texts = [re.escape(text) for text in PLACE.split(message)[::2]]
    places = [f"(?P<{name}>.+?)" for name in PLACE.findall(message)]
    return re.compile("".join(map("".join, zip(texts, [*places, ""], strict=True))))
