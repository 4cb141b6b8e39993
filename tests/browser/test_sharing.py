"""What a link opens, what can be saved, and what a capture of the whole page holds."""

import io
import xml.etree.ElementTree

import numpy as np
import pytest
from PIL import Image
from read_page import pixels as pixels_of


@pytest.fixture(scope="module")
def page(open_file, page_file):
    """The report with everything drawn; shared, and not left as it was found."""
    with open_file(page_file) as page:
        page.wait_for_selector("html[data-whole]", state="attached")
        yield page


def pixels(page, selector, i=0):
    return pixels_of(page.locator(selector).nth(i).evaluate("canvas => canvas.toDataURL()"))


def seen(page):
    """Returns all that the links of this page are to bring back."""
    tables = page.locator("#metrics table").first.locator("tbody th").all_text_contents()
    return {
        "clock": page.locator("#clock-text").inner_text(),
        "grids": page.locator(".switch [aria-pressed=true]").get_attribute("data-show"),
        "rows": tables,
        "unfolded": page.locator("#metrics details[open]").count(),
        "places": page.locator(".decoded figcaption").all_text_contents(),
        "decoded": pixels(page, ".decoded canvas", 1).tolist(),
        "map": pixels(page, ".map", 1).tolist(),
        "codes": page.locator(".codes").is_checked(),
    }


def test_a_link_opens_what_was_seen(page, open_file, page_file, written_hash):
    before = seen(page)
    page.locator("#clock").fill("3")
    page.get_by_text("Their nearest training").click()
    page.locator("#metrics .sort").first.click()
    page.locator("#metrics .more summary").first.click()
    page.locator(".codes").uncheck()
    page.locator(".again").click()
    for i, value in enumerate(("0.25", "0.75", "0.9", "0.1")):
        page.locator(".explorer .sliders input").nth(i).fill(value)
    after = seen(page)
    assert all(before[name] != after[name] for name in before)
    fragment = written_hash(page)
    assert fragment.startswith("#latents&")
    assert "walk-1=0.900,0.100" in fragment
    with open_file(page_file, fragment=fragment) as other:
        other.wait_for_selector("html[data-whole]", state="attached")
        assert seen(other) == after
        assert other.evaluate("scrollY") > 500


def test_a_link_within_the_page_keeps_what_was_set(page, written_hash):
    page.locator("#clock").fill("2")
    page.locator("nav a").nth(1).click()
    fragment = written_hash(page)
    assert fragment.startswith("#evolution&")
    assert "clock=2" in fragment


def test_a_link_that_makes_no_sense_opens_the_page_as_it_is(open_file, page_file):
    fragment = (
        "#draw&clock=x&walk-0=1&sample=9,9&sort=99,9,1&open=no&ink=%%%&held-out=99&corners-1=a&="
    )
    with open_file(page_file, fragment=fragment) as page:
        page.wait_for_selector("html[data-whole]", state="attached")
        assert page.locator("#headline").is_visible()


def test_a_picture_is_saved_as_png(page):
    shown = pixels(page, ".decoded canvas")
    with page.expect_download() as download:
        page.locator(".decoded .save").first.click()
    assert download.value.suggested_filename == "what-vae-draws-at-the-chosen-place.png"
    with Image.open(io.BytesIO(download.value.path().read_bytes())) as saved:
        found = np.asarray(saved.convert("RGB"))
    scale = len(found) // len(shown)
    assert scale > 1
    np.testing.assert_array_equal(found[::scale, ::scale], shown)


def test_a_curve_is_saved_as_svg_with_its_colours(page):
    with page.expect_download() as download:
        page.locator(".values .save").first.click()
    root = xml.etree.ElementTree.parse(download.value.path()).getroot()
    (line, *_) = root.iter("{http://www.w3.org/2000/svg}path")
    assert line.get("stroke") == "rgb(0, 114, 178)"
    assert line.get("fill") == "none"


def test_a_capture_of_the_whole_page_has_no_empty_picture(page):
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    with Image.open(io.BytesIO(page.screenshot(full_page=True, timeout=60_000))) as capture:
        whole = np.asarray(capture.convert("L"))
    for picture in page.locator("main canvas, main img.pixels").all():
        if box := picture.bounding_box():
            x, y, w, h = (int(box[key]) for key in ("x", "y", "width", "height"))
            name = picture.get_attribute("aria-label") or picture.get_attribute("alt")
            assert np.ptp(whole[y : y + h, x : x + w]) > 30, name
