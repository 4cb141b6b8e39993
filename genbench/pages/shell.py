"""Puts a page together: its template, styles and scripts, and the facts they work on."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources

import jinja2
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from genbench import pictures
from genbench.pages.both import both
from genbench.pages.saying import CHINESE, ENGLISH, LANGUAGES, Voice, words
from genbench.system.numbers import typeset

ROOM = "genbench.pages"
# Pictures inside the page, and nothing from outside.
SOURCES = {"img-src": "data: blob:"}


@dataclass(frozen=True)
class Kind:
    """A kind of page: what it is made of, beside what all pages share.

    Its room holds `parts/<template>.html.jinja`, which extends `shell.html.jinja`, and the files
    of `css/` and `js/` that are named here, in their order.
    """

    room: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    shared: tuple[str, ...] = ()
    """Files of `pages/css/` beside the ground, which several kinds of page share."""
    template: str = "page"
    sources: Mapping[str, str] = field(default_factory=lambda: SOURCES)
    """What its content security policy allows beside its own styles and scripts, and no more."""
    filters: Mapping[str, Callable[..., object]] = field(default_factory=dict)
    """What its template calls to write a value, beside `short` for numbers."""

    def render(self, facts: object, *, language: str | None = None, **names: object) -> str:
        """Returns the page in both languages, as HTML that asks for nothing its policy forbids.

        Args:
            facts: what the scripts work on, as JSON can hold it.
            language: in which it opens, see `saying.LANGUAGES`; by default its reader's.
            **names: what the template works on.
        """
        first = language or ENGLISH
        (second,) = {*LANGUAGES} - {first}
        ours = _read(ROOM, "css", ("ground", *self.shared))
        styles = ours + _read(self.room, "css", self.styles) + _colours()
        parts = _read(ROOM, "js", ("language", "boot")) + _read(self.room, "js", self.scripts)
        scripts = f'"use strict";\n(() => {{\n{parts}}})();\n'
        known = {
            "facts": facts,
            "facts_as_json": htmlsafe_json_dumps(facts),
            "words": {
                m: said
                for m, said in words(CHINESE).items()
                if json.dumps(m, ensure_ascii=False) in scripts
            },
            "styles": Markup(styles),
            "scripts": Markup(scripts),
            "policy": _policy(styles, scripts, self.sources),
            "is_asked_for": language is not None,
            "n_colours": len(pictures.COLOURS),
            **names,
        }
        return both(
            self._template(first).render(language=first, other=second, **known),
            self._template(second).render(language=second, other=first, **known),
        )

    def _template(self, language: str) -> jinja2.Template:
        voice = Voice(language)
        environment = jinja2.Environment(
            loader=jinja2.ChoiceLoader(
                [jinja2.PackageLoader(self.room, "parts"), jinja2.PackageLoader(ROOM, "parts")]
            ),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
            finalize=voice.tell,
        )
        environment.globals["say"] = voice.say
        environment.filters |= {"short": typeset, **self.filters}
        return environment.get_template(f"{self.template}.html.jinja")


def _read(room: str, folder: str, names: Sequence[str]) -> str:
    files = resources.files(room) / folder
    return "".join((files / f"{name}.{folder}").read_text("utf-8") for name in names)


def _policy(styles: str, scripts: str, sources: Mapping[str, str]) -> str:
    allowed = {
        "default-src": "'none'",
        **sources,
        "style-src": f"'{_digest(styles)}'",
        "script-src": f"'{_digest(scripts)}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{what} {source}" for what, source in allowed.items())


def _digest(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def _colours() -> str:
    """Returns the house palette as custom properties; black turns white on a dark page."""
    light = "".join(f"--c{i}: {colour}; " for i, colour in enumerate(pictures.COLOURS))
    i = pictures.COLOURS.index("#000000")
    runs = "".join(f".run-{i} {{ --run: var(--c{i}); }}\n" for i in range(len(pictures.COLOURS)))
    dark = f"@media screen and (prefers-color-scheme: dark) {{ :root {{ --c{i}: #ffffff; }} }}"
    return f":root {{ {light}}}\n{dark}\n{runs}"
