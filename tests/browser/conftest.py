"""A real browser, and a report of two small runs to open in it."""

import json
import shutil

import pytest

from genbench.report import report
from genbench.runs import Run
from genbench.sample import sample

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAME = "<script>alert(1)<script>"


@pytest.fixture(scope="session")
def browser():
    """Chromium, started once."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("There is no chromium on the PATH. On Debian: apt-get install chromium.")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed.")
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def page_file(vae_run, gan_run, tmp_path_factory):
    """The report of a measured VAE and a measured GAN with a malicious name."""
    root = tmp_path_factory.mktemp("work") / "runs"
    runs = [
        Run(shutil.copytree(run.path, root / name))
        for run, name in ((vae_run, "vae"), (gan_run, NAME))
    ]
    for i, run in enumerate(runs):
        sample(run, n=150)
        (run.path / "metrics.json").write_text(json.dumps(_metrics(i)))
    return report(runs, out=root / "report.html")


@pytest.fixture
def open_page(browser, page_file):
    """A function that opens the report, and fails on a message, an error or a request."""
    contexts, complaints = [], []

    def open_page(*, width=1280, **settings):
        context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append("a dialog"), dialog.dismiss()))
        page.on("request", lambda request: _note(request.url))
        page.goto(page_file.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        return page

    def _note(url):
        if url != page_file.as_uri() and not url.startswith("data:image/webp;"):
            complaints.append(url)

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _metrics(i):
    def entry(value, half, better, space="judge"):
        return {
            "value": value,
            "low": value - half,
            "high": value + half,
            "n": 150,
            "better": better,
            "space": space,
        }

    return {
        "metrics": {
            "frechet_distance": entry(40 - 18 * i, 1, "lower"),
            "kernel_distance": entry(0.2 - 0.1 * i, 0.01, "lower"),
            "precision": entry(0.7 + 0.1 * i, 0.01, "higher"),
            "recall": entry(0.5 - 0.1 * i, 0.01, "higher"),
            "sharpness": entry(0.4 + 0.6 * i, 0.02, "1", "pixels"),
        },
        "calibration": {
            "real-train": {"frechet_distance": 2.0, "precision": 0.9, "recall": 0.9},
            "noise": {"frechet_distance": 900.0, "precision": 0.0, "recall": 0.0},
        },
        "protocol": {"extractor": "judge", "seeds": [0]},
    }
