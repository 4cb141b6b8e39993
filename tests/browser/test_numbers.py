"""One number format: what the page's script writes is what `system.numbers` writes."""

import json
from importlib import resources

import pytest

from genbench.system.numbers import typeset

BOOT = resources.files("genbench.pages") / "js" / "boot.js"
VALUES = (
    0, -0.0, 1e-7, -1.2e-5, 0.00123, 0.001, 0.0099, 0.01, 0.5, -0.5, 1, 9.999, 10, 123.456, -999.9,
    1000, 1234567, -4321.5,
    # Halves, of which some have no exact double; and what rounds to the next form of writing.
    1234.5, 12.25, 1.125, 0.0625, -0.1875, 1.005, 1.015, 0.000099999, 0.00999, 0.9999, 999.96,
    1e-100, 1e21,
)  # fmt: skip


@pytest.fixture(scope="module")
def shorten(browser):
    """The page's own `short`, of many numbers."""
    page = browser.new_page()
    page.set_content('<script id="facts" type="application/json">{}</script>')

    def shorten(values):
        # As JSON, which keeps the sign of zero.
        script = f"{BOOT.read_text('utf-8')}; return {json.dumps(values)}.map(short);"
        return page.evaluate(f"() => {{ {script} }}")

    yield shorten
    page.close()


def test_the_page_writes_numbers_as_the_tables_do(shorten):
    assert shorten(VALUES) == [typeset(value) for value in VALUES]


def test_the_page_rounds_as_the_tables_do(shorten):
    values = [sign * i / 16 for i in range(1, 400) for sign in (1, -1)]
    values += [round(i * 1.005, 6) for i in range(1, 400)]
    assert shorten(values) == [typeset(value) for value in values]
