"""What a report's HTML and pictures hold, read by other means than the page's own."""

from __future__ import annotations

import base64
import io
import json
import re
from typing import Any

import numpy as np
from PIL import Image


def first(pattern: str, html: str) -> str:
    """Returns the first group of the first match."""
    match = re.search(pattern, html, re.DOTALL)
    assert match, f"There is nothing like {pattern} on the page."
    return match[1]


def one_language(html: str) -> str:
    """Returns the page without what it would say in the other language."""
    return re.sub(' data-other="[^"]*"', "", html)


def facts(html: str) -> dict[str, Any]:
    """Returns what the page's scripts work on."""
    return json.loads(first(r'id="facts">(.*?)</script>', html))


def pixels(uri: str) -> np.ndarray:
    """Returns the picture of a data URI, uint8 [h, w, 3]."""
    with Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))) as file:
        return np.asarray(file.convert("RGB"))
