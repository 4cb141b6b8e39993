"""Feeds every reader with broken files, guided by what of the code they reach.

Run from the root, with atheris installed: python -m tests.survival.fuzz READER [--minutes M]
Findings, one of each kind, go to the folder that is printed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

# Not among the project's requirements: it has no wheels for every Python.
atheris: Any = importlib.import_module("atheris")
with atheris.instrument_imports(include=["genbench", "numpy.lib", "zipfile", "json", "PIL"]):
    from PIL import Image

    from tests.survival.readers import READERS, Unclear, outcome

# A hundred bytes can say a hundred million pixels, which take seconds, and find nothing new.
Image.MAX_IMAGE_PIXELS = 2**20


def main() -> None:
    """Fuzzes one reader, goes on after findings, and prints totals at the end as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reader", choices=READERS)
    parser.add_argument("--minutes", type=float, default=10.0)
    chosen = parser.parse_args()
    reader = READERS[chosen.reader]
    work = Path(tempfile.mkdtemp(prefix="fuzz-"))
    corpus = work / "corpus"
    corpus.mkdir()
    for i, seed in enumerate(reader.seeds()):
        (corpus / f"seed-{i}").write_bytes(seed)
    counts = {"read": 0, "refused": 0, "unclear": 0}
    kinds: dict[str, str] = {}
    end = time.monotonic() + 60 * chosen.minutes

    def tell() -> None:
        total = {"reader": chosen.reader, "executions": sum(counts.values()), **counts}
        print(json.dumps({**total, "findings": kinds, "folder": str(work)}), flush=True)

    def try_one(content: bytes) -> None:
        try:
            counts[outcome(reader, work, content)] += 1
        except Unclear as finding:
            counts["unclear"] += 1
            place = _place(finding)
            if place not in kinds:
                kinds[place] = str(finding)
                (work / f"finding-{len(kinds)}").write_bytes(content)
        if time.monotonic() > end:
            tell()
            os._exit(0)  # libFuzzer leaves by itself only with a crash.

    options = ["-max_len=4096", "-rss_limit_mb=6000", "-timeout=600", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], try_one)
    atheris.Fuzz()


def _place(finding: Unclear) -> str:
    """Returns what tells one kind of finding from another: the error, and where it was raised."""
    cause = finding.__cause__ or finding
    ours = [f for f in traceback.extract_tb(cause.__traceback__) if "/genbench/" in f.filename]
    return f"{type(cause).__name__} in {Path(ours[-1].filename).name}:{ours[-1].name}"


if __name__ == "__main__":
    main()
