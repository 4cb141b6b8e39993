"""The report in a real browser: it moves, answers, counts right, and is usable by all."""

import re

import numpy as np
import pytest
from read_page import pixels as pixels_of

from genbench.data import images
from genbench.models import building
from genbench.scoring.table import METRICS
from genbench.system.backend import tf


def pixels(page, selector, i=0):
    """Returns what a canvas shows, uint8 [h, w, 3]."""
    return pixels_of(page.locator(selector).nth(i).evaluate("canvas => canvas.toDataURL()"))


def explorers(page):
    page.locator("#latents").scroll_into_view_if_needed()
    page.wait_for_selector("#latents .grids > :last-child .explorer[data-ready]")
    return page.locator(".explorer")


def start_quiz(page):
    page.locator("#quiz").scroll_into_view_if_needed()
    page.wait_for_selector("#quiz[data-asked]")


def test_the_slider_changes_every_picture(open_page):
    page = open_page()
    last = [pixels(page, ".frame", i) for i in range(2)]
    page.locator("#clock").fill("0")
    first = [pixels(page, ".frame", i) for i in range(2)]
    assert all((a != b).any() for a, b in zip(first, last, strict=True))


def test_the_slider_tells_step_and_images(open_page):
    page = open_page()
    page.locator("#clock").fill("3")
    assert page.locator(".reel .when").first.inner_text() == "step 30, 480 images seen"


def test_arrow_keys_step_through_the_snapshots(open_page):
    page = open_page()
    page.locator("#clock").press("ArrowLeft")
    assert page.locator("#clock-text").inner_text() == "800 images"


def test_the_curves_follow_the_slider(open_page):
    page = open_page()
    page.locator("#clock").fill("3")
    x = float(page.locator(".cursor").first.get_attribute("x1"))
    assert x == pytest.approx(150)


def test_values_at_the_slider_are_those_of_the_log(open_page, vae_run):
    page = open_page()
    page.locator("#clock").fill("3")
    entry = next(e for e in vae_run.read_log() if e["step"] == 30)
    shown = page.locator(".reel .values b").first.inner_text()
    assert float(shown) == pytest.approx(entry["loss"], rel=0.01)


def test_a_press_on_a_curve_moves_the_clock(open_page):
    page = open_page()
    chart = page.locator(".plot svg").first
    box = chart.bounding_box()
    chart.click(position={"x": box["width"] * 0.51, "y": 5})
    assert page.locator("#clock").input_value() == "3"


def test_space_plays_from_the_start_to_the_end(open_page):
    page = open_page()
    page.locator("#speed").select_option("25")
    page.locator("#clock").press(" ")
    assert page.locator("#play").get_attribute("aria-label") == "Pause"
    page.wait_for_selector("#play[aria-label=Play]")
    assert page.locator("#clock").input_value() == "6"


def test_the_button_pauses(open_page):
    page = open_page()
    page.locator("#speed").select_option("4")
    page.locator("#play").click()
    page.locator("#play").click()
    assert page.locator("#play").get_attribute("aria-label") == "Play"


def test_the_explorer_answers_the_pointer(open_page):
    page = open_page()
    explorers(page)
    for i in range(2):
        page.locator(".pad").nth(i).hover(position={"x": 20, "y": 20})
        before = pixels(page, ".decoded canvas", i)
        page.locator(".pad").nth(i).hover(position={"x": 200, "y": 150})
        assert (pixels(page, ".decoded canvas", i) != before).any()


def test_the_explorer_answers_the_keyboard(open_page):
    page = open_page()
    explorers(page)
    page.locator(".sliders input").first.press("End")
    assert page.locator(".decoded figcaption").first.inner_text().startswith("latents 3.00")


def test_the_explorer_draws_what_the_model_draws(open_page, vae_run):
    page = open_page()
    explorers(page)
    page.locator(".sliders input").nth(0).fill("0.75")
    page.locator(".sliders input").nth(1).fill("0.25")
    caption = page.locator(".decoded figcaption").first.inner_text().replace("−", "-")
    latents = np.array([re.findall(r"-?\d+\.\d+", caption)], np.float32)
    model, _ = building.load(vae_run)
    expected = images.to_uint8(model.samplers["decoder"].sample(tf.constant(latents)).numpy())
    shown = pixels(page, ".decoded canvas")[..., 0].astype(int)
    np.testing.assert_allclose(shown, expected[0, ..., 0].astype(int), atol=2)


def test_other_corners_are_drawn_on_demand(open_page):
    page = open_page()
    explorers(page)
    before = pixels(page, ".decoded canvas", 1)
    page.locator(".again").click()
    assert (pixels(page, ".decoded canvas", 1) != before).any()


def test_the_codes_can_be_hidden(open_page):
    page = open_page()
    explorers(page)
    before = pixels(page, ".map")
    page.locator(".codes").uncheck()
    assert (pixels(page, ".map") != before).any()


@pytest.mark.parametrize(("button", "fooled"), [("#say-real", True), ("#say-fake", False)])
def test_the_quiz_counts_right(open_page, button, fooled):
    page = open_page()
    start_quiz(page)
    for _ in range(24):
        page.locator(button).click()
    lines = page.locator(".outcome li").all_inner_texts()
    models, real = lines[:-1], lines[-1]
    assert len(models) == 2
    assert all(f"{6 if fooled else 0} of 6" in line for line in models)
    assert f"{0 if fooled else 12} of 12" in real


def test_the_quiz_takes_arrow_keys(open_page):
    page = open_page()
    start_quiz(page)
    page.locator("#say-real").press("ArrowLeft")
    assert page.locator("#quiz .round").inner_text() == "Picture 2 of 24"
    assert re.match(r"(Right|Wrong): it was ", page.locator(".feedback").inner_text())


def test_the_quiz_can_be_taken_again(open_page):
    page = open_page()
    start_quiz(page)
    page.locator("#finish").click()
    page.locator("#restart").click()
    assert page.locator("#quiz .round").inner_text() == "Picture 1 of 24"


def test_sorting_sorts_both_ways(open_page):
    page = open_page()
    head = page.locator("#metrics .sort").first
    rows = page.locator("#metrics table").first.locator("tbody th")
    head.click()
    assert rows.all_inner_texts()[0] == "real held out"
    head.click()
    assert rows.all_inner_texts()[0] == "vae"


def test_what_has_no_figure_is_sorted_last(open_page):
    page = open_page()
    page.locator("#metrics td").first.evaluate("cell => delete cell.dataset.sort")
    for _ in range(2):
        page.locator("#metrics .sort").first.click()
        rows = page.locator("#metrics table").first.locator("tbody th")
        assert rows.all_inner_texts()[-1] == "vae"


def test_every_metric_is_explained_beside_its_table(open_page):
    page = open_page()
    shown = page.locator("#metrics .meaning").all_text_contents()
    assert {metric.meaning for metric in METRICS} == set(shown)


def test_the_deciding_metrics_are_open_and_the_others_folded(open_page):
    page = open_page()
    tables = page.locator("#metrics table")
    n_open = sum(table.is_visible() for table in tables.all())
    assert n_open == page.locator("#metrics > .sheets > .sheet").count() < tables.count()
    page.locator("#metrics .more summary").first.click()
    assert sum(table.is_visible() for table in tables.all()) > n_open


def test_paper_shows_every_table(open_page):
    page = open_page()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert all(table.is_visible() for table in page.locator("#metrics table").all())
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not page.locator("#metrics .more table").first.is_visible()


def test_a_sample_opens_by_key_and_shows_its_neighbour(open_page):
    page = open_page()
    sheet = page.locator(".contact ul").first
    sheet.press("ArrowRight")
    sheet.press("Enter")
    assert page.locator("#viewer-title").inner_text() == "vae, sample 2"
    assert page.locator("#viewer-text").inner_text().startswith("They differ by 0.")
    page.keyboard.press("Escape")
    assert not page.locator("#viewer").is_visible()


def test_a_sample_opens_by_pointer(open_page):
    page = open_page()
    page.locator(".contact li").nth(5).click()
    assert page.locator("#viewer-title").inner_text() == "vae, sample 6"


def test_the_grids_can_show_the_nearest_training_images(open_page):
    page = open_page()
    page.locator("#samples").scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    before = pixels(page, ".contact canvas")
    page.get_by_text("Their nearest training").click()
    page.wait_for_timeout(200)
    assert (pixels(page, ".contact canvas") != before).any()


@pytest.mark.parametrize("width", [360, 768, 1400, 1600])
def test_nothing_scrolls_sideways(open_page, width):
    page = open_page(width=width)
    explorers(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 768, 1400, 1600])
def test_no_word_of_a_calibration_row_is_broken(open_page, width):
    page = open_page(width=width)
    clipped = page.locator("#metrics tr.calibration th").evaluate_all(
        "heads => heads.filter(head => head.scrollWidth > head.clientWidth).length"
    )
    assert clipped == 0
    rows = page.locator("#metrics table").first.locator("tr.calibration th")
    style = "head => getComputedStyle(head).overflowWrap"
    assert {row.evaluate(style) for row in rows.all()} == {"normal"}


def test_dark_readers_get_a_dark_page(open_page):
    def brightness(page):
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(map(int, re.findall(r"\d+", colour)))

    assert brightness(open_page(color_scheme="dark")) < 100
    assert brightness(open_page(color_scheme="light")) > 700


def test_readers_who_want_no_motion_get_none(open_page):
    page = open_page(reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_paper_has_no_controls(open_page):
    page = open_page()
    page.emulate_media(media="print")
    assert not page.locator(".console").is_visible()
    assert page.locator("#headline").is_visible()


def test_without_scripts_the_answer_and_the_tables_stand(open_page, browser, page_file):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    assert page.locator("#headline").is_visible()
    assert page.locator("#metrics table").first.is_visible()
    context.close()


def test_a_malicious_name_is_only_a_name(open_page):
    page = open_page()
    assert "<script>alert(1)<script>" in page.locator(".bout").inner_text()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
def test_the_page_is_accessible(open_page, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = open_page(width=width, color_scheme=scheme, reduced_motion="reduce")
    explorers(page)
    start_quiz(page)
    found = axe.Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()
