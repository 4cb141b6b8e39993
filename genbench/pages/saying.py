"""A sentence of a page, said in its reader's language."""

from __future__ import annotations

from markupsafe import Markup, escape


def say(message: str, **values: object) -> Markup:
    """Returns a message with its values filled in, as text for a page, escaped.

    Args:
        message: in English, with places such as "{n}"; it is the key of its translations.
        **values: what stands in these places.
    """
    return escape(message.format(**values))
