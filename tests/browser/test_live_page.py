"""The live page in a real browser: a training that is seen to move, held, and copied."""

import re
import threading
import time

import pytest

from genbench.runs import Run
from genbench.stages.watching.watch import served
from genbench.system import processes

# Long enough that the training never ends within the tests; they end it.
WORDS = (
    "--steps=100000000 --log-every=200 --snapshot-every=200 --checkpoint-every=1000 "
    "--batch-size=16 --hidden-sizes=16 --no-jit-compile --run-name=vae"
)


@pytest.fixture(scope="module")
def root(blobs, tmp_path_factory):
    """The folder of a VAE's training, which goes on meanwhile in a process of its own."""
    folder = tmp_path_factory.mktemp("live")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        words = ["train", "vae", f"--dataset={blobs}", *WORDS.split()]
        training = processes.command(words, folder / "said.txt")
        yield folder / "runs"
        training.kill()
        training.join()


@pytest.fixture(scope="module")
def run(root):
    return Run(root / "vae")


@pytest.fixture(scope="module")
def link(root):
    """The page that may steer it."""
    with served([root], teach=True) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server.link
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def context(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture(scope="module")
def page(context, link):
    """The page, on which nothing may be complained of, and which asks nobody but its server."""
    complaints = []
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url))
    page.goto(link)
    yield page
    own = link.partition("#")[0]
    assert [said for said in complaints if not said.startswith(own)] == []


def n_lines(run):
    return len(run.read_log())


def card(page, name="vae"):
    return page.get_by_role("article", name=name, exact=True)


def shown_step(page):
    return int(card(page).locator(".frame").get_attribute("data-step"))


def hold(page):
    """Lets the training wait, and returns the step that it waits at."""
    card(page).get_by_role("button", name=re.compile("Pause|Go on")).wait_for()
    if card(page).get_by_role("button", name="Pause").is_visible():
        card(page).get_by_role("button", name="Pause").press("Enter")
    text = card(page).locator(".state-text", has_text="waiting at step")
    text.wait_for()
    return int(re.findall(r"at step ([\d,]+)", text.inner_text())[0].replace(",", ""))


def open_panel(page):
    """Opens what asks for copies, if it is not open."""
    panel = card(page).locator("details.if")
    if panel.get_attribute("open") is None:
        panel.locator("summary").click()


def test_a_training_that_begins_later_appears_and_is_seen_to_move(page):
    page.wait_for_selector("#reels .frame[data-step]")
    first = shown_step(page)
    page.wait_for_selector(f"#reels .frame:not([data-step='{first}'])")
    assert shown_step(page) > first
    card(page).locator(".chart path.training[d^=M]").first.wait_for(state="attached")
    assert "left" in card(page).locator(".state-text").inner_text()
    assert page.locator("#summary").inner_text() == "1 training"


def test_at_its_end_the_clock_follows_and_elsewhere_it_stays(page):
    # There is more than one moment to choose from.
    page.wait_for_selector("#reels .frame[data-step]:not([data-step='0'])")
    clock = page.locator("#clock")
    clock.press("Home")
    page.wait_for_selector("#reels .frame[data-step='0']")
    page.wait_for_selector(f"#clock:not([max='{clock.get_attribute('max')}'])")
    assert (clock.input_value(), shown_step(page)) == ("0", 0)
    clock.press("End")
    page.wait_for_selector("#reels .frame:not([data-step='0'])")


def test_a_pause_stops_the_log_and_a_chunk_is_one_line_more(page, run):
    step = hold(page)
    assert [path.stem for path in sorted(run.checkpoints.iterdir())][-1] == f"{step:08d}"
    before = n_lines(run)
    time.sleep(1)
    assert n_lines(run) == before
    card(page).get_by_role("button", name="One chunk").press("Enter")
    card(page).locator(".state-text", has_not_text=f"step {step:,} ").wait_for()
    hold(page)
    assert n_lines(run) == before + 1


def test_a_copy_trains_beside_it_and_says_where_it_is_from(page, run, root):
    step = hold(page)
    open_panel(page)
    card(page).get_by_label("learning rate").fill("1e-4")
    card(page).get_by_label("until step").fill(str(step + 400))
    card(page).get_by_role("button", name="Train a copy").press("Enter")
    name = f"vae-from-{step}-learning-rate-0.0001"
    card(page, name).locator(".state-text", has_text="done").wait_for()
    assert f"a copy of vae from step {step:,} on" in card(page, name).inner_text()
    assert Run(root / name).read_log()[-1]["step"] == step + 400


def test_what_cannot_be_copied_is_told_in_a_line(page):
    hold(page)
    open_panel(page)
    card(page).get_by_label("learning rate").fill("-1")
    card(page).get_by_role("button", name="Train a copy").click()
    said = card(page).locator(".said", has_text="--learning-rate must be a positive number")
    said.wait_for()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_the_page_is_accessible_and_fits(page, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    moving = "document.getAnimations().filter(each => each.playState === 'running').length"
    assert page.evaluate(moving) == 0
    found = axe.Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()


def test_a_training_that_goes_on_is_seen_to(page, run):
    hold(page)
    before = n_lines(run)
    card(page).get_by_role("button", name="Go on").press("Enter")
    card(page).locator(".state-text", has_text="training").wait_for()
    while n_lines(run) == before:
        time.sleep(0.1)


def test_without_the_word_of_the_link_nothing_can_be_steered(context, link):
    other = context.new_page()
    other.goto(link.partition("#")[0])
    other.get_by_text("open the whole link").wait_for()
    assert not other.get_by_role("button", name="Pause").is_visible()
    other.close()
