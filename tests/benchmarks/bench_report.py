"""How large a report is, how soon it can be used, and how long slider and pad take to answer.

    python tests/benchmarks/bench_report.py REPORT.html

Opened five times in Chromium, each time in a fresh context. The slider visits every snapshot;
the time is that of its handler with the drawing finished, read back from a canvas. The pad is given
each of its held-out images, and says how long every network and the judge took to answer.
"""

from __future__ import annotations

import shutil
import statistics
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
N_ROUNDS = 5
SWEEP = """() => {
    const clock = document.getElementById("clock");
    const canvas = document.querySelector(".frame").getContext("2d");
    const times = [];
    for (let i = 0; i <= Number(clock.max); i++) {
        const start = performance.now();
        clock.value = i;
        clock.dispatchEvent(new Event("input"));
        canvas.getImageData(0, 0, 1, 1);
        times.push(performance.now() - start);
    }
    return times;
}"""

ANSWERS = """() => [...document.querySelectorAll("#pad [role=option]")].map((option) => {
    option.click();
    return Number(document.getElementById("pad").dataset.milliseconds);
})"""


def main(path: Path) -> None:
    milestones, sweeps, answers = {"interactive": [], "ready": []}, [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for _ in range(N_ROUNDS):
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(path.resolve().as_uri())
            page.wait_for_selector("html[data-ready]", state="attached")
            for name, times in milestones.items():
                times.append(int(page.locator("html").get_attribute(f"data-{name}") or 0))
            sweeps += page.evaluate(SWEEP)
            page.wait_for_selector("html[data-whole]", state="attached")
            answers += page.evaluate(ANSWERS)
            page.close()
        browser.close()
    print(f"size: {path.stat().st_size / 1e6:.2f} MB")
    for name, times in milestones.items():
        print(f"{name}: {statistics.median(times):.0f} ms ({min(times)}-{max(times)})")
    for name, times in (("slider", sweeps), ("pad", answers)):
        if times:
            print(
                f"{name}: {statistics.median(times):.2f} ms an answer, "
                f"{sorted(times)[int(0.99 * len(times))]:.2f} ms at the 99th percentile, "
                f"n = {len(times)}"
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
