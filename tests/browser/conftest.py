"""A real browser, and a report of two small runs to open in it."""

import shutil
from contextlib import ExitStack, contextmanager

import pytest
from made_records import measured_of, metrics_record, noted_figures

from genbench.runs import Run
from genbench.scoring import entries, records
from genbench.scoring.calibration_rows import ROWS
from genbench.scoring.entries import RowEntry
from genbench.scoring.measuring import Score
from genbench.scoring.table import EVERY, METRICS
from genbench.stages.report.figures import FIGURES
from genbench.stages.report.report import report
from genbench.stages.sampling.sample import sample

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
        records.write(run, measured_of(run, _metrics(i)))
        noted_figures(run, *FIGURES)
    return report(runs, out=root / "report.html")


@pytest.fixture(scope="session")
def open_file(browser):
    """A function that gives a page as a context, and fails on a message, an error or a request."""

    @contextmanager
    def open_file(file, *, width=1280, fragment="", **settings):
        context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
        complaints = []

        def note(url):
            if url.partition("#")[0] != file.as_uri() and not url.startswith(
                ("data:image/", "blob:")
            ):
                complaints.append(url)

        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append("a dialog"), dialog.dismiss()))
        page.on("request", lambda request: note(request.url))
        page.goto(file.as_uri() + fragment)
        page.wait_for_selector("html[data-ready]", state="attached")
        try:
            yield page
        finally:
            context.close()
        assert complaints == []

    return open_file


@pytest.fixture
def open_page(open_file, page_file):
    """A function that opens the report of both runs; see `open_file`."""
    with ExitStack() as pages:
        yield lambda **settings: pages.enter_context(open_file(page_file, **settings))


def _metrics(i):
    """Returns a metrics.json as `genbench evaluate` writes it, with every metric there is."""
    known = [(m, f"{m.name}/{space}") for m in METRICS for space in m.spaces or ("bernoulli",)]
    real = _row(known)
    measured = {
        name: entries.entry(Score(metric, name.partition("/")[2], 30, _draws(i)), real)
        for metric, name in known
    }
    null = {f"frechet_distance/{space}": RowEntry(value=0.2, n=30) for space in EVERY}
    return metrics_record(
        measured,
        others={"draws": measured},
        calibration={**{row: _row(known, 0.1 * k) for k, row in enumerate(ROWS)}, "null": null},
    )


def _draws(i):
    return tuple(123_456.7 * (2 - i) + draw for draw in range(5))


def _row(known, value=0.5):
    return {name: RowEntry(value=value, n=30) for _, name in known}


@pytest.fixture(scope="session")
def written_hash():
    """Returns a page's hash when all that was set stands in it, which takes it 200 ms."""
    wait = "new Promise((done) => setTimeout(() => done(location.hash), 300))"
    return lambda page: page.evaluate(wait)
